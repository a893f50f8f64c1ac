"""Rows that are stored while others are read: they stand once a run has chosen its extracts, or never were."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from pipelines.ingest.landing import scan
from pipelines.ingest.read import ExtractRead, read_extract
from pipelines.warehouse import Warehouse
from pipelines.warehouse.arriving import Arriving
from pipelines.warehouse.background import Background
from pipelines.warehouse.extracts import load_extract, number_extracts, store_extracts
from pipelines.warehouse.selections import Selection
from pipelines.warehouse.tables import accepted_table
from schemas.feed import Feed
from tests.pipelines.small_district import AS_OF

SOURCES = ("low_income", "deaths", "marriages")


@pytest.fixture
def extracts(district: Path) -> dict[str, ExtractRead]:
    chosen = scan(district / "landing").as_of(AS_OF)
    return {source: read_extract(chosen[source][0].parts) for source in SOURCES}


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "warehouse.duckdb")


def rows_of(warehouse: Warehouse, source: str) -> int:
    return warehouse.query(f'SELECT owner FROM "{accepted_table(source)}"').height


def store(warehouse: Warehouse, used: dict[str, ExtractRead], numbers: dict[str, int], arrived: frozenset[str]) -> int:
    selection = Selection(AS_OF, {source: numbers[source] for source in used}, frozenset(map(Feed, used)))
    return store_extracts(warehouse, used, dict.fromkeys(used, "one"), "program", selection, arrived)


def test_what_arrived_comes_out_as_it_went_in_once_all_are_chosen(
    warehouse: Warehouse, extracts: dict[str, ExtractRead]
) -> None:
    numbers = number_extracts(warehouse)
    with Background(warehouse) as background:
        arriving = Arriving(background, numbers)
        for source in ("deaths", "marriages"):
            arriving.take(extracts[source])
        arrived = arriving.settle(extracts)
        background.wait()
        assert [rows_of(warehouse, source) for source in SOURCES] == [0, 0, 0]  # nobody else sees them yet
        background.write(lambda its: store(its, extracts, numbers, arrived))
        assert background.finish() == sum(
            one.split.accepted.height + one.split.refused.height for one in extracts.values()
        )
    for source, extract in extracts.items():
        again = load_extract(warehouse, numbers[source])
        assert again.split.accepted.equals(extract.split.accepted)
        assert again.split.refused.equals(extract.split.refused)
        assert again.files == extract.files


def test_of_an_extract_that_is_not_used_after_all_nothing_is_left(
    warehouse: Warehouse, extracts: dict[str, ExtractRead]
) -> None:
    """Deaths are refused, and an older file of theirs is used in their place; marriages are refused, and nothing is."""
    numbers = number_extracts(warehouse)
    deaths = extracts["deaths"]
    rows = deaths.split.accepted.head(3)
    older = replace(deaths, split=replace(deaths.split, accepted=rows))
    used = {"low_income": extracts["low_income"], "deaths": older}
    with Background(warehouse) as background:
        arriving = Arriving(background, numbers)
        for extract in extracts.values():
            arriving.take(extract)
        arrived = arriving.settle(used)
        background.write(lambda its: store(its, used, numbers, arrived))
        background.finish()
    assert load_extract(warehouse, numbers["deaths"]).split.accepted.equals(rows)
    assert [rows_of(warehouse, source) for source in SOURCES] == [used["low_income"].split.accepted.height, 3, 0]


def test_of_a_run_that_stops_before_it_has_chosen_nothing_is_left(
    warehouse: Warehouse, extracts: dict[str, ExtractRead]
) -> None:
    with Background(warehouse) as background:
        Arriving(background, number_extracts(warehouse)).take(extracts["deaths"])
        background.wait()
    assert rows_of(warehouse, "deaths") == 0
    with Background(warehouse) as background:  # and nothing of it is in the way of the next
        numbers = number_extracts(warehouse)
        background.write(lambda its: store(its, extracts, numbers, frozenset()))
        background.finish()
    assert rows_of(warehouse, "deaths") == extracts["deaths"].split.accepted.height


def test_rows_that_are_to_be_put_aside_do_not_wait_for_the_warehouse(
    warehouse: Warehouse, extracts: dict[str, ExtractRead], monkeypatch: pytest.MonkeyPatch
) -> None:
    deaths = extracts["deaths"]
    monkeypatch.setattr("pipelines.ingest.repeated._MANY", deaths.split.accepted.height)
    with Background(warehouse) as background:
        arriving = Arriving(background, number_extracts(warehouse))
        arriving.take(deaths)
        assert arriving.settle({"deaths": deaths}) == frozenset()
        assert background.finish() == 0


def test_what_cannot_be_stored_is_told_and_leaves_nothing(
    warehouse: Warehouse, extracts: dict[str, ExtractRead]
) -> None:
    deaths = extracts["deaths"]
    strange = deaths.split.accepted.with_columns(pl.lit(1).alias("no_such_column"))
    broken = replace(deaths, split=replace(deaths.split, accepted=strange))
    numbers = number_extracts(warehouse)
    with Background(warehouse) as background:
        arriving = Arriving(background, numbers)
        arriving.take(extracts["marriages"])
        arriving.take(broken)
        arrived = arriving.settle(extracts)
        background.write(lambda its: store(its, extracts, numbers, arrived))
        with pytest.raises(Exception, match="no_such_column"):
            background.finish()
    assert [rows_of(warehouse, source) for source in SOURCES] == [0, 0, 0]
