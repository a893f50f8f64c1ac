from pathlib import Path

import pytest

from tests.pipelines.ingest.landing_files import ORPHANS, entries, names, numbers, orphan, read, write_csv, write_xlsx

CSV, XLSX = "orphans_20190630.csv", "orphans_20190630.xlsx"
TITLE = "冷水滩区2019年孤儿基本生活费"

NOT_DATA = {
    "total": ["合计", "", "", "1800"],
    "total in another column": ["", "", "小计", "600"],
    "total spread out": ["总　 计", "3", "", "600"],
    "who filled it in": ["填表人:张三", "", "审核人:李四"],
    "who checked it": ["", "审 核 人 李四"],
    "who made it": ["制表人"],
    "unit": ["单位:元"],
    "unit and date": ["填报单位:冷水滩区", "填报日期:2019-06-30"],
    "date": ["", "", "", "填报时间 2019"],
    "header again": ORPHANS,
    "header again, spread out": ["姓 名", " 身份证号码 ", "安置方式 ", "月标准", "起始年月", "停止年月", "状  态"],
    "header again, cut off": ORPHANS[:2],
    "title again": [TITLE],
    "title again, centred": ["", "", "", TITLE],
    "title of a later page": ["孤儿花名册"],
    "blank": [],
    "blanks": [" ", "\u3000", "\t"],
}
# Each looks like one of the above, is none, and must be counted and refused by name of its columns.
DATA = {
    "total with more": ["合计数", "431103200307240730", "散居", "600", "201904", "", "在册"],
    "name like a total": ["总计划", "431103200307240730", "散居", "600", "201904", "", "在册"],
    "one header word": ["姓名", "431103200307240730", "散居", "600", "201904", "", "在册"],
    "total not first": ["廖增祥", "合计", "散居", "600", "201904", "", "在册"],
    "unit not first": ["廖增祥", "单位", "散居", "600", "201904", "", "在册"],
}
REFUSED = {
    "name alone": ["廖增祥"],
    "number alone": ["", "", "", "600"],
    "note alone": ["", "", "", "", "", "", "情况表"],
}


@pytest.mark.parametrize("file", [CSV, XLSX])
@pytest.mark.parametrize("row", NOT_DATA.values(), ids=NOT_DATA.keys())
def test_it_is_left_out_wherever_it_stands(tmp_path: Path, file: str, row: list[str]) -> None:
    rows = [[TITLE], ORPHANS, row, orphan("甲"), row, row, orphan("乙"), row]
    _write(tmp_path / file, rows)
    got = read(tmp_path)
    assert (names(got), numbers(got), entries(got)) == (["甲", "乙"], [4, 7], [])
    assert got.files[0].rows == 2


@pytest.mark.parametrize("file", [CSV, XLSX])
@pytest.mark.parametrize("row", DATA.values(), ids=DATA.keys())
def test_data_that_looks_like_it_is_read(tmp_path: Path, file: str, row: list[str]) -> None:
    _write(tmp_path / file, [[TITLE], ORPHANS, orphan("甲"), row])
    assert names(read(tmp_path)) == ["甲", row[0]]


@pytest.mark.parametrize("file", [CSV, XLSX])
@pytest.mark.parametrize("row", REFUSED.values(), ids=REFUSED.keys())
def test_a_row_of_one_cell_that_is_no_title_is_refused_not_dropped(tmp_path: Path, file: str, row: list[str]) -> None:
    _write(tmp_path / file, [[TITLE], ORPHANS, orphan("甲"), row])
    got = read(tmp_path)
    assert (got.files[0].rows, got.files[0].quarantined) == (2, 1)
    assert {number for number, *_ in entries(got)} == {4}


def test_an_unknown_first_column_may_hold_the_footer(tmp_path: Path) -> None:
    rows = [["序号", *ORPHANS], ["1", *orphan("甲")], ["合计", *[""] * 7], ["2", *orphan("乙")], ["3"]]
    write_csv(tmp_path / CSV, rows)
    got = read(tmp_path)
    assert (names(got), numbers(got)) == (["甲", "乙"], [2, 4])
    assert {number for number, *_ in entries(got)} == {5}  # a serial number alone is a row without its values


def test_a_row_in_which_every_required_value_stands_is_a_record_whatever_it_begins_with(tmp_path: Path) -> None:
    rows = [["序号", *ORPHANS], ["合计", *orphan("甲")], [" ", *orphan("合计")], ["单位:元", *orphan("单位")]]
    write_csv(tmp_path / CSV, rows)
    assert names(read(tmp_path)) == ["甲", "合计", "单位"]


def test_a_first_column_that_is_mostly_empty_changes_nothing(tmp_path: Path) -> None:
    turned = ["停止年月", *(name for name in ORPHANS if name != "停止年月")]
    rows = [["", *(cell for at, cell in enumerate(orphan(str(number))) if at != 5)] for number in range(300)]
    rows[150:150] = [["", "合计"], ["合计"], turned]
    write_csv(tmp_path / CSV, [turned, *rows])
    got = read(tmp_path)
    assert names(got) == [str(number) for number in range(300)]
    assert numbers(got) == [*range(2, 152), *range(155, 305)]


def _write(path: Path, rows: list[list[str]]) -> None:
    if path.suffix == ".csv":
        write_csv(path, rows)
    else:
        write_xlsx(path, {"Sheet1": rows})
