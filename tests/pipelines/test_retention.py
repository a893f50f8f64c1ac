"""What the settings no longer keep goes; the night that it was stays known, and nothing that is asked for goes."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from polars.testing import assert_frame_equal

from pipelines.keeping.prune import plan, prune
from pipelines.keeping.retention import what_leaves
from pipelines.publishing.publications import record_published
from pipelines.warehouse import Warehouse
from pipelines.warehouse.extracts import load_extract
from pipelines.warehouse.nights import history_before, recorded_run
from pipelines.warehouse.selections import find_selection, selected_days
from pipelines.workspace.folders import Workspace
from pipelines.workspace.settings import Settings
from tests.pipelines.small_district import AS_OF, files_of, hedui, run

NEXT_DAY = AS_OF + timedelta(days=1)
EARLIER = [date(2019, 4, 29), date(2019, 4, 30), date(2019, 5, 15), date(2019, 5, 31), date(2019, 6, 28)]
_DYING = """
import os, signal, sys
from pipelines.cli import main
place = sys.argv.pop()
def dies(happens, said):
    if happens == "shutil.rmtree" and str(said[0]).endswith(place):
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(dies)
sys.exit(main())
"""


def published_also(workspace: Workspace, days: Sequence[date], *, complete: bool = True) -> None:
    """Lets the publication stand for other dates too, as if nights of theirs had published the same."""
    for day in days:
        folder = workspace.publication(day)
        shutil.copytree(workspace.publication(AS_OF), folder)
        said = json.loads((folder / "manifest.json").read_text())
        said |= {"as_of": str(day), "run_id": f"run of {day}", "complete": complete}
        (folder / "manifest.json").write_text(json.dumps(said))


def recorded(workspace: Workspace, days: Sequence[date] = EARLIER) -> Workspace:
    published_also(workspace, days)
    with Warehouse(workspace.warehouse) as warehouse:
        record_published(workspace, warehouse)
    return workspace


def keep(workspace: Workspace, text: str) -> None:
    workspace.settings_file.write_text(text)


@pytest.mark.parametrize(
    ("settings", "leaving"),
    [
        (Settings(), []),
        (Settings(keep_publications=400), []),
        (Settings(keep_publications=10**10, keep_extracts=10**10, keep_runs=10**10), []),
        (Settings(keep_publications=10), [date(2019, 4, 29), date(2019, 5, 15)]),
        (Settings(keep_publications=10, keep_month_ends=False), EARLIER[:-1]),
        (Settings(keep_publications=46, keep_month_ends=False), EARLIER[:2]),
        (Settings(keep_publications=1, keep_month_ends=False), EARLIER[:-1]),
    ],
    ids=[
        "all",
        "young",
        "longer than there are dates",
        "month ends stay",
        "month ends go",
        "the very day stays",
        "what is compared with stays",
    ],
)
def test_which_publications_go(workspace: Workspace, settings: Settings, leaving: list[date]) -> None:
    recorded(workspace)
    with Warehouse(workspace.warehouse, read_only=True) as warehouse:
        assert list(what_leaves(workspace, warehouse, settings).publications) == leaving


def test_a_prune_that_was_killed_leaves_nothing_of_a_date_that_went(workspace: Workspace) -> None:
    """What was kept of its replaced publications holds numbers and names whole; no later prune would look there."""
    day = EARLIER[0]
    recorded(workspace)
    keep(workspace, "keep_publications = 10\n")
    replaced = workspace.replaced / str(day)
    shutil.copytree(workspace.publication(day), replaced / "a run")
    words = ["prune", "--workspace", str(workspace.root)]
    killed = subprocess.run([sys.executable, "-c", _DYING, *words, f"/pruned-{day}"], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert hedui(*words).returncode == 0
    assert day not in workspace.published_dates()
    assert not replaced.exists()
    assert list(workspace.staging.iterdir()) == []


def test_the_newest_complete_publication_stays_behind_incomplete_ones(workspace: Workspace) -> None:
    published_also(workspace, [NEXT_DAY, date(2019, 9, 30)], complete=False)
    with Warehouse(workspace.warehouse) as warehouse:
        record_published(workspace, warehouse)
        leaving = what_leaves(workspace, warehouse, Settings(keep_publications=1, keep_month_ends=False))
    assert leaving.publications == (NEXT_DAY,)


def test_a_pruned_publication_stays_on_record_as_a_night(workspace: Workspace) -> None:
    recorded(workspace)
    with Warehouse(workspace.warehouse) as warehouse:
        before = history_before(warehouse, NEXT_DAY)
    assert before.nights["as_of"].unique().sort().to_list() == [*EARLIER, AS_OF]
    keep(workspace, "keep_publications = 10\nkeep_month_ends = false\n")
    prune(workspace)
    assert workspace.published_dates() == [EARLIER[-1], AS_OF]
    with Warehouse(workspace.warehouse) as warehouse:
        record_published(workspace, warehouse)
        assert [recorded_run(warehouse, day) for day in EARLIER] == [f"run of {day}" for day in EARLIER]
        after = history_before(warehouse, NEXT_DAY)
    for table in ("stood", "answers", "nights"):
        assert_frame_equal(getattr(after, table), getattr(before, table), check_row_order=False)
    assert (workspace.published / "latest").resolve().name == str(AS_OF)
    assert list(workspace.staging.iterdir()) == []


def test_a_dry_run_tells_the_same_and_changes_nothing(workspace: Workspace) -> None:
    recorded(workspace)
    keep(workspace, "keep_publications = 10\n")
    before = files_of(workspace.root)
    planned = plan(workspace)
    assert files_of(workspace.root) == before
    assert planned.freed > 0
    assert prune(workspace).leaving == planned.leaving


def test_a_publication_that_the_warehouse_does_not_know_is_not_pruned(workspace: Workspace) -> None:
    recorded(workspace)
    damaged = date(2019, 5, 1)
    published_also(workspace, [damaged])
    for table in workspace.publication(damaged).glob("*.parquet"):
        table.write_bytes(b"damaged")
    keep(workspace, "keep_publications = 10\n")
    assert prune(workspace).leaving.unrecorded == (damaged,)
    assert workspace.publication(damaged).is_dir()


def test_how_long_things_are_kept_changes_no_publication(workspace: Workspace) -> None:
    keep(workspace, "keep_publications = 10\nkeep_runs = 30\nkeep_month_ends = false\nkeep_extracts = 3\n")
    assert run(workspace).unchanged_since is not None


def test_rows_go_with_the_last_date_that_chose_them(workspace: Workspace) -> None:
    recorded(workspace)
    gone, asked_for = date(2019, 5, 2), date(2019, 5, 15)
    with Warehouse(workspace.warehouse) as warehouse:
        for day in (gone, asked_for):
            warehouse.execute("INSERT INTO selection SELECT ?, source, number FROM selection", [day])
        other = "INSERT INTO extract SELECT 9999, source, cut_off, 'other', code FROM extract WHERE source = 'deaths'"
        warehouse.execute(other)
        warehouse.execute("UPDATE selection SET number = 9999 WHERE as_of = ? AND source = 'deaths'", [gone])
    prune(workspace)
    with Warehouse(workspace.warehouse) as warehouse:
        assert selected_days(warehouse) == [asked_for, AS_OF]
        assert warehouse.one("SELECT 1 FROM extract WHERE number = 9999") is None
        selection = find_selection(warehouse, AS_OF)
        assert selection is not None
        assert load_extract(warehouse, selection.numbers["deaths"]).split.accepted.height > 0


def test_rows_of_publications_that_stand_go_by_setting(workspace: Workspace) -> None:
    recorded(workspace)
    with Warehouse(workspace.warehouse) as warehouse:
        warehouse.execute("INSERT INTO selection SELECT ?, source, number FROM selection", [EARLIER[0]])
    keep(workspace, "keep_extracts = 10\n")
    prune(workspace)
    with Warehouse(workspace.warehouse) as warehouse:
        assert selected_days(warehouse) == [AS_OF]
    assert hedui("status", "--workspace", workspace.root).returncode == 0


def test_logs_of_old_runs_go_and_what_they_published_stays_on_record(workspace: Workspace) -> None:
    now = datetime(2019, 7, 31, 2, 0, tzinfo=UTC)
    names = ["20190630T020000.000Z-aaaa", "20190701T015959.000Z-bbbb", "20190701T020000.000Z-cccc", "notes"]
    shutil.rmtree(workspace.runs)
    for name in names:
        (workspace.runs / name).mkdir(parents=True)
        (workspace.runs / name / "run.log").write_text("log")
        (workspace.runs / name / "manifest.json").write_text("{}")
    (workspace.runs / names[0] / "manifest.json").write_text('{"outputs": []}')
    with Warehouse(workspace.warehouse, read_only=True) as warehouse:
        leaving = what_leaves(workspace, warehouse, Settings(keep_runs=30), now)
        assert [path.name for path in leaving.runs] == names[:2]
    keep(workspace, "keep_runs = 30\n")
    prune(workspace)
    left = {path.relative_to(workspace.runs).as_posix() for path in workspace.runs.rglob("*") if path.is_file()}
    assert left == {f"{names[0]}/manifest.json", "notes/run.log", "notes/manifest.json"}


def test_the_command_tells_what_it_would_do(workspace: Workspace) -> None:
    recorded(workspace)
    told = hedui("prune", "--dry-run", "--json", "--workspace", workspace.root, HEDUI_KEEP_PUBLICATIONS="10")
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["publications"] == ["2019-04-29", "2019-05-15"]
    assert len(workspace.published_dates()) == len(EARLIER) + 1
