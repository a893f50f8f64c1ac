"""A Dask scheduler and plain workers on this machine, of which one can be killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.flows.served import PATIENCE_SECONDS, clean_environment, wait_for

_DASK = [sys.executable, "-m", "dask"]


@dataclass(frozen=True)
class Workers:
    address: str
    processes: dict[str, subprocess.Popen[bytes]]

    def kill_one_at_work(self, night: subprocess.Popen[bytes]) -> None:
        """Kills the first worker that a night gives a part."""
        from distributed import Client

        from pipelines.flows.parts import make_ready

        busy: list[str] = []

        def is_at_work() -> bool:
            assert night.poll() is None, "the night ended before any worker was seen at work"
            parts = {worker: _without(make_ready.__name__, work) for worker, work in client.processing().items()}
            busy.extend(worker for worker, work in parts.items() if work)
            return bool(busy)

        with Client(self.address, set_as_default=False) as client:
            wait_for(is_at_work)
            self.processes[busy[0]].kill()


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


def _without(name: str, work: Iterable[object]) -> list[str]:
    """The keys of tasks but those of a function."""
    return [str(key) for key in work if name not in str(key)]


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
