"""Corrections of rows as read: each applies to the one row that it names, as its supplier wrote it, or to none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import count
from pathlib import Path

import pytest

import pipelines.ingest.accept
from pipelines.ingest.landing import scan
from pipelines.ingest.read import ExtractRead, read_extract
from schemas.correction import Correction
from schemas.extracts import EXTRACTS
from tests.pipelines.ingest.landing_files import AS_OF, ORPHANS, Row, entries, orphan, write_csv, write_xlsx
from tests.pipelines.ingest.test_household_blocks import HEADER, HOUSEHOLD, MEMBER

FILE = "orphans_20190630.csv"
LINES = count(2)
FIRST, SECOND, THIRD = "431103200307240730", "431103200401010021", "431103200502020034"
ROWS = [
    ORPHANS,
    orphan("廖一", id_no=FIRST, monthly_amount="1,600.00"),
    orphan("廖二", id_no=SECOND, start_month="昨天"),
    orphan("廖三", id_no=THIRD, stop_month="2019年5月"),
]


def line(
    located: str,
    column: str,
    before: str,
    after: str,
    *,
    locator: str = "id_no",
    source: str = "orphans",
    basis: str = "户籍复印件",
) -> Correction:
    who = (basis, "张一", "李二", date(2019, 7, 1))
    return Correction(source, locator, located, column, before, after, *who, "更正.csv", next(LINES))


def corrected(folder: Path, corrections: Sequence[Correction], rows: Sequence[Row] = ROWS) -> ExtractRead:
    write_csv(folder / FILE, rows)
    return read_extract(scan(folder).as_of(AS_OF)["orphans"][0].parts, corrections=corrections)


def outcomes(read: ExtractRead) -> list[tuple[str, int | None, str | None]]:
    return read.corrected.select("outcome", "row_number", "before").rows()


def people(read: ExtractRead) -> list[tuple[object, ...]]:
    return read.split.accepted.select("name", "monthly_amount_fen", "start_month", "stop_month").rows()


_APRIL, _MAY = (2019 * 12 + month for month in (3, 4))
AS_SENT = [("廖一", 160000, _APRIL, None), ("廖三", 60000, _APRIL, _MAY)]


def test_without_corrections_nothing_is_told(tmp_path: Path) -> None:
    read = corrected(tmp_path, [])
    assert (people(read), outcomes(read)) == (AS_SENT, [])


@pytest.mark.parametrize(
    ("correction", "outcome", "row", "found"),
    [
        (line(FIRST, "name", "廖一", "廖壹"), "applied", 2, "廖一"),
        (line(f" {FIRST}'", "name", " 廖一 ", "廖壹"), "applied", 2, "廖一"),
        (line("1600", "name", "廖一", "廖壹", locator="monthly_amount"), "applied", 2, "廖一"),
        (line(FIRST, "monthly_amount", "1600", "600"), "applied", 2, "1,600.00"),
        (line(THIRD, "stop_month", "201905", "201906"), "applied", 4, "2019年5月"),
        (line(SECOND, "start_month", "昨天", "201904"), "applied", 3, "昨天"),
        (line(FIRST, "stop_month", "", "201905"), "applied", 2, None),
        (line(THIRD, "stop_month", "201905", ""), "applied", 4, "2019年5月"),
        (line(FIRST, "name", "廖壹", "廖一"), "mended", 2, "廖一"),
        (line(FIRST, "monthly_amount", "600", "1600.0"), "mended", 2, "1,600.00"),
        (line(FIRST, "stop_month", "201905", ""), "mended", 2, None),
        (line("43110320030724073X", "id_no", "43110320030724073X", FIRST), "mended", 2, FIRST),
        (line(FIRST, "name", "廖 一", "廖壹"), "other_value", 2, "廖一"),
        (line(FIRST, "monthly_amount", "", "600"), "other_value", 2, "1,600.00"),
        (line(SECOND, "start_month", "前天", "201904"), "other_value", 3, "昨天"),
        (line("431103200307240731", "name", "廖一", "廖壹"), "no_row", None, None),
        (line(FIRST[:-1], "name", "廖一", "廖壹"), "no_row", None, None),
        (line("在册", "monthly_amount", "600", "700", locator="status"), "several_rows", None, None),
    ],
)
def test_a_correction_fits_one_row_as_it_is_written_or_is_left(
    tmp_path: Path, correction: Correction, outcome: str, row: int | None, found: str | None
) -> None:
    read = corrected(tmp_path, [correction])
    assert outcomes(read) == [(outcome, row, found)]
    if outcome != "applied":
        assert people(read) == AS_SENT


def test_what_is_applied_is_read_and_judged_as_if_its_supplier_had_written_it(tmp_path: Path) -> None:
    mended = corrected(tmp_path, [line(SECOND, "start_month", "昨天", "2019.4"), line(FIRST, "name", "廖一", "廖壹")])
    assert people(mended) == [("廖壹", 160000, _APRIL, None), ("廖二", 60000, _APRIL, None), AS_SENT[1]]
    assert (entries(mended), mended.files[0].quarantined) == ([], 0)
    emptied = corrected(tmp_path, [line(FIRST, "monthly_amount", "1600", "")])
    assert entries(emptied)[0] == (2, "monthly_amount", "missing_value", None)


def test_corrections_look_at_rows_as_sent_whatever_their_order(tmp_path: Path) -> None:
    """One may mend the very value by which another finds the row."""
    both = [line(FIRST, "id_no", FIRST, "431103200307240731"), line(FIRST, "name", "廖一", "廖壹")]
    for corrections in (both, both[::-1]):
        read = corrected(tmp_path, corrections)
        assert {outcome for outcome, *_ in outcomes(read)} == {"applied"}
        assert read.split.accepted.select("id_no", "name").row(0) == ("431103200307240731", "廖壹")


def test_of_corrections_that_contradict_each_other_none_is_applied(tmp_path: Path) -> None:
    torn = [line(FIRST, "name", "廖一", "廖壹"), line("1600", "name", "廖一", "廖乙", locator="monthly_amount")]
    agreeing = [line(THIRD, "name", "廖三", "廖叁"), line(THIRD, "name", "廖三", "廖叁", basis="另一依据")]
    read = corrected(tmp_path, [*torn, *agreeing])
    assert [outcome for outcome, *_ in outcomes(read)] == ["contradicted", "contradicted", "applied", "applied"]
    assert read.split.accepted["name"].to_list() == ["廖一", "廖叁"]


def test_a_line_written_twice_is_one(tmp_path: Path) -> None:
    twice = [line(FIRST, "name", "廖一", "廖壹"), line(FIRST, "name", "廖一", "廖壹")]
    assert outcomes(corrected(tmp_path, twice)) == [("applied", 2, "廖一")]


def test_rows_keep_their_order_over_batches_and_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipelines.ingest.accept, "_BATCH", 2)
    parts = [[orphan(f"廖{part}{number}", id_no=f"{part}{number}") for number in range(5)] for part in "ab"]
    for part, rows in zip("ab", parts, strict=True):
        write_csv(tmp_path / f"orphans_20190630_{part}.csv", [ORPHANS, *rows])
    parted = scan(tmp_path).as_of(AS_OF)["orphans"][0].parts
    plain = read_extract(parted)
    one = [line("a3", "name", "廖a3", "廖甲三"), line("b1", "start_month", "201904", "201905")]
    mended = read_extract(parted, corrections=[*one, line("在册", "name", "廖a0", "廖", locator="status")])
    assert [outcome for outcome, *_ in outcomes(mended)] == ["applied", "applied", "several_rows"]
    place = ["file", "row_number", "id_no"]
    assert mended.split.accepted.select(place).equals(plain.split.accepted.select(place))
    changed = mended.split.accepted.filter(mended.split.accepted["name"] != plain.split.accepted["name"])
    assert changed["id_no"].to_list() == ["a3"]


def test_a_row_whose_columns_are_not_known_is_no_row_to_be_mended(tmp_path: Path) -> None:
    above = [orphan("廖零", id_no=FIRST), ["说明"], ORPHANS, orphan("廖二", id_no=SECOND)]
    read = corrected(tmp_path, [line(FIRST, "name", "廖零", "廖")], above)
    assert outcomes(read) == [("no_row", None, None)]


COLUMNS = [column.name for column in EXTRACTS["low_income"].columns]


def member(name: str, number: str, **values: str) -> list[str]:
    return [{**dict.fromkeys(COLUMNS, ""), **MEMBER, "name": name, "id_no": number, **values}[one] for one in COLUMNS]


BLOCKS = [
    HEADER,
    member("王龙", "1", **HOUSEHOLD),
    member("李秀", "2"),
    member("张云", "3", **HOUSEHOLD | {"household_no": "4311030010002"}),
]


@pytest.mark.parametrize("located", ["1", "2"])
def test_a_households_value_stands_once_in_a_block_and_is_mended_for_all_of_it(tmp_path: Path, located: str) -> None:
    correction = line(located, "monthly_benefit", "400", "300", source="low_income")
    read = in_blocks(tmp_path, BLOCKS, correction)
    assert outcomes(read) == [("applied", 2, "400.00")]
    assert read.split.accepted["monthly_benefit_fen"].to_list() == [30000, 30000, 40000]


def test_a_members_own_value_is_his_alone(tmp_path: Path) -> None:
    read = in_blocks(tmp_path, BLOCKS, line("2", "covered", "是", "否", source="low_income"))
    assert read.split.accepted["covered"].to_list() == ["是", "否", "是"]


def test_a_value_that_every_row_repeats_is_mended_in_the_row_that_is_named(tmp_path: Path) -> None:
    rows = [HEADER, member("王龙", "1", **HOUSEHOLD), member("李秀", "2", **HOUSEHOLD)]
    read = in_blocks(tmp_path, rows, line("2", "monthly_benefit", "400", "300", source="low_income"))
    assert read.split.accepted["monthly_benefit_fen"].to_list() == [40000, 30000]
    by_household = line(
        HOUSEHOLD["household_no"], "status", "在保", "停保", locator="household_no", source="low_income"
    )
    assert outcomes(in_blocks(tmp_path, rows, by_household)) == [("several_rows", None, None)]


def in_blocks(folder: Path, rows: Sequence[Row], correction: Correction) -> ExtractRead:
    write_xlsx(folder / "低保花名册_20190630.xlsx", {"一": rows})
    return read_extract(scan(folder).as_of(AS_OF)["low_income"][0].parts, corrections=[correction])
