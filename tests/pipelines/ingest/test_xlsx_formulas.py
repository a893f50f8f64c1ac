"""A formula that was written without its value is neither empty nor what stands in the cell above."""

import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from pipelines.ingest.xlsx_errors import may_hold_one
from schemas.errors import InputRefusedError
from tests.pipelines.ingest.landing_files import ORPHANS, Row, entries, names, orphan, read

FILE = "orphans_20190630.xlsx"
HOUSEHOLD = {
    "救助类别": "农村低保",
    "乡镇街道": "蔡市镇",
    "村居": "某村",
    "户主姓名": "王龙",
    "户主身份证号": "432902195907300738",
    "姓名": "王龙",
    "身份证号": "432902195907300738",
    "与户主关系": "户主",
    "是否保障对象": "是",
    "施保方式": "整户",
    "家庭月人均收入": "100",
    "户月保障金": "400",
    "保障起始年月": "201801",
    "状态": "在保",
}
UNRECKONED = {
    "as one library leaves it": "<f>A1</f>",
    "as another does": "<f>A1</f><v></v>",
    "and a third": "<f>A1</f><v />",
    "of several cells": '<f t="array" ref="A1">A1</f><v/>',
}


def _with_cell(path: Path, place: str, inner: str, rows: Sequence[Row], kind: str = "") -> None:
    """A workbook in which a cell holds that, as XML."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        sheet.write_number(place, 4711)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            new.writestr(name, re.sub(r'<c r="(\w+)"><v>4711</v></c>', rf'<c r="\1"{kind}>{inner}</c>', text))


@pytest.mark.parametrize("inner", UNRECKONED.values(), ids=UNRECKONED.keys())
@pytest.mark.parametrize(
    ("place", "column", "reason"), [("D2", "monthly_amount", "bad_number"), ("F2", "stop_month", "bad_month")]
)
def test_a_row_whose_value_was_never_reckoned_is_refused(
    tmp_path: Path, inner: str, place: str, column: str, reason: str
) -> None:
    _with_cell(tmp_path / FILE, place, inner, [ORPHANS, orphan("甲"), orphan("乙")])
    assert names(read(tmp_path)) == ["乙"]
    assert entries(read(tmp_path)) == [(2, column, reason, "=A1")]


@pytest.mark.parametrize(
    ("place", "inner", "kind"),
    [
        ("F2", '<f>IF(A1="","","")</f><v></v>', ' t="str"'),  # reckoned: a text without characters
        ("F2", "<f>A1</f><v>201905</v>", ""),
        ("F4", "<f>A1</f>", ""),  # drawn down below the last row
        ("H2", "<f>A1</f>", ""),  # in a column that nobody reads
        ("D5", "<f>SUM(D2:D3)</f>", ""),  # a total
    ],
)
def test_what_is_known_or_belongs_to_no_record_refuses_none(tmp_path: Path, place: str, inner: str, kind: str) -> None:
    rows = [[*ORPHANS, "备注"], orphan("甲"), orphan("乙"), [], ["合计"]]
    _with_cell(tmp_path / FILE, place, inner, rows, kind)
    assert (names(read(tmp_path)), entries(read(tmp_path))) == (["甲", "乙"], [])


def test_a_name_or_a_number_of_any_form_stays_empty(tmp_path: Path) -> None:
    _with_cell(tmp_path / FILE, "A2", "<f>B1</f>", [ORPHANS, orphan("甲"), orphan("乙")])
    assert names(read(tmp_path)) == [None, "乙"]


def test_a_household_is_not_taken_for_the_one_above(tmp_path: Path) -> None:
    numbers = ["4311030010001", "4311030010002"]
    rows = [["家庭编号", *HOUSEHOLD], *([number, *HOUSEHOLD.values()] for number in numbers)]
    _with_cell(tmp_path / "low_income_20190630.xlsx", "A3", "<f>A2</f>", rows)
    with pytest.raises(InputRefusedError, match="第 3 行的 家庭编号 是没有计算结果的公式"):
        read(tmp_path, "low_income")


@pytest.mark.parametrize("cut", range(9))
def test_it_is_seen_wherever_the_worksheet_is_cut_between_tags(cut: int) -> None:
    tags = re.split(rb"(?<=>)", b'<row r="1"><c r="A1"><f>B1</f><v></v></c></row>')
    assert any(may_hold_one(b"".join(piece)) for piece in (tags[:cut], tags[cut:]))


def test_a_formula_with_its_value_costs_no_second_look() -> None:
    assert not may_hold_one(b'<c r="A1"><f>B1</f><v>1</v></c><c r="A2"><f t="shared" si="0"/><v>2</v></c>')
