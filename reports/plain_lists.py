"""Tables that stand on the page as they are: a heading, their columns, their first rows, ids masked."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from reports.masks import without_long_numbers
from reports.report import Report
from reports.words import in_chinese
from schemas.masking import masked
from schemas.output import TEXT, Field, OnPage, Table
from schemas.outputs.coverage import COVERAGE
from schemas.outputs.coverage_gaps import COVERAGE_GAPS
from schemas.outputs.cross_county import CROSS_COUNTY
from schemas.outputs.findings import FINDINGS

_LAID_OUT = (COVERAGE, COVERAGE_GAPS, CROSS_COUNTY, *FINDINGS)
"""Tables that have sections of their own on the page."""


@dataclass(frozen=True)
class PlainList:
    """One section.

    Attributes:
        anchor: its name in addresses.
        title: its heading.
        headers: the columns.
        rows: the rows shown, a cell a column.
        total: rows in all.
        sheet: the sheet with all of them; empty where there is none.
        file: the published file with all of them.
    """

    anchor: str
    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    total: int
    sheet: str
    file: str

    @property
    def hidden(self) -> int:
        """Rows that are not shown."""
        return self.total - len(self.rows)


def plain_lists(report: Report) -> tuple[PlainList, ...]:
    """The sections of all tables that say they stand on the page and that it lays out in no way of its own."""
    return tuple(_list(report, table, table.page) for table in report.published if table.page and not _laid_out(table))


def _laid_out(table: Table) -> bool:
    return table in _LAID_OUT


def _list(report: Report, table: Table, page: OnPage) -> PlainList:
    frame = report.frame(table)
    shown = in_chinese(
        frame.sort(table.order).head(page.rows).select(_readable(field) for field in table.fields),
        table,
        report.check_titles,
    )
    headers = tuple(table.labels.values())
    return PlainList(page.anchor, page.title, headers, tuple(shown.iter_rows()), frame.height, table.sheet, table.file)


def _readable(field: Field) -> pl.Expr:
    if field.masked:
        return masked(field.name)
    return without_long_numbers(pl.col(field.name)) if field.dtype == TEXT else pl.col(field.name)
