"""Processes that halt in the middle of their work: whatever is done to one then cannot come too late."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from schemas.flow import Stage
from tests.faults.killed import PATIENCE_SECONDS

_HALTED = "T"
_HALTING = """
import os, signal, sys, threading
from pipelines.cli import main
from pipelines.cli.progress import Progress

says = Progress.ended

def halts(progress, record):
    says(progress, record)
    if record.stage.value == {stage!r}:
        Progress.ended = says  # a run may recall twice
        threading.Timer({seconds}, os.kill, (os.getpid(), signal.SIGSTOP)).start()

Progress.ended = halts
sys.exit(main())
"""
_SECONDS = 0.05
"""After which the stage that follows is in the middle of its work."""


def halting(command: Sequence[str], stage: Stage) -> list[str]:
    """The words of a command, `python -c` and its program, that halts (SIGSTOP) soon after a stage has ended."""
    return [*command[:-1], _HALTING.format(stage=stage.value, seconds=_SECONDS)]


def wait_until_halted(pid: int, lives: Callable[[], bool]) -> None:
    """Waits for a process to halt.

    Args:
        pid: which.
        lives: tells whether it has not ended instead.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while _state_of(pid) != _HALTED:
        assert lives(), "it ended and did not halt"
        assert time.monotonic() < until, "it did not halt"
        time.sleep(0.01)


def _state_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""
