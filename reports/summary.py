"""The few lines that a terminal shows when a night is done; no person is named in them."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from reports.corrections import corrections_of
from reports.figures import indicators
from reports.hand_overs import NOTHING_HANDED_OVER, HandOvers
from reports.report import Report
from reports.templates import number

_TOP = 8
_BAR = 24


def summary_lines(report: Report, page: str, hand_overs: HandOvers = NOTHING_HANDED_OVER) -> list[str]:
    """Plain lines: date, late extracts, funnel, indicators, checks with most clues, hand-overs, where the page lies.

    Args:
        report: the publication.
        page: path of index.html, as it is to be shown.
        hand_overs: what has become of what left the bureau.
    """
    return [
        f"核对完成  数据时点 {report.as_of}  参数 {report.parameters_version}  运行 {report.run_id}",
        *_late(report),
        *([f"注意: {report.passed_over.text}"] if report.passed_over else []),
        "",
        *_funnel(report),
        "",
        *_indicators(report),
        "",
        *_top_checks(report),
        "",
        *((*hand_overs.lines, "") if hand_overs.lines else ()),
        "以上均为疑似线索,须核实后依规定办理,不自动停发或拒绝任何救助。",
        f"报告: {page}",
    ]


def _late(report: Report) -> Iterator[str]:
    for refused in report.fallbacks:
        yield f"拒收: {refused.text}"
    corrections = corrections_of(report)
    if corrections:
        yield f"更正: {corrections.text}"
    for outcome, written, *_ in corrections.not_applied_rows[:_TOP]:
        yield f"  {written}: {outcome}"
    for one in report.inputs:
        if not one.is_current:
            age = one.age_days(report.as_of)
            when = "" if age is None else f"(截止 {one.cut_off}, 已 {age} 天)"
            yield f"注意: {one.title} {one.state.label}{when}"
    for check in report.checks_not_run:
        yield f"未运行: {check.id} {check.title} {check.reason}"
    for line in report.silent_on:
        yield f"未运行: {line}"


def _funnel(report: Report) -> Iterator[str]:
    funnel = report.funnel
    yield f"读入 {number(funnel.rows)} 行,接收 {number(funnel.accepted)},退回 {number(funnel.refused)}"
    yield (
        f"人员记录 {number(funnel.named)} 条:已关联 {number(funnel.linked)},"
        f"待复核 {number(funnel.review)},未关联 {number(funnel.unlinked)}"
    )
    yield f"核对 {number(funnel.persons_checked)} 人,存在疑似线索 {number(funnel.persons_differing)} 人"
    yield (
        f"核对家庭 {number(funnel.households_checked)} 户:存疑待核实 {number(funnel.households_suspected)},"
        f"数据不足 {number(funnel.households_insufficient)},未发现超标 {number(funnel.households_clear)}"
    )


def _indicators(report: Report) -> Iterator[str]:
    for one in indicators(report):
        if one.not_computed:
            yield f"{one.kpi:<4} {one.not_computed}  {one.title.title}"
        elif one.district:
            figure = one.district
            bar = ("#" * (figure.width * _BAR // 100)).ljust(_BAR, ".")
            yield f"{one.kpi:<4} {bar} {figure.rate:>9}  {figure.fraction}  {figure.standing}  {one.title.title}"


def _top_checks(report: Report) -> Iterator[str]:
    counted = report.findings.group_by("check_id").agg(pl.len().alias("n"))
    most = counted.sort(["n", "check_id"], descending=[True, False]).head(_TOP)
    yield "线索最多的检查项:" if most.height else "没有查出线索"
    for check_id, count in most.iter_rows():
        title = report.checks[check_id].title if check_id in report.checks else ""
        yield f"  {check_id:<4} {number(count):>9}  {title}"
