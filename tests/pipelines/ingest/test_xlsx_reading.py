from datetime import date, datetime, time
from pathlib import Path

import pytest
import xlsxwriter

from pipelines.ingest.cell import Cell, cell_text
from schemas.errors import InputRefusedError
from tests.pipelines.ingest.landing_files import ORPHANS, Row, entries, names, numbers, orphan, read, write_xlsx

FILE = "孤儿保障_20190630.xlsx"
MONTH = 2019 * 12


@pytest.mark.parametrize("above", [0, 1, 7])
def test_rows_have_the_numbers_that_the_spreadsheet_shows(tmp_path: Path, above: int) -> None:
    rows: list[Row] = [["冷水滩区孤儿保障情况表"], [], ORPHANS]
    rows += [orphan("甲"), [], [None, None], orphan("乙"), ["合计", 2], orphan("丙")]
    write_xlsx(tmp_path / FILE, {"Sheet1": rows}, above)
    got = read(tmp_path)
    assert names(got) == ["甲", "乙", "丙"]
    assert numbers(got) == [above + 4, above + 7, above + 9]


def test_every_sheet_is_a_part_with_its_own_header_and_rows(tmp_path: Path) -> None:
    turned = [list(reversed(row)) for row in (ORPHANS, orphan("乙"), orphan("丙", status="死亡"))]
    sheets: dict[str, list[Row]] = {"散居": [ORPHANS, orphan("甲")], "空": [], "集中 #2": [["标题"], *turned]}
    write_xlsx(tmp_path / FILE, sheets)
    got = read(tmp_path)
    assert got.split.accepted.select("file", "row_number", "name").rows() == [
        (f"{FILE}#散居", 2, "甲"),
        (f"{FILE}#集中 #2", 3, "乙"),
    ]
    assert got.split.quarantine["file"].to_list() == [f"{FILE}#集中 #2"]
    assert [(one.file, one.rows, one.accepted, one.quarantined) for one in got.files] == [(FILE, 3, 2, 1)]


def test_a_name_in_capitals_is_a_workbook_too(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "ORPHANS.xlsx", {"Sheet1": [ORPHANS, orphan("甲"), orphan("乙", status="x")]})
    (tmp_path / "ORPHANS.xlsx").rename(tmp_path / "orphans_20190630.XLSX")
    got = read(tmp_path)
    assert got.split.accepted["file"].to_list() == ["orphans_20190630.XLSX#Sheet1"]
    assert (got.files[0].file, got.files[0].quarantined) == ("orphans_20190630.XLSX", 1)


def test_typed_cells(tmp_path: Path) -> None:
    path = tmp_path / FILE
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy/m/d"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ORPHANS)
        sheet.write_row(
            1, 0, ["甲", 431103200307240000, "散居", 600, 2019.1, datetime.combine(date(2019, 6, 30), time(8)), "在册"]
        )
        sheet.write_row(2, 0, ["乙", 431103030724073, "散居", 0.1 + 0.2, 201904, date(2019, 5, 1), "在册"])
        sheet.write_row(3, 0, ["丙", "431103200307240730", "散居", "1,000.50", 43646, "2019年6月", "在册"])
        sheet.write_formula(4, 3, "=600+0.5", None, 600.5)
        for column, text in enumerate(["丁", "'431103200307240730", "散居", None, "2019.10", None, "在册"]):
            if text:
                sheet.write_string(4, column, text)
    fields = ("name", "id_no", "monthly_amount_fen", "start_month", "stop_month")
    assert read(tmp_path).split.accepted.select(fields).rows() == [
        ("甲", "431103200307240000", 60000, MONTH, MONTH + 5),
        ("乙", "431103030724073", 30, MONTH + 3, MONTH + 4),
        ("丙", "431103200307240730", 100050, MONTH + 5, MONTH + 5),
        ("丁", "431103200307240730", 60050, MONTH + 9, None),
    ]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (432902195907300738.0, "432902195907300000"),  # some programs keep a digit more than a spreadsheet does
        (432902195907300000.0, "432902195907300000"),
        (431103200307249900.0, "431103200307249000"),
        (6217031129742547079.0, "6217031129742540000"),
        (432902590730073.0, "432902590730073"),
        (2019.1, "2019.1"),
        (43646.0, "43646"),
        (0.15, "0.15"),
        (0.1 + 0.2, "0.3"),
        (1234567.891, "1234567.891"),
        (0.00001, "0.00001"),
        (-5.0, "-5"),
        (True, "是"),
        (False, "否"),
        (date(2019, 6, 30), "2019-06-30"),
        (datetime.combine(date(2019, 6, 30), time(23, 59)), "2019-06-30"),
        ("'001", "'001"),
        (None, ""),
    ],
)
def test_a_cell_as_a_person_would_type_it(cell: Cell, text: str) -> None:
    assert cell_text(cell) == text


@pytest.mark.parametrize("digits", [15, 16, 17, 18, 19])
def test_an_id_that_a_spreadsheet_cut_keeps_its_first_fifteen_digits(digits: int) -> None:
    for first in range(432902195907300, 432902195907400):
        assert cell_text(float(first * 10 ** (digits - 15))) == str(first) + "0" * (digits - 15)


def test_a_merged_title_wherever_it_stands_is_no_row(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / FILE) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([None, ORPHANS, orphan("甲"), None, ORPHANS, orphan("乙")]):
            if row is None:
                sheet.merge_range(number, 2, number, 6, "2019年第二季度孤儿基本生活费发放")
            else:
                sheet.write_row(number, 0, row)
    got = read(tmp_path)
    assert (names(got), numbers(got), entries(got)) == (["甲", "乙"], [3, 6], [])


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not really", b"a,b,c\n"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(InputRefusedError, match=f"{FILE}: 不是可读的 xlsx"):
        read(tmp_path)


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    write_xlsx(tmp_path / FILE, {"Sheet1": [], "Sheet2": []})
    with pytest.raises(InputRefusedError, match=f"{FILE}: 工作簿中没有数据"):
        read(tmp_path)


def test_a_sheet_with_blanks_alone_is_an_empty_one(tmp_path: Path) -> None:
    write_xlsx(tmp_path / FILE, {"散居": [ORPHANS, orphan("甲")], "Sheet2": [[" ", "\u3000"], [None, "\n"]]})
    assert names(read(tmp_path)) == ["甲"]


def test_styles_far_below_and_beside_the_table_are_nothing(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / FILE) as book:
        sheet, style = book.add_worksheet(), book.add_format({"bold": True})
        for number, row in enumerate([ORPHANS, orphan("甲")]):
            sheet.write_row(number, 0, row)
        sheet.write_blank(1_048_575, 6, None, style)
        sheet.write_blank(2, 16_383, None, style)
    assert names(read(tmp_path)) == ["甲"]


def test_a_value_far_below_the_table_is_refused_with_where_to_look(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / FILE) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ORPHANS)
        sheet.write(1_048_575, 6, "在册")
    with pytest.raises(InputRefusedError, match="工作簿的单元格有 7340032") as refused:
        read(tmp_path)
    assert "Ctrl+End" in refused.value.hint


def test_a_sheet_of_notes_is_left_out_and_told(tmp_path: Path) -> None:
    notes = [["本表由民政局填写"], [], ["散居", "每人每月 950 元"], ["联系人", "13807461234"]]
    write_xlsx(tmp_path / FILE, {"说明": notes, "散居": [ORPHANS, orphan("甲")]})
    found = read(tmp_path)
    assert names(found) == ["甲"]
    assert [one.left_out for one in found.files] == [(f"{FILE}#说明",)]


NO_NOTES = {
    "rows without their header": [orphan("乙")],
    "three cells in a row": [["说明"], ["甲", "散居", "950"]],
    "somebody's number": [["另有一人"], ["乙", "431103200307240730"]],
    "a header alone": [["姓名", "身份证号"]],
}


@pytest.mark.parametrize("rows", NO_NOTES.values(), ids=NO_NOTES)
def test_a_sheet_that_may_hold_data_and_lacks_the_header_refuses_the_file(tmp_path: Path, rows: list[Row]) -> None:
    write_xlsx(tmp_path / FILE, {"散居": [ORPHANS, orphan()], "另页": rows})
    with pytest.raises(InputRefusedError, match=f"{FILE}#另页: (找不到|缺少必需列)"):
        read(tmp_path)


def test_a_workbook_of_notes_alone_is_refused_by_its_sheet(tmp_path: Path) -> None:
    write_xlsx(tmp_path / FILE, {"说明": [["本表由民政局填写"]]})
    with pytest.raises(InputRefusedError, match=f"{FILE}#说明: 找不到") as refused:
        read(tmp_path)
    assert "不是数据的工作表请删去" in refused.value.hint


def test_a_sheet_of_a_header_only_has_no_rows(tmp_path: Path) -> None:
    write_xlsx(tmp_path / FILE, {"散居": [ORPHANS], "集中": [ORPHANS, orphan("甲")]})
    assert names(read(tmp_path)) == ["甲"]


def test_an_error_cell_is_a_value_that_cannot_be_read_not_an_empty_one(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / FILE) as book:
        book.add_worksheet("空")
        sheet = book.add_worksheet("散居 #1")
        for number, row in enumerate([ORPHANS, orphan("甲"), orphan("乙")]):
            sheet.write_row(number, 0, row)
        sheet.write_formula(1, ORPHANS.index("停止年月"), "=NA()", None, "#N/A")
        sheet.write_formula(2, ORPHANS.index("起始年月"), "=1/0", None, "#DIV/0!")
    found = entries(read(tmp_path))
    assert found == [(2, "stop_month", "bad_month", "#N/A"), (3, "start_month", "bad_month", "#DIV/0!")]
