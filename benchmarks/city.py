"""Times whole nights of cities: on this machine, and with its parts looked at by Dask workers of one thread each.

`python -m benchmarks.city --help` says what can be chosen. All nights of a city must publish the same bytes. Beside
them stands Splink, on a city's low-income roll and civil registry (`benchmarks.city_roster`, `benchmarks.peers`).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.folder import kept_or_temporary
from benchmarks.measure import Usage, hedui, measured, module
from benchmarks.night import make_district
from benchmarks.spilled import Spilled, watched
from benchmarks.table import lay_out, times

_AS_OF = "2019-06-30"
_PEOPLE = (500_000, 1_000_000, 2_000_000, 6_000_000)
_OF_WORKERS = _OF_SPLINK = (2_000_000,)
_DASK = (sys.executable, "-m", "dask")
_KIB_IN_MIB = 1024
_START_SECONDS = 120
_HEADER = ("night", "people", "rows", "seconds", "cpu s", "peak MiB", "spilled MiB", "cpu s a million rows", "slope")
_SAID = """
spilled MiB: the parts of the people, and DuckDB's temporary files, the most of each that lay there at one time
slope: cpu s a million rows, those of the smallest city on this machine being 1"""


class DiffersError(Exception):
    """Two nights of one city published other bytes."""


@dataclass(frozen=True)
class Night:
    """One night: of how many people, how it was looked at, how many rows it read, and what each process of it cost."""

    people: int
    how: str
    rows: int
    processes: tuple[Usage, ...]
    spilled: Spilled

    @property
    def cpu_seconds(self) -> float:
        """Of all processes."""
        return sum(one.cpu_seconds for one in self.processes)

    @property
    def each(self) -> float:
        """CPU seconds a million rows."""
        return self.cpu_seconds / self.rows * 1e6

    def line(self, smallest: float) -> list[str]:
        """Its line of the table; `smallest`: CPU seconds a million rows of the smallest city, on this machine."""
        peaks = " + ".join(f"{one.peak_mib:,.0f}" for one in self.processes)
        seconds, cpu = f"{self.processes[0].seconds:.1f}", f"{self.cpu_seconds:.1f}"
        size = [f"{self.people:,}", f"{self.rows:,}"]
        spilled = f"{self.spilled.mib:,.1f}"
        return [self.how, *size, seconds, cpu, peaks, spilled, f"{self.each:.1f}", times(self.each, smallest)]


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the benchmark and prints its table.

    Raises:
        DiffersError: two nights of one city published other bytes.
    """
    chosen = _arguments(argv)
    nights: list[Night] = []
    peers: list[str] = []
    with kept_or_temporary(chosen.folder) as folder:
        for people in sorted(set(chosen.people)):
            district = make_district(folder, people, chosen.seed)
            nights.extend(_nights(district, folder / "workspace", people, chosen))
            if people in chosen.splink:
                peers.append(_beside_splink(district, folder / "workspace", people))
    print(lay_out(_HEADER, [one.line(nights[0].each) for one in nights]), _SAID, *peers, sep="\n")
    return 0


def _nights(district: Path, workspace: Path, people: int, chosen: argparse.Namespace) -> Iterator[Night]:
    """A night on this machine for each bound of memory, then one on each number of workers where that is wanted."""
    published = None
    for memory in chosen.memory:
        _fresh(workspace, district, memory)
        with watched(workspace) as spilled:
            own = _night(workspace, "--no-prefect")
        yield Night(people, f"one process, {memory:g} GB", _rows(workspace), (own,), spilled)
        published = _same(workspace, published)
    for count in chosen.workers if people in chosen.spread else ():
        _fresh(workspace, district, chosen.memory[0])
        with _cluster(workspace, count) as (address, ended), watched(workspace) as spilled:
            own = _night(workspace, "--scheduler", address)
        yield Night(people, f"{count} workers", _rows(workspace), (own, *ended), spilled)
        published = _same(workspace, published)


def _rows(workspace: Path) -> int:
    """Rows of all files that the night read."""
    manifest = json.loads((workspace / "published" / _AS_OF / "manifest.json").read_bytes())
    return sum(one["rows"] for one in manifest["inputs"])


def _beside_splink(district: Path, workspace: Path, people: int) -> str:
    """The table of `benchmarks.peers` of a city's own roll and registry, which the night before has read."""
    # What Polars takes would else be in the account of the nights before.
    import polars as pl

    from benchmarks.peers import compete, report

    task = workspace.with_name("roster")
    shutil.rmtree(task, ignore_errors=True)
    task.mkdir()
    made = module("benchmarks.city_roster", task, workspace, district / "truth", _AS_OF)
    measured(made, task.with_suffix(".log"))
    rows = pl.read_parquet(task / "truth.parquet").height
    return report(people, rows, compete(task, 1))


def _fresh(workspace: Path, district: Path, memory: float) -> None:
    shutil.rmtree(workspace, ignore_errors=True)
    workspace.mkdir(mode=0o700)
    shutil.copytree(district / "landing", workspace / "landing", copy_function=os.link)
    (workspace / "hedui.toml").write_text(f"memory = {memory}\n", encoding="utf-8")


def _night(workspace: Path, *more: str) -> Usage:
    command = hedui("run", "nightly", "--workspace", workspace, "--as-of", _AS_OF, *more)
    return measured(command, workspace / "night.log")


def _same(workspace: Path, before: dict[str, bytes] | None) -> dict[str, bytes]:
    folder = workspace / "published" / _AS_OF
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / "manifest.json")
    found = {str(path.relative_to(folder)): path.read_bytes() for path in files}
    if before is not None and found != before:
        raise DiffersError(", ".join(name for name in found if found[name] != before.get(name)))
    return found


@contextmanager
def _cluster(workspace: Path, count: int) -> Iterator[tuple[str, list[Usage]]]:
    """A scheduler and workers; what each worker cost stands in the list when the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    address, ended = f"tcp://127.0.0.1:{port}", list[Usage]()
    with (workspace / "dask.log").open("wb") as log:
        scheduler = _started(log.fileno(), "scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")
        try:
            _wait_for(int(port))
            workers = [
                _started(log.fileno(), "worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
                for _ in range(count)
            ]
            try:
                yield address, ended
            finally:
                ended.extend(map(_ended, workers))
        finally:
            _ended(scheduler)


def _started(log: int, *command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*_DASK, *command], stdout=log, stderr=log)


def _wait_for(port: int) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError("the scheduler did not come up; is .venv made by `make setup-cluster`?")


def _ended(process: subprocess.Popen[bytes]) -> Usage:
    process.send_signal(signal.SIGTERM)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Usage(0.0, used.ru_utime + used.ru_stime, used.ru_maxrss / _KIB_IN_MIB)


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.city", description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=_PEOPLE, help="sizes of the cities")
    parser.add_argument("--memory", type=float, nargs="+", default=(3.0, 0.5), help="bounds of memory (GB)")
    parser.add_argument("--workers", type=int, nargs="*", default=(2,), help="numbers of Dask workers")
    parser.add_argument(
        "--spread", type=int, nargs="*", default=_OF_WORKERS, help="sizes that workers look at too (default 2,000,000)"
    )
    parser.add_argument(
        "--splink", type=int, nargs="*", default=_OF_SPLINK, help="sizes that Splink links too (default 2,000,000)"
    )
    parser.add_argument("--seed", type=int, default=1, help="seed of the cities")
    parser.add_argument("--folder", type=Path, help="keeps the cities for the next time (default: temporary)")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
