"""首页 of the workbook: date, versions, tonight's work, what a clue is, extracts, funnel, what was not run, sheets."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl
from xlsxwriter import Workbook

from reports import sheets
from reports.corrections import corrections_of
from reports.hand_overs import HandOvers
from reports.harmless import shown_cell
from reports.paper import lay_on_paper
from reports.report import Report
from reports.row_height import row_height
from reports.sheet import Formats, Sheet
from reports.tonight import KIND, KINDS, counts_by_town, tonights_work
from reports.words import CLUE_NOTICE, NOT_FOUND_NOTICE, OBJECTION_NOTICE
from schemas.feed import Feed

_WIDTHS = (30, 46, 14, 14, 14, 14, 14, 14, 30)
_UNKNOWN = "—"

Line = tuple[object, ...]


def write_front_sheet(
    report: Report, hand_overs: HandOvers, content: tuple[Sheet, ...], book: Workbook, form: Formats
) -> None:
    """Adds the first sheet; `content` are the sheets after it."""
    page = book.add_worksheet(sheets.FIRST_SHEET)
    for number, width in enumerate(_WIDTHS):
        page.set_column(number, number, width)
    lay_on_paper(page, sheets.FIRST_SHEET, f"数据时点 {report.as_of}", list(_WIDTHS))
    place = 0
    for block in _blocks(report, hand_overs, content):
        for number, line in enumerate(block):
            style = form.title if place == 0 else form.bold if number == 0 else form.wrapped if len(line) > 1 else None
            widths: tuple[int, ...] = _WIDTHS
            if len(line) == 1 and number:
                # One cell is not wide enough for a notice; it goes over all of them.
                page.merge_range(place, 0, place, len(_WIDTHS) - 1, "", form.wrapped)
                style, widths = form.wrapped, (sum(_WIDTHS),)
            if number:
                page.set_row(place, row_height(line, widths))
            for column, value in enumerate(line):
                page.write(place, column, shown_cell(value) if isinstance(value, str) else value, style)
            place += 1
        place += 1


def _blocks(report: Report, hand_overs: HandOvers, content: tuple[Sheet, ...]) -> Iterable[list[Line]]:
    yield [
        ("居民家庭经济状况核对报告",),
        ("数据时点", report.as_of.isoformat()),
        ("参数版本", report.parameters_version),
        ("程序版本", report.product_version),
        ("运行编号", "见同目录 manifest.json"),
    ]
    yield [(sheets.WORK_SHEET, *(one.label for one in KINDS)), *_work(report)]
    yield [("说明",), (CLUE_NOTICE,), (OBJECTION_NOTICE,), (NOT_FOUND_NOTICE,)]
    yield [("核对漏斗", "数量"), *_funnel(report)]
    yield [
        ("疑似线索（按类别）", "条数", "人", "户"),
        *((kind.family.label, kind.findings, kind.persons, kind.households) for kind in report.funnel.kinds),
    ]
    yield [
        ("数据来源", "文件", "截止日", "距时点（天）", "允许（天）", "读入行", "接收行", "退回行", "状态"),
        *_inputs(report),
    ]
    yield [
        ("拒收的数据文件（本期未使用）", "原因和代用数据"),
        *((Feed(one.source, one.county).title, one.text) for one in report.fallbacks),
    ]
    yield [
        ("有误而未用的文件", "原因"),
        *((one.file, f"{one.reason}。{one.hint}") for one in report.left_out),
    ]
    passed_over = report.passed_over
    yield [
        ("损坏的上期发布", "处理"),
        *(((passed_over.text, passed_over.hint),) if passed_over else ()),
    ]
    corrections = corrections_of(report)
    yield [
        ("对来源数据的更正", "处数（明细见「已应用的更正」「未应用的更正」）"),
        ("已应用", corrections.applied),
        *corrections.not_applied.items(),
    ]
    yield [
        ("未运行的检查、未计算的指标", "原因（结果未知，不等于没有线索，也不为零）"),
        *((f"{one.id} {one.title}", one.reason) for one in report.not_run),
        *((f"{one.id} {one.title}({one.county})", one.reason) for one in report.not_run_in_counties),
    ]
    yield [("报送与督查专题",), *((line,) for line in hand_overs.lines)]
    yield [
        ("工作表", "完整数据", "总条数", "本簿列出"),
        *((sheet.name, sheet.file, *sheet.counts) for sheet in content),
    ]


def _work(report: Report) -> list[Line]:
    work = tonights_work(report)
    total = (report.whole, *(work.filter(pl.col(KIND) == one.name).height for one in KINDS))
    return [total, *((town, *counts) for town, counts in counts_by_town(work))]


def _funnel(report: Report) -> list[Line]:
    funnel = report.funnel
    return [
        ("读入数据行", funnel.rows),
        ("接收", funnel.accepted),
        ("退回", funnel.refused),
        ("需关联的人员记录", funnel.named),
        ("已关联到户籍人口", funnel.linked),
        ("待人工复核", funnel.review),
        ("未关联", funnel.unlinked),
        ("核对人数（去重）", funnel.persons_checked),
        ("存在疑似线索的人员", funnel.persons_differing),
        ("核对家庭（含申请）", funnel.households_checked),
        ("存疑待核实家庭", funnel.households_suspected),
        ("数据不足家庭", funnel.households_insufficient),
        ("未发现超标家庭", funnel.households_clear),
    ]


def _inputs(report: Report) -> list[Line]:
    lines: list[Line] = []
    for one in report.inputs:
        counts = (one.rows, one.accepted, one.quarantined) if one.files else (_UNKNOWN,) * 3
        age = one.age_days(report.as_of)
        day = one.cut_off.isoformat() if one.cut_off else _UNKNOWN
        ages = (_UNKNOWN if days is None else days for days in (age, one.allowed_age_days))
        lines.append((one.title, "、".join(one.files), day, *ages, *counts, one.state.label))
    return lines
