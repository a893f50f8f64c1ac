"""reports.xlsx: the same report as sheets that offices can filter, with ids as text and no cell that is a formula."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from io import BytesIO
from pathlib import Path

import polars as pl
import xlsxwriter

from reports import sheets
from reports.figures import not_computed, readable
from reports.files import create
from reports.front_sheet import write_front_sheet
from reports.report import Report
from reports.sheet import Column, Sheet, add_sheet, columns_of, formats
from reports.sheet_rows import fill
from reports.words import in_chinese, quarantined_columns
from schemas.output import Table
from schemas.outputs.coverage import COVERAGE
from schemas.outputs.coverage_gaps import COVERAGE_GAPS
from schemas.outputs.findings import MISMATCH, MUTUAL_INCLUSION
from schemas.outputs.households import HOUSEHOLDS
from schemas.outputs.links import LINKS
from schemas.outputs.quarantine import QUARANTINE
from schemas.terms import Family, InclusionList, Outcome

_TITLE = "检查项名称"
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_workbook(report: Report, path: Path) -> None:
    """Writes the workbook; the same report gives the same bytes."""
    content = _sheets(report)
    book = _book(report, content)
    # The first sheet comes whole from the library; the rows of all others are filled in.
    with create(path) as file:
        fill(book, {number: sheet.rows for number, sheet in enumerate(content, start=2)}, file)


def _book(report: Report, content: tuple[Sheet, ...]) -> bytes:
    """The book with its first sheet, and the headers, formats and filters of the others."""
    memory = BytesIO()
    with xlsxwriter.Workbook(memory, _OPTIONS) as book:
        book.set_properties({"title": "居民家庭经济状况核对报告", "created": datetime.combine(report.as_of, time())})
        form = formats(book)
        write_front_sheet(report, content, book, form)
        for sheet in content:
            add_sheet(book, sheet, form)
    return memory.getvalue()


def _sheets(report: Report) -> tuple[Sheet, ...]:
    return (
        _indicators(report),
        _gaps(report),
        *(_family(report, family) for family in Family if family is not Family.INCLUSION),
        *(_inclusion(report, which) for which in InclusionList),
        _plain(sheets.HOUSEHOLD_SHEET, report.households, HOUSEHOLDS, report.check_titles),
        _plain(sheets.QUARANTINE_SHEET, _quarantine(report), QUARANTINE),
        _plain(sheets.REVIEW_SHEET, _review(report), LINKS),
    )


def _plain(name: str, frame: pl.DataFrame, table: Table, titles: Mapping[str, str] | None = None) -> Sheet:
    ordered = in_chinese(frame.sort(table.order), table, titles or {})
    return Sheet(name, ordered, columns_of(table), f"{table.name}.parquet")


def _indicators(report: Report) -> Sheet:
    titles = {kpi: title.title for kpi, title in report.indicators.items()}
    targets = {kpi: title.target for kpi, title in report.indicators.items()}
    computed = in_chinese(readable(report.coverage.sort(COVERAGE.order), report.indicators), COVERAGE)
    read = pl.concat([_not_computed(report), computed], how="diagonal").with_columns(
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
    return Sheet(sheets.INDICATOR_SHEET, read, columns, f"{COVERAGE.name}.parquet")


def _not_computed(report: Report) -> pl.DataFrame:
    """A line an indicator without figures; it stands first, for it is in no other line of the sheet."""
    lacking = not_computed(report)
    texts = {"kpi": list(lacking), "rate_text": list(lacking.values())}
    return pl.DataFrame(texts, schema={"kpi": pl.String(), "rate_text": pl.String()})


def _gaps(report: Report) -> Sheet:
    return _plain(sheets.GAP_SHEET, report.coverage_gaps, COVERAGE_GAPS)


def _family(report: Report, family: Family) -> Sheet:
    findings = report.mismatch.filter(pl.col("check_id").str.starts_with(family))
    return _findings(report, sheets.SHEET_OF_FAMILY[family], findings, MISMATCH)


def _inclusion(report: Report, which: InclusionList) -> Sheet:
    findings = report.mutual_inclusion.filter(pl.col("list") == which.value)
    return _findings(report, sheets.inclusion_sheet(which), findings, MUTUAL_INCLUSION)


def _findings(report: Report, name: str, findings: pl.DataFrame, table: Table) -> Sheet:
    ordered = findings.sort("check_id", "town", "village", "finding_id", nulls_last=True)
    titled = in_chinese(ordered, table).with_columns(title=pl.col("check_id").replace(report.check_titles))
    # Each list has a sheet of its own, so that its name need not stand in every row.
    identity, check, *rest = columns_of(MISMATCH)
    return Sheet(name, titled, (identity, check, Column("title", _TITLE), *rest), f"{table.name}.parquet")


def _quarantine(report: Report) -> pl.DataFrame:
    return report.quarantine.with_columns(column=quarantined_columns())


def _review(report: Report) -> pl.DataFrame:
    return report.links.filter(pl.col("outcome") == Outcome.REVIEW.value)
