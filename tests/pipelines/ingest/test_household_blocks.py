"""Households of the low-income roll whose columns stand on the first row of their block only, as merged cells do."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from schemas.extracts import EXTRACTS
from tests.pipelines.ingest.landing_files import entries, read, write_csv, write_xlsx

FILE, BOOK = "低保在册_20190630.csv", "低保花名册_20190630.xlsx"
COLUMNS = {column.name: column.header for column in EXTRACTS["low_income"].columns}
HOUSEHOLD = {
    "household_no": "4311030010001",
    "certificate_no": "湘N1",
    "scheme": "农村低保",
    "town": "蔡市镇",
    "village": "某村",
    "head_name": "王龙",
    "head_id_no": "432902195907300738",
    "coverage_mode": "整户",
    "class": "A",
    "monthly_income_per_head": "100.00",
    "monthly_benefit": "400.00",
    "extra_benefit": "30",
    "start_month": "201801",
    "stop_month": "201812",
    "taper_start_month": "201806",
    "relative_filing": "否",
    "status": "在保",
}
MEMBER = {"name": "王龙", "id_no": "1", "relation": "户主", "covered": "是"}
HEADER = list(COLUMNS.values())


def _row(**values: str) -> list[str]:
    return [{**dict.fromkeys(COLUMNS, ""), **MEMBER, **values}[name] for name in COLUMNS]


def _first(**values: str) -> list[str]:
    return _row(**{**HOUSEHOLD, **values})


def _members(folder: Path, rows: Sequence[Sequence[str]], *columns: str) -> list[tuple[object, ...]]:
    write_csv(folder / FILE, [HEADER, *rows])
    return read(folder, "low_income").split.accepted.select("name", *columns).rows()


def test_a_row_below_takes_every_household_column_and_keeps_its_own_others(tmp_path: Path) -> None:
    write_csv(tmp_path / FILE, [HEADER, _first(health="残疾"), _row(name="李秀", relation="配偶", covered="否")])
    first, below = read(tmp_path, "low_income").split.accepted.rows(named=True)
    own = {"name", "id_no", "relation", "covered", "health", "row_number"}
    assert {name: below[name] for name in below.keys() - own} == {name: first[name] for name in first.keys() - own}
    assert [below[name] for name in ("name", "relation", "covered", "health")] == ["李秀", "配偶", "否", None]
    assert (below["monthly_benefit_fen"], below["stop_month"]) == (40000, 2018 * 12 + 11)


def test_empty_columns_of_the_first_row_are_taken_too(tmp_path: Path) -> None:
    rows = [_first(stop_month="", **{"class": ""}), _row(name="李秀", stop_month="201901", **{"class": "B"})]
    assert _members(tmp_path, rows, "stop_month", "class") == [("王龙", None, None), ("李秀", None, None)]


def test_nothing_passes_from_one_block_to_the_next(tmp_path: Path) -> None:
    rows = [
        _first(),
        _row(name="甲"),
        _first(household_no="2", name="乙", stop_month="", extra_benefit=""),
        _row(name="丙"),
    ]
    assert _members(tmp_path, rows, "household_no", "stop_month", "extra_benefit_fen") == [
        ("王龙", "4311030010001", 24227, 3000),
        ("甲", "4311030010001", 24227, 3000),
        ("乙", "2", None, 0),
        ("丙", "2", None, 0),
    ]


@pytest.mark.parametrize(
    "between", [[], [" ", ""], HEADER, ["低保花名册"], ["合计", "2"], ["填表人:张三"], ["单位:元"]]
)
def test_rows_that_are_not_data_do_not_end_a_block(tmp_path: Path, between: list[str]) -> None:
    rows = [_first(), between, _row(name="甲"), between, between, _row(name="乙")]
    assert [town for _, town in _members(tmp_path, rows, "town")] == ["蔡市镇"] * 3


def test_columns_repeated_on_every_row_are_each_rows_own(tmp_path: Path) -> None:
    rows = [_first(), _first(name="甲", monthly_benefit="500"), _first(name="乙", household_no="2", town="x")]
    assert _members(tmp_path, rows, "monthly_benefit_fen", "town") == [
        ("王龙", 40000, "蔡市镇"),
        ("甲", 50000, "蔡市镇"),
        ("乙", 40000, "x"),
    ]


def test_a_number_after_blank_rows_opens_a_block_also_where_it_is_the_same(tmp_path: Path) -> None:
    rows = [_first(status="停保"), _row(name="甲"), _first(name="乙", stop_month=""), _row(name="丙")]
    assert [status for _, status in _members(tmp_path, rows, "status")] == ["停保", "停保", "在保", "在保"]


def test_a_refused_first_row_still_gives_its_columns(tmp_path: Path) -> None:
    assert _members(tmp_path, [_first(covered="不详"), _row(name="甲"), _row(name="乙")], "town") == [
        ("甲", "蔡市镇"),
        ("乙", "蔡市镇"),
    ]
    assert entries(read(tmp_path, "low_income")) == [(2, "covered", "unknown_code", "不详")]


def test_an_unreadable_household_value_refuses_every_row_of_the_block(tmp_path: Path) -> None:
    rows = [_first(monthly_benefit="见附件"), _row(name="甲"), _first(household_no="2", name="乙")]
    assert _members(tmp_path, rows) == [("乙",)]
    assert entries(read(tmp_path, "low_income")) == [
        (2, "monthly_benefit", "bad_number", "见附件"),
        (3, "monthly_benefit", "bad_number", "见附件"),
    ]


def test_a_required_value_missing_on_the_first_row_is_missing_on_all(tmp_path: Path) -> None:
    assert _members(tmp_path, [_first(coverage_mode=""), _row(name="甲", coverage_mode="整户")]) == []
    assert entries(read(tmp_path, "low_income")) == [
        (2, "coverage_mode", "missing_value", None),
        (3, "coverage_mode", "missing_value", None),
    ]


def test_a_row_above_every_block_belongs_to_none(tmp_path: Path) -> None:
    assert _members(tmp_path, [_row(name="甲"), _first(name="乙")]) == [("乙",)]
    refused = {column for row, column, reason, _ in entries(read(tmp_path, "low_income")) if row == 2}
    assert {"household_no", "scheme", "status", "coverage_mode"} <= refused


def test_a_number_with_a_quote_or_a_blank_is_no_other_number(tmp_path: Path) -> None:
    rows = [_first(household_no="'4311030010001"), _first(household_no="\t4311030010001 ", name="甲")]
    assert _members(tmp_path, rows, "household_no") == [("王龙", "4311030010001"), ("甲", "4311030010001")]


def test_merged_cells_of_a_workbook_and_no_passing_to_the_next_sheet(tmp_path: Path) -> None:
    title = [["冷水滩区低保花名册"], HEADER]
    sheets = {"蔡市镇": [*title, _first(), _row(name="甲")], "高溪市镇": [*title, _row(name="乙"), _first(name="丙")]}
    write_xlsx(tmp_path / BOOK, sheets)
    got = read(tmp_path, "low_income")
    assert got.split.accepted.select("file", "row_number", "name").rows() == [
        (f"{BOOK}#蔡市镇", 3, "王龙"),
        (f"{BOOK}#蔡市镇", 4, "甲"),
        (f"{BOOK}#高溪市镇", 4, "丙"),
    ]
    assert (f"{BOOK}#高溪市镇", 3) in got.split.quarantine.select("file", "row_number").rows()


def test_nothing_passes_to_the_next_part(tmp_path: Path) -> None:
    write_csv(tmp_path / "低保在册_20190630_a.csv", [HEADER, _first(), _row(name="甲")])
    write_csv(tmp_path / "低保在册_20190630_b.csv", [HEADER, _row(name="乙")])
    got = read(tmp_path, "low_income")
    assert [(one.file[-5:], one.rows, one.quarantined) for one in got.files] == [("a.csv", 2, 0), ("b.csv", 1, 1)]


@pytest.mark.parametrize("title", ["低保在册(二)", "第2页", "蔡市镇2019年6月发放明细", "冷水滩区低保在册情况表"])
def test_the_title_of_another_page_ends_no_block(tmp_path: Path, title: str) -> None:
    rows = [_first(), [title, *[""] * (len(HEADER) - 1)], HEADER, _row(name="李秀"), _row(name="王小")]
    numbers = [HOUSEHOLD["household_no"]] * 3
    assert _members(tmp_path, rows, "household_no") == list(zip(["王龙", "李秀", "王小"], numbers, strict=True))
    assert read(tmp_path, "low_income").split.refused.is_empty()


def test_a_title_with_a_unit_beside_it_that_comes_again_ends_no_block(tmp_path: Path) -> None:
    title = ["冷水滩区低保在册情况", *[""] * (len(HEADER) - 2), "单位:元"]
    rows = [title, HEADER, _first(), title, HEADER, _row(name="李秀")]
    write_xlsx(tmp_path / BOOK, {"一": rows})
    extract = read(tmp_path, "low_income")
    assert extract.split.accepted["household_no"].to_list() == [HOUSEHOLD["household_no"]] * 2
    assert [one.rows for one in extract.files] == [2]


def test_a_household_number_alone_is_a_row_that_lacks_the_rest(tmp_path: Path) -> None:
    rows = [_first(), ["4311030010002", *[""] * (len(HEADER) - 1)]]
    write_csv(tmp_path / FILE, [HEADER, *rows])
    assert read(tmp_path, "low_income").split.refused["household_no"].to_list() == ["4311030010002"]
