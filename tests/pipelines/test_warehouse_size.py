"""The warehouse does not grow by nights in which nothing changes, and gives back what it no longer needs."""

from datetime import timedelta
from pathlib import Path
from typing import cast

from pipelines.warehouse import Warehouse
from pipelines.warehouse.compaction import LEAST_WORTH, compact
from pipelines.workspace.folders import Workspace
from tests.pipelines.small_district import AS_OF, run

A_ROW_A_NIGHT = {"publication", "selection", "ever_landed", "city_batch"}


def test_nights_in_which_nothing_arrives_leave_the_warehouse_as_large_as_it_is(workspace: Workspace) -> None:
    sizes, rows = [], []
    for days in (1, 1, 2, 3):
        run(workspace, as_of=AS_OF + timedelta(days=days))
        sizes.append(workspace.warehouse.stat().st_size)
        rows.append(rows_of(workspace.warehouse))
    assert sizes[1] == sizes[0]
    assert max(sizes) <= sizes[0]
    assert rows[1] == rows[0]
    assert rows[0]["person_number"] > 0
    # That it ran, and on what, is all that such a night has to say.
    assert {table for table in rows[0] if rows[3][table] > rows[0][table]} == A_ROW_A_NIGHT


def test_what_was_let_go_of_is_given_back_and_the_rest_is_the_same(workspace: Workspace) -> None:
    path = workspace.warehouse
    for statement in (
        "CREATE TABLE ballast AS SELECT range AS n, random() AS r FROM range(12000000)",
        "CREATE TABLE behind AS FROM accepted_deaths",  # free blocks at the end of the file DuckDB gives back itself
        "DROP TABLE ballast",
    ):
        with Warehouse(path) as warehouse:
            warehouse.execute(statement)
    large, before = path.stat().st_size, contents(path)
    assert compact(path, least_worth=large) == 0
    won = compact(path)
    assert won > LEAST_WORTH // 2
    assert path.stat().st_size == large - won
    assert path.stat().st_mode & 0o777 == 0o600
    assert contents(path) == before
    assert compact(path, least_worth=0) == 0


def rows_of(path: Path) -> dict[str, int]:
    """Table -> rows."""
    return {name: cast("tuple[int, ...]", found)[0] for name, found in contents(path).items()}


def contents(path: Path) -> dict[str, object]:
    """Table -> count and hash of its rows."""
    with Warehouse(path) as warehouse:
        tables = warehouse.query("SELECT table_name FROM duckdb_tables() ORDER BY table_name")["table_name"]
        return {name: warehouse.one(f'SELECT count(*), bit_xor(hash(COLUMNS(*))) FROM "{name}"') for name in tables}
