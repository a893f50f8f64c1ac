"""Titles, units and dates above a header, where they stand in the places of all required values."""

from pathlib import Path

import pytest

from schemas.extracts import EXTRACTS
from tests.pipelines.ingest.landing_files import entries, read, write_csv, write_xlsx

UNIT = ["填报单位:冷水滩区", "填报日期:2019-06-30"]
DOSSIERS = [column.header for column in EXTRACTS["dossiers"].columns if column.required]
DOSSIER = ["1", *["有"] * (len(DOSSIERS) - 1)]
LOW_INCOME = [column for column in EXTRACTS["low_income"].columns if column.required]
COVERED_FIRST = sorted(LOW_INCOME, key=lambda column: column.name != "covered")
HEADER = [column.header for column in COVERED_FIRST]
MEMBER = {
    "covered": "是",
    "household_no": "1",
    "scheme": "农村低保",
    "name": "王龙",
    "coverage_mode": "整户",
    "monthly_income_per_head": "1",
    "monthly_benefit": "1",
    "start_month": "201801",
    "status": "在保",
}


def _member(**values: str) -> list[str]:
    return [{**MEMBER, **values}.get(column.name, "") for column in COVERED_FIRST]


def _below(**values: str) -> list[str]:
    return [{"covered": "是", "name": "李秀", **values}.get(column.name, "") for column in COVERED_FIRST]


def _write(folder: Path, source: str, ending: str, rows: list[list[str]]) -> None:
    path = folder / f"{source}_20190630.{ending}"
    if ending == "csv":
        write_csv(path, rows)
    else:
        write_xlsx(path, {"一": rows})


def _required_first(source: str) -> list[str]:
    columns = EXTRACTS[source].columns
    filled = [column for column in columns if column.filled]
    return [column.header for column in (*filled, *(one for one in columns if one.required and not one.filled))]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("above", [UNIT, [*UNIT, "单位:元"], ["2019年6月名册", "2019年6月"], ["名册", "单位:元"]])
@pytest.mark.parametrize("source", EXTRACTS)
def test_no_title_row_is_a_record(tmp_path: Path, source: str, above: list[str], ending: str) -> None:
    _write(tmp_path, source, ending, [above, _required_first(source)])
    assert [one.rows for one in read(tmp_path, source).files] == [0]


@pytest.mark.parametrize(
    ("source", "above"),
    [
        ("reviews", ["2018", "湘1"]),
        ("reviews", ["2018年", "4311030010002"]),
        ("deaths", ["2018-01-05", "火化"]),
        ("marriages", ["结婚", "2018-01-05"]),
        ("economic_items", ["车辆", "机动车"]),
        ("dossiers", ["户一", "王龙"]),
    ],
)
def test_values_above_the_header_are_refused(tmp_path: Path, source: str, above: list[str]) -> None:
    columns = EXTRACTS[source].columns
    by_name = sorted((one for one in columns if one.filled), key=lambda one: one.name == "death_source")
    rest = [one for one in columns if one not in by_name]
    _write(tmp_path, source, "csv", [above, [column.header for column in (*by_name, *rest)]])
    assert [(row, reason) for row, _, reason, _ in entries(read(tmp_path, source))] == [(1, "misplaced")]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "head",
    [[["一户一档情况表"]], [["一户一档", "2019年6月"]], [["一户一档情况表"], ["填报单位:甲"]], [["一户一档"], []]],
)
def test_a_title_above_a_repeated_header_is_no_dossier(tmp_path: Path, head: list[list[str]], ending: str) -> None:
    _write(tmp_path, "dossiers", ending, [DOSSIERS, DOSSIER, *head, DOSSIERS, ["2", *DOSSIER[1:]]])
    got = read(tmp_path, "dossiers")
    assert (got.split.accepted["household_no"].to_list(), entries(got)) == (["1", "2"], [])


@pytest.mark.parametrize("number", ["2", "湘N123456", "合计"])
def test_a_number_above_a_repeated_header_is_a_dossier(tmp_path: Path, number: str) -> None:
    _write(tmp_path, "dossiers", "csv", [DOSSIERS, DOSSIER, [number], DOSSIERS, ["3", *DOSSIER[1:]]])
    assert read(tmp_path, "dossiers").split.accepted["household_no"].to_list() == ["1", number, "3"]


@pytest.mark.parametrize(
    "between", [[["合计"]], [["填表人:李"]], [["合计", "", "", "2"]], [["低保花名册"], HEADER], [["第2页"], HEADER]]
)
def test_what_stands_under_covered_is_no_member(tmp_path: Path, between: list[list[str]]) -> None:
    _write(tmp_path, "low_income", "csv", [HEADER, _member(), *between, _below(), *between[:1]])
    got = read(tmp_path, "low_income")
    refused = [] if between[0] != ["第2页"] else [len(between) + 4]
    assert got.split.accepted.select("name", "household_no").rows() == [("王龙", "1"), ("李秀", "1")]
    assert sorted({row for row, *_ in entries(got)}) == refused


@pytest.mark.parametrize("name", ["单位强", "填表人"])
def test_a_member_whose_name_reads_like_a_footer(tmp_path: Path, name: str) -> None:
    turned = [HEADER[HEADER.index("姓名")], *(header for header in HEADER if header != "姓名")]
    at = HEADER.index("姓名")
    rows = [
        [row[at], *row[:at], *row[at + 1 :]] for row in (_member(), _below(name=name), _below(name=name, covered="x"))
    ]
    _write(tmp_path, "low_income", "csv", [turned, *rows])
    got = read(tmp_path, "low_income")
    assert got.split.accepted["name"].to_list() == ["王龙", name]
    assert [(row, column) for row, column, *_ in entries(got)] == [(4, "covered")]
