"""A Dask scheduler and plain workers on this machine, of which one can be killed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.flows.served import clean_environment, wait_for

_DASK = [sys.executable, "-m", "dask"]


@dataclass(frozen=True)
class Workers:
    address: str
    processes: list[subprocess.Popen[bytes]]

    def kill_one_at_work(self) -> None:
        """Kills the first worker that has been given anything."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            wait_for(lambda: any(client.processing().values()))
            name = next(worker for worker, work in client.processing().items() if work)
            pid = client.run(os.getpid, workers=[name])[name]
        next(one for one in self.processes if one.pid == pid).kill()


@contextmanager
def workers(folder: Path, count: int) -> Iterator[Workers]:
    """A scheduler and so many workers, with no configuration, for the time of a `with` block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    address = f"tcp://127.0.0.1:{port}"
    worker = ["worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    commands = [["scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard"], *[worker] * count]
    with (folder / "dask.log").open("wb") as log:
        processes = [
            subprocess.Popen([*_DASK, *command], stdout=log, stderr=log, env=clean_environment(), cwd=folder)
            for command in commands
        ]
    try:
        wait_for(lambda: processes[0].poll() is not None or _answers(int(port)))
        yield Workers(address, processes[1:])
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
