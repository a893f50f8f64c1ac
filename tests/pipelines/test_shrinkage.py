"""A much smaller extract than the last accepted one is refused before any of it is kept."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pipelines.run.shrinkage import refuse_shrunken

from pipelines.ingest.read import ExtractRead
from pipelines.warehouse import Warehouse
from pipelines.warehouse.extracts import Selection, store_extracts
from pipelines.workspace.settings import Settings
from schemas.errors import InputRefusedError
from schemas.extracts import EXTRACTS
from tests.pipelines.ingest.landing_files import ORPHANS, orphan, read, write_csv

JUNE, JULY, JANUARY = date(2019, 6, 30), date(2019, 7, 31), date(2020, 1, 31)
YEARLY = {"applications", "reviews", "low_income_payments"}


@pytest.fixture
def some(tmp_path: Path) -> ExtractRead:
    write_csv(tmp_path / "orphans_20190630.csv", [ORPHANS, orphan()])
    return read(tmp_path)


def of_rows(some: ExtractRead, rows: int, cut_off: date) -> dict[str, ExtractRead]:
    return {"orphans": replace(some, cut_off=cut_off, files=(replace(some.files[0], rows=rows),))}


def accepted(folder: Path, extracts: dict[str, ExtractRead]) -> Warehouse:
    warehouse = Warehouse(folder / "warehouse.duckdb")
    store_extracts(warehouse, extracts, {"orphans": "one"}, "program", Selection(JUNE, {"orphans": 1}, frozenset()))
    return warehouse


@pytest.mark.parametrize(("before", "now"), [(200, 160), (199, 0), (1000, 800), (1000, 3000)])
def test_a_fifth_less_is_a_smaller_world(tmp_path: Path, some: ExtractRead, before: int, now: int) -> None:
    with accepted(tmp_path, of_rows(some, before, JUNE)) as warehouse:
        refuse_shrunken(warehouse, of_rows(some, now, JULY), Settings())


@pytest.mark.parametrize(("before", "now"), [(200, 159), (1000, 799), (200, 0)])
def test_more_than_a_fifth_less_is_refused(tmp_path: Path, some: ExtractRead, before: int, now: int) -> None:
    with accepted(tmp_path, of_rows(some, before, JUNE)) as warehouse:
        with pytest.raises(InputRefusedError, match=f"orphans_20190630.csv.*{now} 行.*{before} 行") as refused:
            refuse_shrunken(warehouse, of_rows(some, now, JULY), Settings())
        assert "min_share" in refused.value.hint
        refuse_shrunken(warehouse, of_rows(some, now, JUNE), Settings())  # the same date: sent again


def test_the_bureau_may_want_another_share(tmp_path: Path, some: ExtractRead) -> None:
    with accepted(tmp_path, of_rows(some, 1000, JUNE)) as warehouse:
        refuse_shrunken(warehouse, of_rows(some, 500, JULY), Settings(min_share={"orphans": 0.5}))
        with pytest.raises(InputRefusedError, match="950"):
            refuse_shrunken(warehouse, of_rows(some, 900, JULY), Settings(min_share={"orphans": 0.95}))


def test_what_begins_anew_every_year_is_compared_within_it(
    tmp_path: Path, some: ExtractRead, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {source for source, one in EXTRACTS.items() if one.expected.within_year} == YEARLY
    yearly = replace(EXTRACTS["orphans"], expected=EXTRACTS["reviews"].expected)
    with accepted(tmp_path, of_rows(some, 1000, JUNE)) as warehouse:
        with pytest.raises(InputRefusedError):
            refuse_shrunken(warehouse, of_rows(some, 10, JANUARY), Settings())
        monkeypatch.setitem(EXTRACTS, "orphans", yearly)
        refuse_shrunken(warehouse, of_rows(some, 10, JANUARY), Settings())
        with pytest.raises(InputRefusedError):
            refuse_shrunken(warehouse, of_rows(some, 10, JULY), Settings())
