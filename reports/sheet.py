"""One sheet of the workbook: a frame with headers that stay in view, a filter, widths and formats by kind of value."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from xlsxwriter import Workbook
from xlsxwriter.format import Format

from reports.book import DAY, HEAD
from reports.paper import lay_on_paper
from schemas.output import YUAN, Table

MAX_ROWS = 20_000
_NARROW, WIDEST = 8, 30
"""Characters of a column; only in one of the widest a text breaks, all others are as wide as their longest."""
_SIGNS_OF_MONEY = 5
"""Commas of thousands, which stand on the sheet and not in the value, and a little air: a number too wide is `###`."""


@dataclass(frozen=True)
class Column:
    """A column of a frame.

    Attributes:
        name: its name in the frame.
        header: what people read above it.
        least: characters that it is wide at least, for what is written in by hand.
    """

    name: str
    header: str
    least: int = 0


@dataclass(frozen=True, eq=False)
class Sheet:
    """A sheet.

    Attributes:
        name: at most 31 characters, without Excel's forbidden signs.
        frame: its rows in order, words already Chinese.
        columns: what is shown, in order.
        file: the published file with all rows, where the sheet is cut.
        beside: how many of its first rows stand in no published file: they say what has no figures.
        on_paper: how many of its first columns are printed; all where it is 0.
    """

    name: str
    frame: pl.DataFrame
    columns: tuple[Column, ...]
    file: str
    beside: int = 0
    on_paper: int = 0

    @property
    def rows(self) -> pl.DataFrame:
        """What the sheet holds; where rows are left out, a last line says how many and where they are."""
        shown = self.frame.select(column.name for column in self.columns).head(MAX_ROWS)
        left = self.frame.height - shown.height
        if not left:
            return shown
        first = self.columns[0].name
        note = pl.DataFrame({first: [f"另有 {left} 条未列出，完整数据见 {self.file}"]})
        return pl.concat([shown, note], how="diagonal")

    @property
    def shown(self) -> int:
        """How many of its rows the sheet holds."""
        return min(self.frame.height, MAX_ROWS)

    @property
    def counts(self) -> tuple[int, int]:
        """How many published rows there are for it, and how many of them it holds."""
        return self.frame.height - self.beside, self.shown - self.beside


def columns_of(table: Table, rows: pl.DataFrame) -> tuple[Column, ...]:
    """Every column with which rows of a table are published, under its label."""
    return tuple(Column(field.name, field.label) for field in table.fields_of(rows))


@dataclass(frozen=True)
class Formats:
    """The formats of one workbook."""

    title: Format
    bold: Format
    header: Format
    wrapped: Format
    by_dtype: dict[pl.DataType, Format]


def formats(book: Workbook) -> Formats:
    """Declares the formats, once for the whole book; ids are text and stay text when somebody edits them."""
    numbers: dict[pl.DataType, str] = {
        pl.String(): "@",
        pl.Int64(): "0_ ",
        pl.Float64(): "0.00_ ",
        YUAN: "#,##0.00_ ",
        pl.Date(): DAY,
    }
    return Formats(
        title=book.add_format({"bold": True, "font_size": 16}),
        bold=book.add_format({"bold": True}),
        header=book.add_format(HEAD),
        wrapped=book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
        by_dtype={dtype: book.add_format({"num_format": form, "valign": "top"}) for dtype, form in numbers.items()},
    )


def add_sheet(book: Workbook, sheet: Sheet, form: Formats, day: str) -> None:
    """Adds the sheet without its rows: header in view, filter, widths, formats, and how it lies on paper."""
    page = book.add_worksheet(sheet.name)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(sheet.shown, 1), len(sheet.columns) - 1)
    widths, schema = _widths(sheet), sheet.frame.schema
    for number, (column, width) in enumerate(zip(sheet.columns, widths, strict=True)):
        style = form.wrapped if width > WIDEST else form.by_dtype[schema[column.name]]
        page.set_column(number, number, min(width, WIDEST), style)
        page.write_string(0, number, column.header, form.header)
    printed = [min(width, WIDEST) for width in widths][: sheet.on_paper or None]
    lay_on_paper(page, sheet.name, day, printed)
    if sheet.on_paper:
        page.print_area(0, 0, sheet.rows.height, len(printed) - 1)


def _widths(sheet: Sheet) -> list[int]:
    """Width of each column by its header and rows, in characters; a Chinese one is two wide."""
    rows = sheet.frame.select(column.name for column in sheet.columns).head(MAX_ROWS)
    longest = rows.select(_width(pl.col(name), dtype).max() for name, dtype in rows.schema.items()).row(0)
    return [
        max(_NARROW, 2 * len(column.header) + 3, column.least, int(length or 0) + 2)
        for column, length in zip(sheet.columns, longest, strict=True)
    ]


def _width(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    text = value.cast(pl.String).str
    if dtype.is_decimal():
        return text.len_chars() + _SIGNS_OF_MONEY
    return (text.len_chars() + text.len_bytes()) // 2
