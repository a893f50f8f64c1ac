"""Nights and deliveries that are killed: after a stage, or at any moment. `make kills` kills as many as one likes."""

from __future__ import annotations

import argparse
import contextlib
import io
import itertools
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import polars as pl

from pipelines.cli import main
from pipelines.night.start import run_flow
from pipelines.record.store import verified_record
from pipelines.run.record import Run
from pipelines.run.taken import take_on_purpose
from pipelines.warehouse import Warehouse
from pipelines.warehouse.nights import recorded_run
from pipelines.workspace.folders import Workspace
from pipelines.workspace.manifest import read_manifest
from schemas.flow import Flow, Stage
from tests.faults.hamlet import ENTRIES, Hamlet, landed, made_hamlet
from tests.pipelines.small_district import AS_OF, files_of, run

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
STAGES = tuple(stage for stage in Stage if stage is not Stage.RECALL)
"""The stages of a whole night."""
PATIENCE_SECONDS = 300
_TO_FILES = frozenset({"open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.chmod", "os.truncate"})
_FORKING = multiprocessing.get_context("forkserver")


def started(target: Callable[..., None], *arguments: object) -> ForkServerProcess:
    """Starts a function in a process of its own, in which the modules of nights and deliveries are imported already."""
    _FORKING.set_forkserver_preload(["pipelines.night.order", "pipelines.delivery.deliver", "asyncssh", __name__])
    process = _FORKING.Process(target=target, args=arguments)
    process.start()
    return process


def night_that_kills_itself(root: Path, after: Stage, by: signal.Signals) -> None:
    """A night that dies by a signal as soon as a stage has ended, or halts by SIGSTOP."""

    def call(stage: Stage, work: Callable[[], int]) -> None:
        work()
        if stage is after:
            os.kill(os.getpid(), by)

    with contextlib.suppress(KeyboardInterrupt):
        run_flow(Run(Workspace(root), Flow.NIGHTLY, AS_OF, call=call))


def entry_that_kills_itself(root: Path, at: int) -> None:
    """Puts an entry on record and dies before the so many-th thing that is done to the record."""
    workspace = Workspace(root)
    done = itertools.count(1)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in _TO_FILES and str(workspace.record) in str(arguments[0]) and next(done) == at:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    take_on_purpose(workspace, landed(workspace, "deaths"), "张丽", datetime(2019, 7, 2, 9, tzinfo=UTC))


def night(root: Path) -> None:
    """A night as by hand; what it says is nobody's concern."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        sys.exit(main(["run", "nightly", "--no-prefect", "--workspace", str(root), "--as-of", str(AS_OF)]))


def delivery(root: Path, address: str, variables: dict[str, str]) -> None:
    """A delivery as by hand; what it says is nobody's concern."""
    os.environ.update(variables)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        sys.exit(main(["deliver", "--to", address, "--workspace", str(root)]))


@contextmanager
def running(root: Path) -> Iterator[ForkServerProcess]:
    """A night at work for the time of a `with` block: past its start when that begins, ended at its end."""
    known = set((root / "runs").glob("*"))
    process = started(night, root)
    until = time.monotonic() + PATIENCE_SECONDS
    while process.is_alive() and not set((root / "runs").glob("*")) - known:
        assert time.monotonic() < until
        time.sleep(0.002)
    yield process
    process.join(PATIENCE_SECONDS)
    assert process.exitcode is not None, "the night did not end"


def kill_in(root: Path, seconds: float, by: signal.Signals) -> bool:
    """Lets a night run for a time and kills it; whether it was killed before it ended."""
    with running(root) as process:
        process.join(seconds)
        if process.is_alive() and process.pid is not None:
            os.kill(process.pid, by)
    return process.exitcode != 0


def seconds_of_a_night(hamlet: Hamlet, folder: Path) -> float:
    """How long the next night takes on this machine."""
    workspace = hamlet.copy(folder)
    began = time.monotonic()
    with running(workspace.root):
        pass
    shutil.rmtree(folder)
    return time.monotonic() - began


def stands(hamlet: Hamlet, workspace: Workspace) -> None:
    """Holds a workspace whose night was killed to what must stand: the old publication or the new, each whole."""
    published = files_of(workspace.publication(AS_OF))
    assert published in (hamlet.before, hamlet.after)
    assert (workspace.published / "latest").resolve() == workspace.publication(AS_OF).resolve()


def goes_on(hamlet: Hamlet, workspace: Workspace) -> None:
    """Runs the night again and holds it to what it publishes undisturbed; nothing is left lying about."""
    run(workspace)
    assert files_of(workspace.publication(AS_OF)) == hamlet.after
    assert list(workspace.staging.iterdir()) == []
    with Warehouse(workspace.warehouse) as warehouse:
        manifest = read_manifest(workspace.publication(AS_OF)) or {}
        assert recorded_run(warehouse, AS_OF) == manifest["run_id"]
        assert len(verified_record(workspace, warehouse)) == ENTRIES
    seen = pl.read_parquet(workspace.publication(AS_OF) / "mismatch.parquet", columns=["first_seen"])
    assert seen["first_seen"].unique().to_list() == [AS_OF]


def _many(kills: int, seed: int) -> None:
    drawn = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="hedui-kills-") as base:
        hamlet = made_hamlet(Path(base) / "hamlet")
        whole = seconds_of_a_night(hamlet, Path(base) / "timed")
        killed = 0
        for number in range(kills):
            workspace = hamlet.copy(Path(base) / "workspace")
            by, share = SIGNALS[number % len(SIGNALS)], drawn.random()
            killed += kill_in(workspace.root, share * whole, by)
            stands(hamlet, workspace)
            goes_on(hamlet, workspace)
            shutil.rmtree(workspace.root)
            print(f"{number + 1}/{kills} {by.name} after {share:.0%}: nothing lost, same bytes", flush=True)
    print(f"{killed} of {kills} nights were killed before they had ended; the others had ended by then")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    _many(asked.kills, asked.seed)
