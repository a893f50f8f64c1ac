"""reports.xlsx: the same report as sheets that offices can filter, with ids as text and no cell that is a formula."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path

import polars as pl

from reports import sheets
from reports.book import new_book
from reports.figures import not_computed, readable
from reports.files import create
from reports.front_sheet import write_front_sheet
from reports.hand_overs import HandOvers
from reports.precision import LOOK_AT, Precision, precision_by_check
from reports.report import Report
from reports.sheet import Column, Sheet, add_sheet, columns_of, formats
from reports.sheet_rows import fill
from reports.words import column_headers, in_chinese
from reports.work_sheet import work_sheet
from schemas.output import LAST, Table
from schemas.outputs.corrections import CORRECTIONS, CORRECTIONS_NOT_APPLIED
from schemas.outputs.coverage import COVERAGE
from schemas.outputs.cross_county import CROSS_COUNTY
from schemas.outputs.findings import MISMATCH, MUTUAL_INCLUSION
from schemas.outputs.links import LINKS
from schemas.outputs.precision import PRECISION
from schemas.outputs.quarantine import QUARANTINE
from schemas.terms import Family, InclusionList, Outcome

_TITLE = "检查项名称"
_PRECISION = "该检查项查准率"
_VISIT = (Column("visit", "核实情况", 30), Column("visited_by", "核实人", 12), Column("visited_on", "核实日期", 14))
"""What whoever visits the household writes in by hand."""
_NOT_ON_PAPER = ("source", "file", "row_number", "grade", "first_seen", "last_seen")
"""Of a clue what is looked up at a desk: with all columns a line on paper would be too small to read."""


def write_workbook(report: Report, path: Path, hand_overs: Callable[[], HandOvers] = HandOvers) -> None:
    """Writes the workbook; the same report gives the same bytes. The hand-overs are asked for when they are needed."""
    content = _sheets(report)
    book = _book(report, hand_overs(), content)
    # The first sheet comes whole from the library; the rows of all others are filled in.
    with create(path) as file:
        fill(book, {number: sheet.rows for number, sheet in enumerate(content, start=2)}, file)


def _book(report: Report, hand_overs: HandOvers, content: tuple[Sheet, ...]) -> bytes:
    """The book with its first sheet, and the headers, formats and filters of the others."""
    memory = BytesIO()
    with new_book(memory, "居民家庭经济状况核对报告", report.as_of) as book:
        form = formats(book)
        write_front_sheet(report, hand_overs, content, book, form)
        for sheet in content:
            add_sheet(book, sheet, form, f"数据时点 {report.as_of}")
    return memory.getvalue()


def _sheets(report: Report) -> tuple[Sheet, ...]:
    """What there is to do tonight, then the sheets of all tables that have any, in the order of their places."""
    shown = sorted((table for table in report.published if table.workbook), key=_place)
    return work_sheet(report), *(sheet for table in shown for sheet in _LAYOUTS.get(table.name, _plain)(report, table))


def _place(table: Table) -> int:
    return table.workbook.place if table.workbook else LAST


def _plain(report: Report, table: Table) -> Iterable[Sheet]:
    """One sheet with the columns of the table."""
    yield _sheet(table, _rows(report, table), report)


def _rows(report: Report, table: Table) -> pl.DataFrame:
    """The rows of a table in order."""
    return report.frame(table).sort(table.order)


def _sheet(table: Table, rows: pl.DataFrame, report: Report, name: str = "") -> Sheet:
    return Sheet(name or table.sheet, in_chinese(rows, table, report.check_titles), columns_of(table, rows), table.file)


def _indicators(report: Report, table: Table) -> Iterable[Sheet]:
    titles = {kpi: title.title for kpi, title in report.indicators.items()}
    targets = {kpi: title.target for kpi, title in report.indicators.items()}
    computed = in_chinese(readable(_rows(report, table), report.indicators), table)
    lacking = _not_computed(report)
    read = pl.concat([lacking, computed], how="diagonal").with_columns(
        title=pl.col("kpi").replace(titles), target=pl.col("kpi").replace_strict(targets, default="")
    )
    columns = (
        Column("kpi", "指标"),
        Column("title", "指标名称"),
        Column("area_level", "层级"),
        Column("area", "区域"),
        Column("numerator", "分子"),
        Column("denominator", "分母"),
        Column("rate_text", "比率（只舍不入）"),
        Column("target", "目标"),
        Column("standing", "是否达标"),
    )
    yield Sheet(table.sheet, read, columns, table.file, beside=lacking.height)


def _not_computed(report: Report) -> pl.DataFrame:
    """A line an indicator without figures; it stands first, for it is in no other line of the sheet."""
    lacking = not_computed(report)
    texts = {"kpi": list(lacking), "rate_text": list(lacking.values())}
    return pl.DataFrame(texts, schema={"kpi": pl.String(), "rate_text": pl.String()})


def _families(report: Report, table: Table) -> Iterable[Sheet]:
    for family in Family:
        if family is not Family.INCLUSION:
            findings = report.frame(table).filter(pl.col("check_id").str.starts_with(family))
            yield _findings(report, sheets.SHEET_OF_FAMILY[family], findings, table)


def _cross_county(report: Report, table: Table) -> Iterable[Sheet]:
    yield _findings(report, table.sheet, report.frame(table), table)


def _inclusion(report: Report, table: Table) -> Iterable[Sheet]:
    for which in InclusionList:
        findings = report.frame(table).filter(pl.col("list") == which.value)
        yield _findings(report, sheets.inclusion_sheet(which), findings, table)


def _findings(report: Report, name: str, findings: pl.DataFrame, table: Table) -> Sheet:
    ordered = findings.sort("check_id", "town", "village", "finding_id", nulls_last=True)
    blank = {column.name: pl.lit(None, pl.String) for column in _VISIT}
    titled = in_chinese(ordered, table).with_columns(
        title=pl.col("check_id").replace(report.check_titles), precision=_precision(report), **blank
    )
    # Each list has a sheet of its own, so that its name need not stand in every row.
    identity, check, *rest = columns_of(MISMATCH, report.findings)
    visited = (one for one in rest if one.name not in _NOT_ON_PAPER)
    printed = (identity, check, Column("title", _TITLE), *visited, *_VISIT)
    looked_up = (*(one for one in rest if one.name in _NOT_ON_PAPER), Column("precision", _PRECISION))
    return Sheet(name, titled, (*printed, *looked_up), table.file, on_paper=len(printed))


def _precision(report: Report) -> pl.Expr:
    """How often the check of a row was right."""
    told = {check_id: one.told for check_id, one in precision_by_check(report.frame(PRECISION)).items()}
    return pl.col("check_id").replace_strict(told, default=Precision().text, return_dtype=pl.String)


def _of_checks(report: Report, table: Table) -> Iterable[Sheet]:
    """How often each check was right, and which of them the bureau should look at."""
    rows = _rows(report, table)
    marks = {check_id: LOOK_AT if one.is_doubtful else "" for check_id, one in precision_by_check(rows).items()}
    by_check = pl.col("check_id")
    read = rows.with_columns(
        title=by_check.replace_strict(report.check_titles, default="", return_dtype=pl.String),
        precision=_precision(report),
        mark=by_check.replace_strict(marks, return_dtype=pl.String),
    )
    counted = [one for one in columns_of(table, rows) if one.name not in ("check_id", "share", "low", "high")]
    titled = (Column("check_id", table.labels["check_id"]), Column("title", _TITLE), Column("precision", _PRECISION))
    yield Sheet(table.sheet, read, (*titled, *counted, Column("mark", "提示")), table.file)


def _linkage(report: Report, table: Table) -> Iterable[Sheet]:
    """Those whom a person has to decide on, and those whom nobody was found for: both are checked by nothing."""
    for name, outcome in ((table.sheet, Outcome.REVIEW), (sheets.UNLINKED_SHEET, Outcome.UNLINKED)):
        those = report.not_linked.filter(pl.col("outcome") == outcome.value).sort(table.order)
        yield _sheet(table, those.sort("town", "village", nulls_last=True, maintain_order=True), report, name)


def _by_column(report: Report, table: Table) -> Iterable[Sheet]:
    """Rows that speak of columns of an extract, which people know by their headers."""
    named = [column_headers(name) for name in ("column", "locator") if name in table.dtypes]
    yield _sheet(table, _rows(report, table).with_columns(named), report)


_LAYOUTS: dict[str, Callable[[Report, Table], Iterable[Sheet]]] = {
    COVERAGE.name: _indicators,
    MISMATCH.name: _families,
    MUTUAL_INCLUSION.name: _inclusion,
    CROSS_COUNTY.name: _cross_county,
    PRECISION.name: _of_checks,
    QUARANTINE.name: _by_column,
    CORRECTIONS.name: _by_column,
    CORRECTIONS_NOT_APPLIED.name: _by_column,
    LINKS.name: _linkage,
}
"""Tables that are laid out in a way of their own; all others as they are."""
