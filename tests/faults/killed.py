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
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import polars as pl

from pipelines.cli import main
from pipelines.night.start import run_flow
from pipelines.record.store import verified_record
from pipelines.run.record import Run
from pipelines.run.stages import StageRecord
from pipelines.run.taken import take_on_purpose
from pipelines.warehouse import Warehouse
from pipelines.warehouse.nights import recorded_run
from pipelines.workspace.folders import Workspace
from pipelines.workspace.manifest import read_manifest
from schemas.flow import Flow, Stage
from tests.faults.hamlet import ENTRIES, Hamlet, landed, made_hamlet
from tests.faults.moments import STEPS, seconds_of, step_of
from tests.pipelines.small_district import AS_OF, files_of, run

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
STAGES = tuple(stage for stage in Stage if stage is not Stage.RECALL)
"""The stages of a whole night."""
PATIENCE_SECONDS = 300
_AT_ONCE_SECONDS = 0.001
_TRIES = 20
_LESS = 0.7
"""What is left of the time that a step is thought to take, where a kill came when the night had ended."""
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


def night_killed_in(root: Path, step: str, seconds: float, by: signal.Signals) -> None:
    """A night that a signal reaches so many seconds after one of its steps has begun, wherever it then is."""
    stages = [*STEPS.values()][: [*STEPS].index(step)]
    run = Run(Workspace(root), Flow.NIGHTLY, AS_OF)
    with contextlib.suppress(KeyboardInterrupt):
        run.listeners = (_Striking(stages[-1][-1] if stages else None, seconds, by),)
        run_flow(run)


@dataclass(frozen=True)
class _Striking:
    """Sends this process a signal some time after a stage has ended; after None: since the first has begun."""

    after: Stage | None
    seconds: float
    by: signal.Signals

    def begun(self, stage: Stage) -> None:
        if self.after is None and stage is Stage.LOOK:
            self._strike()

    def ended(self, record: StageRecord) -> None:
        if record.stage is self.after:
            self._strike()

    def looked_at(self, stage: Stage, parts: int, of: int) -> None:
        """Is of no concern."""

    def _strike(self) -> None:
        if self.seconds < _AT_ONCE_SECONDS:
            os.kill(os.getpid(), self.by)
        timer = threading.Timer(self.seconds, os.kill, (os.getpid(), self.by))
        timer.daemon = True
        timer.start()


def night(root: Path) -> None:
    """A night that nobody disturbs."""
    run_flow(Run(Workspace(root), Flow.NIGHTLY, AS_OF))


def delivery(root: Path, address: str, variables: dict[str, str]) -> None:
    """A delivery as by hand; what it says is nobody's concern."""
    os.environ.update(variables)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        sys.exit(main(["deliver", "--to", address, "--workspace", str(root)]))


@dataclass
class Moments:
    """Moments at which nights are killed, drawn anew where one had ended by then.

    Attributes:
        hamlet: whose nights.
        seconds: how long each step takes; less where a kill came too late for it, for the machine is quicker now.
        missed: how many kills came when a night had ended.
    """

    hamlet: Hamlet
    seconds: dict[str, float]
    missed: int = 0

    def kill(self, folder: Path, step: str, share: float, by: signal.Signals) -> tuple[Workspace, str]:
        """Kills a night at this share of a step, or a little later; its workspace, and the step that was hit."""
        for _ in range(_TRIES):
            workspace = self.hamlet.copy(folder)
            log = _log_of(workspace, night_killed_in, step, share * self.seconds[step], by)
            hit = step_of(log)
            if hit != step:
                self.seconds[step] *= _LESS
            if hit is not None:
                return workspace, hit
            self.missed += 1
            shutil.rmtree(folder)
        raise AssertionError(f"{_TRIES} nights ended before they were killed")


def moments_of(hamlet: Hamlet, folder: Path) -> Moments:
    """Moments of the next night, by the time that its steps take on this machine."""
    workspace = hamlet.copy(folder)
    seconds = seconds_of(_log_of(workspace, night))
    shutil.rmtree(folder)
    return Moments(hamlet, seconds)


def _log_of(workspace: Workspace, work: Callable[..., None], *arguments: object) -> Path:
    """The log of the night that this is, once it has come to its end."""
    before = set(workspace.runs.iterdir())
    process = started(work, workspace.root, *arguments)
    process.join(PATIENCE_SECONDS)
    assert process.exitcode is not None, "the night did not end"
    (ran,) = set(workspace.runs.iterdir()) - before
    return ran / "run.log"


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
    hits: Counter[str] = Counter(dict.fromkeys(STEPS, 0))
    with tempfile.TemporaryDirectory(prefix="hedui-kills-") as base:
        hamlet = made_hamlet(Path(base) / "hamlet")
        moments = moments_of(hamlet, Path(base) / "timed")
        for number in range(kills):
            by, least = SIGNALS[number % len(SIGNALS)], min(hits, key=lambda step: hits[step])
            workspace, hit = moments.kill(Path(base) / "workspace", least, drawn.random(), by)
            hits[hit] += 1
            stands(hamlet, workspace)
            goes_on(hamlet, workspace)
            shutil.rmtree(workspace.root)
            print(f"{number + 1}/{kills} {by.name} in {hit}: nothing lost, same bytes", flush=True)
    print(f"{kills} nights at work were killed, and {moments.missed} more had ended when the signal came")
    print(*(f"{step}: {number}" for step, number in hits.items()), sep="\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    _many(asked.kills, asked.seed)
