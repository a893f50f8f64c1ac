"""A workspace that the first version left is taken over (a stored one); one of a newer program is left alone."""

import tarfile
from datetime import date, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.keeping.upgrade import upgrade
from pipelines.record.store import record_file
from pipelines.review.store import read_decisions
from pipelines.warehouse import Warehouse
from pipelines.warehouse.tables import SCHEMA_NUMBER
from pipelines.workspace.folders import Workspace
from tests.pipelines.small_district import AS_OF, files_of, hedui, run, table_of

STORED = Path(__file__).parents[1] / "workspaces" / "first-version.tar.xz"
NEXT_DAY = AS_OF + timedelta(days=1)
OTHER_VERSION = 2


@pytest.fixture
def old(tmp_path: Path) -> Workspace:
    """A workspace of 300 people with one night and one decision, as the first version left it."""
    with tarfile.open(STORED) as tar:
        tar.extractall(tmp_path, filter="data")
    return Workspace(tmp_path / "first-version")


def clues(workspace: Workspace, day: date) -> pl.DataFrame:
    return table_of(workspace, "mismatch", day)


def schema_of(workspace: Workspace) -> object:
    with duckdb.connect(workspace.warehouse, read_only=True) as connection:
        return connection.execute("SELECT number FROM schema_number").fetchall()


def kept_files(workspace: Workspace) -> dict[str, bytes]:
    """All but what a run that ended at once says of itself."""
    files = files_of(workspace.root)
    return {
        name: held for name, held in files.items() if name != ".lock" and not name.startswith(("runs/", "metrics/"))
    }


def test_an_old_workspace_is_taken_over(old: Workspace) -> None:
    clue = clues(old, AS_OF)["finding_id"][0]
    told = hedui("upgrade", "--workspace", old.root)
    assert told.returncode == 0, told.stderr
    assert f"1 → {SCHEMA_NUMBER}" in told.stdout
    assert schema_of(old) == [(SCHEMA_NUMBER,)]
    decisions = read_decisions(old)
    assert decisions.select("preparer", "reviewer", "verdict").rows() == [("经办甲", "复核乙", "same")]
    for command in (["explain", clue], ["status"], ["audit", "verify"]):
        assert hedui(*command, "--workspace", old.root).returncode == 0
    assert upgrade(old).before == SCHEMA_NUMBER


@pytest.mark.parametrize("first", [True, False], ids=["upgraded first", "by the night itself"])
def test_the_next_night_knows_the_clues_and_decisions_of_the_old_ones(old: Workspace, first: bool) -> None:
    before = clues(old, AS_OF)
    if first:
        upgrade(old)
    run(old, as_of=NEXT_DAY)
    after = clues(old, NEXT_DAY)
    known = ["check_id", "source", "file", "row_number", "household_no"]
    both = before.join(after, on=known, how="semi")
    assert both.height > before.height // 2
    still = after.join(before, on=known, how="semi")
    assert still.filter(pl.col("first_seen") != AS_OF).is_empty()
    assert schema_of(old) == [(SCHEMA_NUMBER,)]
    assert record_file(old).is_file()
    links = table_of(old, "links", NEXT_DAY)
    assert links.filter(reason="decision+same").height == 1


def test_what_only_reads_an_old_workspace_says_what_to_do(old: Workspace) -> None:
    before = files_of(old.root)
    told = hedui("explain", clues(old, AS_OF)["finding_id"][0], "--workspace", old.root)
    assert told.returncode == OTHER_VERSION
    assert "hedui upgrade" in told.stderr
    assert hedui("status", "--workspace", old.root).returncode == 0
    assert files_of(old.root) == before


def test_an_old_workspace_can_be_backed_up_before_it_is_upgraded(old: Workspace, tmp_path: Path) -> None:
    assert hedui("backup", tmp_path / "b.tar.gz", "--workspace", old.root).returncode == 0
    restored = Workspace(tmp_path / "restored")
    assert hedui("restore", tmp_path / "b.tar.gz", "--workspace", restored.root).returncode == 0
    assert files_of(restored.decisions) == files_of(old.decisions)
    assert read_decisions(restored).height == 1


@pytest.mark.parametrize(
    "command", [["upgrade"], ["run", "nightly", "--as-of", str(AS_OF), "--no-prefect"], ["backup", "{}/b.tar.gz"]]
)
def test_a_newer_workspace_is_refused_and_left_alone(workspace: Workspace, tmp_path: Path, command: list[str]) -> None:
    with Warehouse(workspace.warehouse) as warehouse:
        warehouse.execute("INSERT INTO schema_number VALUES (?)", [SCHEMA_NUMBER + 1])
    before = kept_files(workspace)
    told = hedui(*(word.format(tmp_path) for word in command), "--workspace", workspace.root)
    assert told.returncode == OTHER_VERSION
    assert f"结构版本 {SCHEMA_NUMBER + 1}" in told.stderr
    assert kept_files(workspace) == before


def test_there_is_nothing_to_upgrade_where_nothing_ran(fresh: Workspace) -> None:
    told = hedui("upgrade", "--workspace", fresh.root)
    assert told.returncode == OTHER_VERSION
    assert not fresh.warehouse.exists()
