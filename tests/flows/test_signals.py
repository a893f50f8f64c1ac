"""A schedule ends when it is told to, and not because it was halted for a while."""

import signal
import subprocess
import sys
import time
from itertools import islice, takewhile

import pytest

_WAITS = """
from pipelines.flows.signals import kept_back, told

with kept_back() as stop:
    while True:
        print("told" if told(stop, 0.2) else "goes on", flush=True)
"""

_MANY = 100
"""Lines that may have been waiting to be read when it was told."""


@pytest.fixture
def waiting() -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", _WAITS], stdout=subprocess.PIPE, text=True)


def test_who_was_halted_for_longer_than_it_waits_goes_on_until_it_is_told(waiting: subprocess.Popen[str]) -> None:
    with waiting:
        assert waiting.stdout is not None
        assert waiting.stdout.readline() == "goes on\n"
        waiting.send_signal(signal.SIGSTOP)
        time.sleep(1)  # for longer than it waits
        waiting.send_signal(signal.SIGCONT)
        assert {waiting.stdout.readline() for _ in range(3)} == {"goes on\n"}
        waiting.send_signal(signal.SIGTERM)
        said = [*takewhile(lambda line: line != "told\n", islice(waiting.stdout, _MANY))]
        after = waiting.stdout.readline()
        waiting.kill()
    assert len(said) < _MANY
    assert after == "goes on\n"  # told once, it is not told for ever
