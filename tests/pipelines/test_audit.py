"""Each control passes what is in order and stops what is not, at its very limit."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from pipelines.ingest.accept import Split
from pipelines.ingest.control import CONTROL_BREAKS
from pipelines.ingest.read import ExtractRead, FileRead
from pipelines.publishing.audit import audit, require
from pipelines.workspace.settings import Settings
from schemas.errors import NotPublishedError
from schemas.extract import PLACE
from schemas.extracts import EXTRACTS
from schemas.outputs import OUTPUTS

FILE = "orphans_20190630.csv"
SETTINGS = Settings(max_refused_share=0.2, min_linked_share=0.8, max_findings_growth=2.0, breaker_min_rows=10)


def rows(count: int, first: int = 2) -> pl.DataFrame:
    numbers = range(first, first + count)
    return pl.DataFrame({"file": [FILE] * count, "row_number": numbers}, schema=PLACE)


def extract(accepted: int = 8, refused: int = 2, said: int | None = None, breaks: int = 0) -> dict[str, ExtractRead]:
    total = accepted + refused if said is None else said
    control = pl.DataFrame([("orphans", FILE, "rows=1", "rows=2")] * breaks, schema=CONTROL_BREAKS, orient="row")
    split = Split(rows(accepted), rows(refused, first=100), OUTPUTS["quarantine"].empty())
    read = ExtractRead("orphans", date(2019, 6, 30), (FileRead(FILE, "sha", 1, total, refused),), split, control)
    return {"orphans": read}


def links(linked: int = 8, unlinked: int = 0, nameless: int = 0) -> pl.DataFrame:
    words = ["linked"] * linked + ["unlinked"] * (unlinked + nameless)
    names = ["周某"] * (linked + unlinked) + [None] * nameless
    frame = rows(len(words)).with_columns(
        source=pl.lit("orphans"), outcome=pl.Series(words, dtype=pl.String), name=pl.Series(names, dtype=pl.String)
    )
    wide = pl.concat([OUTPUTS["links"].empty(), frame.cast({"row_number": pl.Int64})], how="diagonal")
    return wide.select(OUTPUTS["links"].dtypes.keys())


def findings(*ids: str, check_id: str = "D1") -> pl.DataFrame:
    found = pl.DataFrame({"finding_id": ids}).with_columns(check_id=pl.lit(check_id))
    return pl.concat([OUTPUTS["mismatch"].empty(), found], how="diagonal")


def failed(
    extracts: dict[str, ExtractRead],
    tables: dict[str, pl.DataFrame] | None = None,
    before: dict[str, int] | None = None,
    settings: Settings = SETTINGS,
) -> list[str]:
    controls = audit(extracts, tables or {}, before or {}, frozenset({"D1"}), settings)
    return [one.name for one in controls if not one.holds]


def test_what_is_in_order_passes() -> None:
    assert EXTRACTS["orphans"].roster
    assert failed(extract(), {"links": links(), "mismatch": findings("a", "b")}, {"mismatch": 1}) == []


def test_a_row_that_got_lost_is_missed() -> None:
    assert failed(extract(said=11)) == ["行数守恒"]


def test_a_small_extract_trips_no_share() -> None:
    assert failed(extract(accepted=1, refused=8)) == []


@pytest.mark.parametrize(("linked", "unlinked", "stops"), [(8, 2, []), (7, 3, ["已关联占比"])])
def test_too_few_linked_rows_stop_the_night(linked: int, unlinked: int, stops: list[str]) -> None:
    assert failed(extract(accepted=10, refused=0), {"links": links(linked, unlinked)}) == stops


def test_rows_that_name_nobody_are_no_failure_of_the_linkage() -> None:
    assert failed(extract(accepted=18, refused=0), {"links": links(linked=8, unlinked=2, nameless=8)}) == []
    assert failed(extract(accepted=18, refused=0), {"links": links(linked=0, nameless=18)}) == []


@pytest.mark.parametrize("table", [links(linked=7), links(linked=9), pl.concat([links(linked=7), links(linked=1)])])
def test_every_row_has_one_outcome(table: pl.DataFrame) -> None:
    assert "每行恰有一个关联结果" in failed(extract(), {"links": table})


def test_a_clue_stands_there_once() -> None:
    assert failed(extract(), {"mismatch": findings("a", "b", "a")}) == ["线索编号重复数"]


@pytest.mark.parametrize(("before", "stops"), [(15, []), (14, ["线索数"])])
def test_findings_may_not_grow_beyond_measure(before: int, stops: list[str]) -> None:
    many = findings(*(str(number) for number in range(30)))
    assert failed(extract(), {"mismatch": many}, {"mismatch": before}) == stops


def test_what_a_check_finds_once_its_source_is_there_has_not_grown() -> None:
    many = [str(number) for number in range(100)]
    found = pl.concat([findings(*many, check_id="B1"), findings("d", "e")])
    assert failed(extract(), {"mismatch": found}, {"mismatch": 2}) == []


def test_a_first_night_has_nothing_to_grow_from() -> None:
    assert failed(extract(), {"mismatch": findings(*(str(number) for number in range(500)))}) == []


@pytest.mark.parametrize("strict", [True, False])
def test_a_control_file_that_disagrees_stops_only_where_it_is_strict(*, strict: bool) -> None:
    stops = failed(extract(breaks=1), settings=replace(SETTINGS, control_strict=strict))
    assert bool(stops) is strict


def test_the_message_names_every_control_that_failed() -> None:
    controls = audit(extract(said=11, breaks=1), {}, {}, frozenset(), replace(SETTINGS, control_strict=True))
    with pytest.raises(NotPublishedError) as raised:
        require(controls)
    assert "行数守恒(orphans_20190630.csv): 10,应为 11" in raised.value.message
    assert "control_strict" in raised.value.hint
    assert "程序的差错" in raised.value.hint
