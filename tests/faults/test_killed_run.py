"""A run that is killed, at whatever point, leaves the last publication and a workspace in which the next run works."""

import json
import os
import random
import signal
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.publishing.place import recover
from pipelines.record.store import read_record, verified_record
from pipelines.run.interrupted import stop_if_told
from pipelines.run.record import INTERNAL, exit_code
from pipelines.run.taken import take_on_purpose
from pipelines.warehouse import Warehouse
from pipelines.workspace.flock import is_held
from pipelines.workspace.folders import Workspace
from schemas.flow import Stage
from tests.faults.halted import halting, wait_until_halted
from tests.faults.hamlet import ENTRIES, Hamlet, landed
from tests.faults.killed import (
    SIGNALS,
    STAGES,
    Moments,
    entry_that_kills_itself,
    goes_on,
    moments_of,
    night_that_kills_itself,
    stands,
    started,
)
from tests.faults.moments import STEPS
from tests.pipelines.small_district import AS_OF, HEDUI, files_of, hedui, run

DICE = random.Random(9)
DRAWN = [(by, DICE.choice([*STEPS]), DICE.random()) for by in SIGNALS]
_NAMED_AT = 6
"""The so many-th thing that is done to the record lets what was written aside take its place."""
NOW = datetime(2019, 7, 2, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def moments(hamlet: Hamlet, tmp_path_factory: pytest.TempPathFactory) -> Moments:
    """Moments of a night, in the time that an undisturbed one takes."""
    return moments_of(hamlet, tmp_path_factory.mktemp("timed") / "workspace")


def kill_after(workspace: Workspace, stage: Stage, by: signal.Signals) -> None:
    process = started(night_that_kills_itself, workspace.root, stage, by)
    process.join()
    assert process.exitcode in (0, -by) if by is signal.SIGINT else process.exitcode == -by


def test_nights_killed_after_each_stage_in_turn_add_up_to_nothing(hamlet: Hamlet, tmp_path: Path) -> None:
    workspace = hamlet.copy(tmp_path / "workspace")
    for number, stage in enumerate(STAGES):
        kill_after(workspace, stage, SIGNALS[(number + 1) % len(SIGNALS)])
        stands(hamlet, workspace)
        assert (files_of(workspace.publication(AS_OF)) == hamlet.after) is (stage is Stage.PUBLISH)
    goes_on(hamlet, workspace)


@pytest.mark.parametrize(("by", "step", "share"), DRAWN)
def test_a_night_killed_at_any_moment_leaves_the_last_publication(
    hamlet: Hamlet, tmp_path: Path, moments: Moments, by: signal.Signals, step: str, share: float
) -> None:
    workspace, _ = moments.kill(tmp_path / "workspace", step, share, by)
    stands(hamlet, workspace)
    goes_on(hamlet, workspace)


@pytest.mark.usefixtures("heeds_ctrl_c")
@pytest.mark.parametrize(("by", "code", "word"), [(signal.SIGTERM, 143, "已被停止"), (signal.SIGINT, 130, "已中断")])
def test_a_night_by_hand_that_is_stopped_says_so_and_clears_away(
    hamlet: Hamlet, tmp_path: Path, by: signal.Signals, code: int, word: str
) -> None:
    workspace = hamlet.copy(tmp_path / "workspace")
    words = ["run", "nightly", "--no-prefect", "--workspace", str(workspace.root), "--as-of", str(AS_OF)]
    with subprocess.Popen([*halting(HEDUI, Stage.LOOK), *words], stderr=subprocess.PIPE, text=True) as night:
        wait_until_halted(night.pid, lambda: night.poll() is None)
        night.send_signal(by)
        night.send_signal(signal.SIGCONT)
        told = night.communicate()[1]
    assert night.returncode == code
    assert word in told
    assert "已发布的内容都是完整的" in told
    assert "Traceback" not in told
    assert not is_held(workspace.lock_file)
    assert [*workspace.staging.iterdir()] == []
    said = json.loads((max(workspace.runs.iterdir()) / "manifest.json").read_text())
    assert (said["exit_code"], word in said["error"]) == (code, True)
    stands(hamlet, workspace)


def test_whatever_a_library_makes_of_a_signal_is_told_as_that(monkeypatch: pytest.MonkeyPatch) -> None:
    panic = RuntimeError("a task was cancelled")
    assert exit_code(panic) == INTERNAL
    monkeypatch.setattr("pipelines.run.interrupted._heard", [signal.SIGINT, signal.SIGTERM])
    assert exit_code(panic) == exit_code(KeyboardInterrupt()) == 143
    with pytest.raises(KeyboardInterrupt):
        stop_if_told()


def test_a_first_night_that_was_killed_ends_in_the_same_bytes(hamlet: Hamlet, tmp_path: Path) -> None:
    due = hamlet.copy(tmp_path / "workspace")
    first = Workspace(tmp_path / "first")
    first.root.mkdir()
    for folder in (due.landing, due.record, due.keys):
        folder.rename(first.root / folder.name)
    kill_after(first, Stage.STORE, signal.SIGKILL)
    assert first.published_dates() == []
    run(first)
    # Another number than in a workspace that has had a batch before stands in what goes to the city platform.
    assert _inside(files_of(first.publication(AS_OF))) == _inside(hamlet.after)


def _inside(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: content for name, content in files.items() if not name.startswith("city_platform/")}


@pytest.mark.parametrize("event", range(4, 8))
def test_an_entry_of_the_record_is_there_whole_or_not_at_all(hamlet: Hamlet, tmp_path: Path, event: int) -> None:
    workspace = hamlet.copy(tmp_path / "workspace")
    process = started(entry_that_kills_itself, workspace.root, event)
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert len(read_record(workspace)) - ENTRIES in (0, 1)
    take_on_purpose(workspace, landed(workspace, "deaths"), "张丽", NOW)
    with Warehouse(workspace.warehouse) as warehouse:
        assert len(verified_record(workspace, warehouse)) == ENTRIES + 1


def test_what_a_killed_entry_left_aside_goes_with_a_later_run(hamlet: Hamlet, tmp_path: Path) -> None:
    """Names of people and what they decided: nobody would look for them there."""
    workspace = hamlet.copy(tmp_path / "workspace")
    process = started(entry_that_kills_itself, workspace.root, _NAMED_AT)
    process.join()
    (left,) = workspace.record.glob(".record.jsonl.*")
    recover(workspace)
    assert left.exists()  # for all that is known, somebody is writing it
    os.utime(left, (0, 0))
    recover(workspace)
    assert not left.exists()
    assert len(read_record(workspace)) == ENTRIES


def test_a_lock_whose_holder_is_dead_holds_nothing(workspace: Workspace) -> None:
    workspace.lock_file.write_text('{"pid": 1, "host": "gone", "started": "2019-06-30T02:00:00"}')
    assert hedui("run", "nightly", "--workspace", workspace.root, "--as-of", AS_OF).returncode == 0


def test_a_publication_set_aside_by_a_killed_run_comes_back(workspace: Workspace) -> None:
    before = files_of(workspace.publication(AS_OF))
    workspace.publication(AS_OF).rename(workspace.staging / f"replaced-{AS_OF}")
    recover(workspace)
    assert files_of(workspace.publication(AS_OF)) == before
    assert (workspace.published / "latest").resolve() == workspace.publication(AS_OF).resolve()


def test_findings_of_a_run_killed_before_it_could_record_them_are_recorded_later(workspace: Workspace) -> None:
    before = files_of(workspace.publication(AS_OF))
    for lost in (workspace.warehouse, workspace.history):
        lost.unlink()  # nothing is on record any more, as if the run had died right after it published
    run(workspace)
    assert files_of(workspace.publication(AS_OF)) == before
