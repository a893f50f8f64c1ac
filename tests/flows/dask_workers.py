"""A Dask scheduler and plain workers on this machine, of which one can be killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.flows.served import PATIENCE_SECONDS, clean_environment, wait_for

if TYPE_CHECKING:
    from distributed import Client

_DASK = [sys.executable, "-m", "dask"]
_LOOKS = "pipelines/night/parts.py"
"""Stands in the call stack of a worker that looks at a part."""


@dataclass(frozen=True)
class Workers:
    address: str
    processes: dict[str, subprocess.Popen[bytes]]

    def kill_one_at_work(self, night: subprocess.Popen[bytes]) -> None:
        """Kills the first worker to which a night, which has halted before it gives any part away, gives one.

        No worker does anything until that is seen, so that its part cannot be done by then.
        """
        from distributed import Client

        def given() -> list[str]:
            assert night.poll() is None, "the night ended before it gave any worker a part"
            return [worker for worker in self.processes if _parts(client, worker)]

        with Client(self.address, set_as_default=False) as client:
            self._tell(signal.SIGSTOP)
            night.send_signal(signal.SIGCONT)
            wait_for(given)
            first = given()[0]
            self._tell(signal.SIGCONT)
            while (parts := _parts(client, first)) and _LOOKS not in str(client.call_stack(keys=parts)):
                pass  # until it is in the middle of one, or, where nobody looked in time, has done them
            self.processes[first].kill()

    def _tell(self, number: signal.Signals) -> None:
        for process in self.processes.values():
            process.send_signal(number)


@contextmanager
def workers(folder: Path, count: int) -> Iterator[Workers]:
    """A scheduler and so many workers, with no configuration, for the time of a `with` block."""
    told = folder / "scheduler.json"
    at = ["--scheduler-file", str(told), "--no-dashboard"]
    worker = ["worker", *at, "--nthreads", "1", "--no-nanny"]
    commands = [["scheduler", *at, "--host", "127.0.0.1", "--port", "0"], *[worker] * count]
    with (folder / "dask.log").open("wb") as log:
        processes = [
            subprocess.Popen([*_DASK, *command], stdout=log, stderr=log, env=clean_environment(), cwd=folder)
            for command in commands
        ]
    try:
        wait_for(lambda: any(one.poll() is not None for one in processes) or _address(told))
        address = _address(told)
        yield Workers(address, _by_name(address, processes[1:]))
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _parts(client: Client, worker: str) -> list[str]:
    """The keys of the parts that a worker has been given and has not done."""
    from pipelines.flows.parts import make_ready

    return [str(key) for key in client.processing()[worker] if make_ready.__name__ not in str(key)]


def _address(told: Path) -> str:
    """Where the scheduler listens; empty as long as it has not said so."""
    try:
        return str(json.loads(told.read_text())["address"])
    except (FileNotFoundError, ValueError):
        return ""


def _by_name(address: str, processes: list[subprocess.Popen[bytes]]) -> dict[str, subprocess.Popen[bytes]]:
    """The processes of all workers by the names under which the scheduler knows them, once it knows them all."""
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(len(processes), timeout=PATIENCE_SECONDS)
        pids = client.run(os.getpid)
    return {name: next(one for one in processes if one.pid == pid) for name, pid in pids.items()}
