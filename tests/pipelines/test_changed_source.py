"""A night in which one source changed publishes what a night that links everything anew would, and links little."""

import shutil
from pathlib import Path

import polars as pl

from pipelines.ingest.landing import scan
from pipelines.warehouse import Warehouse
from pipelines.warehouse.history import warehouse_from
from pipelines.workspace.folders import Workspace
from tests.pipelines.small_district import AS_OF, copy_of, files_of, run, table_of


def changed(workspace: Workspace, source: str) -> None:
    """The last row of a source's file arrives twice."""
    path = scan(workspace.landing).as_of(AS_OF)[source][0].parts[0].path
    content = path.read_bytes()
    path.write_bytes(content + content.splitlines(keepends=True)[-1])


def relinked(workspace: Workspace) -> set[str]:
    """The sources that the newest linkage linked itself."""
    with Warehouse(workspace.warehouse, read_only=True) as warehouse:
        newest = "SELECT max(number) FROM linkage"
        found = warehouse.query(f"SELECT source FROM linked_source WHERE number = ({newest}) AND owner = number")
        kept = warehouse.query("SELECT DISTINCT owner FROM link_marriages")
    assert kept.height == 1  # what stands is stored once
    return set(found["source"])


def index_of(workspace: Workspace) -> dict[str, int]:
    """The files of the kept index of the registry, by place and inode: made anew they are others."""
    return {str(path): path.stat().st_ino for path in workspace.index.rglob("*") if path.is_file()}


def test_what_is_published_is_what_a_night_from_scratch_publishes(workspace: Workspace, tmp_path: Path) -> None:
    before = index_of(workspace)
    changed(workspace, "deaths")
    run(workspace)
    assert relinked(workspace) == {"deaths"}
    assert before == index_of(workspace) != {}
    changed(workspace, "low_income_payments")
    scratch = copy_of(workspace, tmp_path / "scratch")
    scratch.warehouse.unlink()
    shutil.rmtree(scratch.index)
    warehouse_from(scratch.history, scratch.warehouse)
    for one in (workspace, scratch):
        run(one)
    assert relinked(workspace) == {"low_income", "low_income_payments", "reviews"}
    assert len(relinked(scratch)) > 10
    assert files_of(workspace.publication(AS_OF)) == files_of(scratch.publication(AS_OF))
    assert len(index_of(scratch)) == len(before)
    changed(workspace, "civil_registry")
    run(workspace)
    assert len(index_of(workspace)) == len(before)
    assert index_of(workspace).keys().isdisjoint(before)
    links = table_of(workspace, "links")
    assert links.filter(pl.struct("source", "file", "row_number", "role").is_duplicated()).is_empty()
