from __future__ import annotations

import dataclasses
import datetime as dt
import re
import zipfile
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from reports.report import Report
from reports.sheet import MAX_ROWS
from reports.workbook import write_workbook
from schemas.outputs.coverage import COVERAGE
from schemas.outputs.findings import MISMATCH
from schemas.outputs.links import LINKS
from schemas.outputs.quarantine import QUARANTINE
from tests.reports.publication import QUARANTINE_ROWS, WANG, findings_frame, frame, with_tables, working_report


def written(report: Report, folder: Path) -> Path:
    path = folder / "reports.xlsx"
    write_workbook(report, path)
    return path


def records(path: Path, sheet: str) -> list[dict[object, object]]:
    header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.fixture
def path(report: Report, tmp_path: Path) -> Path:
    return written(report, tmp_path)


SHEETS = [
    "首页",
    "本期工作",
    "指标",
    "未达标名单",
    "比对-生命事件",
    "比对-重复享受",
    "比对-家庭经济",
    "比对-金额与遗漏",
    "比对-数据质量",
    "互纳-民政侧-应核未保",
    "互纳-扶贫侧-在保未建档立卡",
    "互纳-双方均有但信息不一致",
    "互纳-渐退",
    "互纳-支出型贫困",
    "家庭核对",
    "数据质量-退回",
    "待人工复核",
    "未关联",
]


def test_a_row_in_which_a_text_breaks_is_as_high_as_it(report: Report, tmp_path: Path) -> None:
    said = "所填号码合规,但户籍中无此号码,也无一位之差的同名或近名之人"
    clues = [{"finding_id": one, "check_id": "D1", "observed": text} for one, text in (("a", said), ("b", "短"))]
    path = written(with_tables(report, (MISMATCH, findings_frame(MISMATCH, clues))), tmp_path)
    with zipfile.ZipFile(path) as book:
        (sheet,) = (text for name in book.namelist() if said in (text := book.read(name).decode()))
    assert re.findall('<row r="([23])"(?: ht="([0-9]+)" customHeight="1")?>', sheet) == [("2", "45"), ("3", "")]


def test_the_sheets_that_offices_know_stand_in_their_order(path: Path) -> None:
    names = CalamineWorkbook.from_path(path).sheet_names
    assert [name for name in names if name in SHEETS] == SHEETS
    assert names[0] == SHEETS[0]


def test_values_keep_their_kind(path: Path) -> None:
    (row,) = records(path, "比对-生命事件")
    assert row["户籍证件号码"] == WANG
    assert row["差额(元)"] == -1500.5
    assert row["月数"] == 5
    assert row["比对数据截止日"] == dt.date(2019, 5, 31)
    assert row["检查项名称"] == "死亡后仍在享受"
    assert row["线索强度"] == "两个来源印证"
    assert row["来源"] == "低保在册"


def test_unknown_is_an_empty_cell(path: Path) -> None:
    (row,) = records(path, "比对-金额与遗漏")
    assert row["月数"] == ""
    assert row["户籍证件号码"] == ""


def test_no_cell_is_a_formula(path: Path) -> None:
    (row,) = records(path, "比对-金额与遗漏")
    assert row["比对发现值"] == "'=SUM(A1:A9)"
    (refused,) = records(path, "数据质量-退回")
    assert refused["原值"] == "'+2019年13月"
    with zipfile.ZipFile(path) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if "worksheets/" in name]
    assert sheets
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)


def test_words_are_chinese(path: Path) -> None:
    assert [row["依据"] for row in records(path, "家庭核对")] == ["有成员未授权或授权未覆盖核对日", "P1、P4", ""]
    assert [row["原因"] for row in records(path, "未达标名单")][-1] == "档案不完整:低保证,身份证"
    (refused,) = records(path, "数据质量-退回")
    assert refused["原因"] == "日期无法识别"
    (review,) = records(path, "待人工复核")
    assert (review["姓名"], review["候选人姓名"], review["关联结果"]) == ("周某", "周茉", "待人工复核")


def test_rows_that_are_linked_to_nobody_have_a_sheet(path: Path) -> None:
    (row,) = records(path, "未关联")
    assert (row["姓名"], row["关联结果"]) == ("'=cmd|' /C calc'!A0", "未关联")


def test_whoever_visits_has_room_to_write(path: Path) -> None:
    (row,) = records(path, "比对-生命事件")
    assert [row[column] for column in ("核实情况", "核实人", "核实日期")] == ["", "", ""]


def test_of_clues_that_is_printed_which_a_visit_needs(path: Path) -> None:
    header = CalamineWorkbook.from_path(path).get_sheet_by_name("比对-生命事件").to_python()[0]
    with zipfile.ZipFile(path) as book:
        names = book.read("xl/workbook.xml").decode()
    (last,) = re.findall(r"Print_Area[^>]*>'比对-生命事件'!\$A\$1:\$([A-Z])\$2<", names)
    assert header[ord(last) - ord("A")] == "核实日期"
    assert {"姓名", "比对发现值", "核实情况"} <= set(header[: ord(last) - ord("A")])
    assert {"文件", "行号", "最近发现", "该检查项查准率"} <= set(header[ord(last) - ord("A") + 1 :])


def test_every_sheet_lies_on_paper(path: Path) -> None:
    with zipfile.ZipFile(path) as book:
        sheets = {name: book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name}
        titles = book.read("xl/workbook.xml").decode()
    assert len(sheets) == len(CalamineWorkbook.from_path(path).sheet_names)
    for name, sheet in sheets.items():
        assert 'fitToPage="1"' in sheet, name
        assert 'fitToHeight="0"' in sheet, name
        assert "2019-06-30" in sheet[sheet.index("<oddHeader") :], name
        assert "&amp;P" in sheet[sheet.index("<oddFooter") :], name
        columns = max(int(last) for last in re.findall('<col min="[0-9]+" max="([0-9]+)"', sheet))
        assert ('orientation="landscape"' in sheet) == (columns >= 9), name
    assert titles.count("_xlnm.Print_Titles") == len(sheets)


def test_the_first_sheet_tells_what_the_page_tells(path: Path) -> None:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("首页").to_python()
    cells = {str(row[0]): row for row in rows}
    assert cells["数据时点"][1] == "2019-06-30"
    assert cells["婚姻登记"][2:8] == ["—"] * 6
    assert cells["死亡登记"][2:9] == ["2019-04-01", 90, "—", 10, 10, 0, "超过允许时效，按未提供处理"]
    assert cells["读入数据行"][1] == 110
    assert cells["D3 已婚但配偶不在低保家庭中"][1] == "缺少 婚姻登记"
    assert cells["K2 在保对象复核率"][1] == "缺少 复核"
    assert any("疑似线索" in str(row[0]) for row in rows)


def test_rates_are_text_so_that_nothing_is_rounded_up(path: Path) -> None:
    rates = {(row["指标"], row["区域"]): row["比率（只舍不入）"] for row in records(path, "指标")}
    assert rates["K1", "伊塘镇"] == "99.99%"
    assert rates["K3", "全区"] == "无对象"


def test_an_indicator_that_was_not_computed_stands_among_the_indicators_and_counts_for_none(
    report: Report, path: Path
) -> None:
    front = CalamineWorkbook.from_path(path).get_sheet_by_name("首页").to_python()
    published = report.frame(COVERAGE).height
    assert ["指标", "coverage.parquet", published, published] in [row[:4] for row in front]
    (line,) = (row for row in records(path, "指标") if row["指标"] == "K2")
    assert (line["指标名称"], line["比率（只舍不入）"]) == ("在保对象复核率", "未计算(缺少 复核)")
    assert (line["分子"], line["分母"], line["是否达标"]) == ("", "", "")


def test_a_long_sheet_is_cut_and_says_so(report: Report, tmp_path: Path) -> None:
    number = MAX_ROWS + 3
    clue = findings_frame(MISMATCH, [{"check_id": "Q2", "finding_id": "f"}])
    many = pl.concat([clue] * number).with_columns(finding_id=pl.int_range(number).cast(pl.String))
    path = written(with_tables(report, (MISMATCH, many)), tmp_path)
    rows = records(path, "比对-数据质量")
    assert len(rows) == MAX_ROWS + 1
    assert rows[-1]["线索编号"] == "另有 3 条未列出，完整数据见 mismatch.parquet"


def test_headers_stay_in_view_and_filter(path: Path) -> None:
    with zipfile.ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet5.xml").decode()
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:AA2"' in sheet
    assert '<dimension ref="A1:AA2"' in sheet


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        *((text, text) for text in ("a<b>&c", " 前后空格 ", "_x0041_", "𠮷野家", "]]>")),
        ("两\n行", "两\\n行"),
        ("bell\x07!", "bell\\x07!"),
        ("末\uffff", "末"),
        ("x" * 40_000, "x" * 32_767),
    ],
)
def test_odd_text_does_not_break_the_file(text: str, shown: str, report: Report, tmp_path: Path) -> None:
    odd = frame(QUARANTINE, [{**QUARANTINE_ROWS[0], "value": text}])
    (row,) = records(written(with_tables(report, (QUARANTINE, odd)), tmp_path), "数据质量-退回")
    assert str(row["原值"]).replace("_x005F_", "_") == shown


def test_numbers_that_are_none_are_left_out(report: Report, tmp_path: Path) -> None:
    odd = report.frame(LINKS).with_columns(weight=pl.lit(float("inf")), margin=pl.lit(float("nan")))
    (row,) = records(written(with_tables(report, (LINKS, odd)), tmp_path), "待人工复核")
    assert (row["匹配权重"], row["与次优差"]) == ("", "")


def test_the_same_report_gives_the_same_bytes(report: Report, tmp_path: Path) -> None:
    first = written(report, tmp_path).read_bytes()
    assert written(dataclasses.replace(report, run_id="another"), tmp_path).read_bytes() == first


def test_the_book_opens_on_tonights_work(tmp_path: Path) -> None:
    path = written(working_report(), tmp_path)
    rows = records(path, "本期工作")
    assert [(row["本期"], row["姓名"], row["检查项名称"]) for row in rows] == [
        ("新增", "王建国", "死亡后仍在享受"),
        ("再现", "王建国", "保障金与差额不符"),
        ("证据有变", "李美", "姓名相近但不一致"),
        ("本期消除", "刘老五", "死亡后仍在享受"),
        ("逾期", "王建国", "保障金与差额不符"),
        ("办结仍在", "李梅", "所填证件号码与户籍证件号码不一致"),
    ]
    front = CalamineWorkbook.from_path(path).get_sheet_by_name("首页").to_python()
    place = next(number for number, row in enumerate(front) if row[0] == "本期工作")
    assert front[place][1:7] == ["新增", "再现", "证据有变", "本期消除", "逾期", "办结仍在"]
    assert [row[:7] for row in front[place + 1 : place + 3]] == [
        ["全区", 1, 1, 1, 1, 1, 1],
        ["<b>珊瑚街道</b>", 0, 0, 0, 0, 0, 1],
    ]
    assert front[place + 3][:7] == ["伊塘镇", 1, 1, 0, 1, 1, 0]
