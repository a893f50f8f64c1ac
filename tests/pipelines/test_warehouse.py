"""What goes into the warehouse comes out the same, in the same order, also from a file made by an older program."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import astuple
from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast

import duckdb
import polars as pl
import pytest

from pipelines.ingest.landing import scan
from pipelines.ingest.read import ExtractRead, read_extract
from pipelines.run.taken import take_on_purpose
from pipelines.warehouse import Warehouse
from pipelines.warehouse.background import Background
from pipelines.warehouse.city import city_history
from pipelines.warehouse.extracts import find_extract, load_extract, store_extracts
from pipelines.warehouse.nights import recorded_run
from pipelines.warehouse.selections import Selection, find_selection
from pipelines.warehouse.tables import accepted_table
from pipelines.workspace.folders import Workspace
from schemas.errors import BrokenWarehouseError, WorkspaceBusyError
from schemas.feed import Feed
from tests.pipelines.small_district import AS_OF

JULY = date(2019, 7, 1)


@pytest.fixture
def extracts(district: Path) -> dict[str, ExtractRead]:
    chosen = scan(district / "landing").as_of(AS_OF)
    return {
        source: read_extract(chosen[source][0].parts)
        for source in ("low_income", "deaths", "marriages", "economic_items")
    }


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "warehouse.duckdb")


def test_whoever_writes_into_a_warehouse_that_is_gone_finds_what_was_kept_of_it(workspace: Workspace) -> None:
    workspace.warehouse.unlink()
    workspace.warehouse.with_name("warehouse.duckdb.wal").write_bytes(b"of the one that is gone")
    deaths = next(path for path in workspace.landing.iterdir() if path.name.startswith("deaths"))
    take_on_purpose(workspace, deaths, "张丽", datetime(2019, 7, 1, 9, tzinfo=UTC))
    with Warehouse(workspace.warehouse) as warehouse:
        assert recorded_run(warehouse, AS_OF) is not None
        assert city_history(warehouse).newest == 1


def store(warehouse: Warehouse, extracts: dict[str, ExtractRead], content: str = "one") -> Selection:
    numbers = {source: number for number, source in enumerate(extracts, 1)}
    selection = Selection(AS_OF, numbers, frozenset(map(Feed, extracts)))
    store_extracts(warehouse, extracts, dict.fromkeys(extracts, content), "program", selection)
    return selection


def frames(extract: ExtractRead) -> list[pl.DataFrame]:
    return [extract.split.accepted, extract.split.refused, extract.split.quarantine, extract.control]


def test_an_extract_comes_out_as_it_went_in(warehouse: Warehouse, extracts: dict[str, ExtractRead]) -> None:
    selection = store(warehouse, extracts)
    for source, extract in extracts.items():
        again = load_extract(warehouse, selection.numbers[source])
        assert (again.source, again.cut_off) == (extract.source, extract.cut_off)
        assert [astuple(one) for one in again.files] == [astuple(one) for one in extract.files]
        for before, after in zip(frames(extract), frames(again), strict=True):
            assert after.select(before.columns).equals(before)


def test_rows_go_in_and_out_in_batches_and_stay_in_order(
    warehouse: Warehouse, extracts: dict[str, ExtractRead], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.warehouse.connection._BATCH", 7)
    selection = store(warehouse, {source: extracts[source] for source in ("low_income", "deaths")})
    for source, number in selection.numbers.items():
        accepted = extracts[source].split.accepted
        assert load_extract(warehouse, number).split.accepted.equals(accepted)
        some = {"name": pl.String(), "file": pl.Categorical(), "id_no": pl.String()}
        loaded = load_extract(warehouse, number, some).split.accepted
        assert loaded.dtypes == list(some.values())
        assert loaded.cast(pl.String).equals(accepted.select(some.keys()))


def test_an_extract_is_known_by_content_and_program(warehouse: Warehouse, extracts: dict[str, ExtractRead]) -> None:
    selection = store(warehouse, extracts)
    assert find_extract(warehouse, "deaths", "one", "program") == selection.numbers["deaths"]
    assert find_extract(warehouse, "deaths", "two", "program") is None
    assert find_extract(warehouse, "deaths", "one", "another program") is None


def test_the_choice_of_the_nearest_earlier_date_is_found(
    warehouse: Warehouse, extracts: dict[str, ExtractRead]
) -> None:
    selection = store(warehouse, extracts)
    assert find_selection(warehouse, JULY) == selection
    assert find_selection(warehouse, date(2019, 6, 29)) is None


def test_a_block_that_fails_leaves_nothing(warehouse: Warehouse) -> None:
    def fail_inside() -> None:
        with warehouse.transaction():
            warehouse.execute("INSERT INTO publication (as_of, run_id) VALUES (?, ?)", [AS_OF, "run"])
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail_inside()
    assert warehouse.query("SELECT * FROM publication").is_empty()


def test_a_file_of_an_older_program_gets_the_columns_that_came_later(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    Warehouse(path).close()
    with duckdb.connect(path) as older:
        older.execute(f'ALTER TABLE "{accepted_table("deaths")}" DROP COLUMN certificate_no')
    with Warehouse(path) as warehouse:
        assert "certificate_no" in warehouse.query(f'SELECT * FROM "{accepted_table("deaths")}"').columns


def test_what_fails_in_the_background_is_told_at_the_end(warehouse: Warehouse) -> None:
    with Background(warehouse) as background:
        background.write(lambda _: 3)
        assert background.finish() == 3
        background.write(lambda other: other.query("SELECT * FROM nowhere").height)
        with pytest.raises(duckdb.CatalogException):
            background.finish()


def test_what_was_written_in_the_background_is_out_of_memory_once_somebody_has_waited(warehouse: Warehouse) -> None:
    def held() -> tuple[object, bool]:
        sizes = warehouse.one("SELECT current_setting('memory_limit'), sum(memory_usage_bytes) FROM duckdb_memory()")
        assert sizes is not None
        return sizes[0], cast("int", sizes[1]) > 1_000_000

    def write(its: Warehouse) -> int:
        its.execute("CREATE TABLE many AS SELECT md5(range::VARCHAR) AS text FROM range(200000)")
        return 200_000

    with Background(warehouse) as background:
        background.write(write)
        assert background.finish() == 200_000
        limit, much = held()
        assert much
        background.wait()
        assert held() == (limit, False)
    assert warehouse.one("SELECT count(DISTINCT text) FROM many") == (200_000,)


@pytest.mark.usefixtures("heeds_ctrl_c")
@pytest.mark.parametrize("asked", [Warehouse.query, Warehouse.one, Warehouse.execute])
def test_whoever_presses_ctrl_c_while_it_works_interrupts(
    warehouse: Warehouse, asked: Callable[[Warehouse, str], object]
) -> None:
    warehouse.execute("SET threads = 1")  # where others do the work, DuckDB may wait for them and not look for signals

    def work() -> None:
        threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
        asked(warehouse, "SELECT sum(sqrt(a.range) + sqrt(b.range)) FROM range(1000000) a, range(1000000) b")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert warehouse.one("SELECT 1") == (1,)


def test_a_file_that_is_no_warehouse_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    path.write_bytes(b"no database")
    with pytest.raises(BrokenWarehouseError, match="已损坏"):
        Warehouse(path)
    assert path.read_bytes() == b"no database"


def test_a_part_that_is_damaged_is_told_of_by_the_name_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with Warehouse(path) as warehouse:
        warehouse.execute("CREATE TABLE t AS SELECT hash(range) AS n FROM range(1000000)")
    content = path.read_bytes()
    middle = len(content) // 2
    path.write_bytes(
        content[:middle] + bytes(byte ^ 0x55 for byte in content[middle : middle + 4096]) + content[middle + 4096 :]
    )
    told = pytest.raises(BrokenWarehouseError, match=r"warehouse\.duckdb 已损坏")
    with Warehouse(path) as warehouse, told, warehouse.transaction():
        warehouse.query("SELECT sum(n) FROM t")


def test_a_file_that_another_process_has_open_is_busy(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    hold = f"import duckdb, sys; held = duckdb.connect({str(path)!r}); print(flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(WorkspaceBusyError):
            Warehouse(path)
        other.communicate()


def test_what_no_date_uses_any_more_is_let_go(warehouse: Warehouse, extracts: dict[str, ExtractRead]) -> None:
    first = store(warehouse, extracts)
    for content, by in (("two", 100), ("three", 200)):
        numbers = {source: number + by for source, number in first.numbers.items()}
        later = Selection(AS_OF, numbers, first.ever_landed)
        store_extracts(warehouse, extracts, dict.fromkeys(extracts, content), "program", later)
    known = [find_extract(warehouse, "deaths", content, "program") for content in ("one", "two", "three")]
    assert known == [None, first.numbers["deaths"] + 100, numbers["deaths"]]  # the last one, and that which it replaced
    rows = warehouse.query(f'SELECT DISTINCT owner FROM "{accepted_table("deaths")}" ORDER BY owner')["owner"]
    assert rows.to_list() == known[1:]


def test_what_another_date_uses_stays(warehouse: Warehouse, extracts: dict[str, ExtractRead]) -> None:
    first = store(warehouse, extracts)
    numbers = {source: number + 100 for source, number in first.numbers.items()}
    second = Selection(JULY, numbers, first.ever_landed)
    store_extracts(warehouse, extracts, dict.fromkeys(extracts, "two"), "program", second)
    assert load_extract(warehouse, first.numbers["deaths"]).split.accepted.equals(extracts["deaths"].split.accepted)
