"""The rows of a sheet as SpreadsheetML, made column by column, and their way into the file that xlsxwriter made.

xlsxwriter writes a cell at a time, which took a third of the night for the sheets of half a million people; so it makes
the book (sheets, headers, formats, filters) and the rows come from here, in a tenth of the time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import polars as pl
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from reports.harmless import FORMULA_SIGN, shown_column
from reports.row_height import LINE, row_heights
from reports.sheet import WIDEST
from schemas.values import EXCEL_EPOCH
from schemas.visible import UNSEEN_OR_BREAK

_LONGEST_TEXT = 32_767  # of a cell in Excel
_NOT_XML = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
_ESCAPE_LIKE = "_(x[0-9A-Fa-f]{4}_)"  # Excel reads _x0041_ as A
_BETWEEN = "\ue000"
# What `_text` changes, in texts of which each but the first follows `_BETWEEN`.
_ODD = f"{UNSEEN_OR_BREAK}|{_NOT_XML}|{_ESCAPE_LIKE}|[&<>]|(?:^|{_BETWEEN}){FORMULA_SIGN}"
_ROW, _TAG = "row", "tag of the row"
_FIRST_ROW = 2
_LEVEL = 1
_END = b"</sheetData>"
_STYLED = re.compile(rb'<col min="(\d+)" max="(\d+)" width="([\d.]+)"[^>]* style="(\d+)"')
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"/>')


@dataclass(frozen=True)
class Look:
    """How the cells of a column look: number of their format, and their width in characters."""

    style: int
    width: int


def fill(book: bytes, rows: Mapping[int, pl.DataFrame], target: BinaryIO) -> None:
    """Copies a workbook and puts rows under the headers of its sheets.

    Args:
        book: an xlsx file; each sheet in `rows` has one header row and a format for every column.
        rows: number of a sheet (from 1) -> its rows, in its columns' order.
        target: where the filled workbook goes; the same input gives the same bytes.
    """
    with ZipFile(BytesIO(book)) as source, ZipFile(target, "w") as filled:
        sheets = {f"xl/worksheets/sheet{number}.xml": frame for number, frame in rows.items()}
        for member in source.infolist():
            content = source.read(member)
            if member.filename in sheets:
                content = _with_rows(content, sheets[member.filename])
            filled.writestr(_entry(member), content, ZIP_DEFLATED, _LEVEL)


def row_xml(frame: pl.DataFrame, looks: Mapping[int, Look]) -> bytes:
    """The rows of a frame from row 2 on; `looks` is column -> how its cells look; a null is no cell."""
    if frame.is_empty():
        return b""
    tag = _tag(frame, {name: looks[number].width for number, name in enumerate(frame.columns)})
    numbered = _escaped(frame).with_row_index(_ROW, offset=_FIRST_ROW).with_columns(pl.col(_ROW).cast(pl.String), tag)
    cells = [
        part
        for number, column in enumerate(frame)
        if column.null_count() < frame.height
        for part in _cell(column, xl_col_to_name(number), looks[number].style)
    ]
    line = pl.concat_str(pl.lit('<row r="'), _ROW, _TAG, *cells, pl.lit("</row>"))
    content: bytes = numbered.select(line).to_series().str.join().cast(pl.Binary).item()
    return content


def _entry(member: ZipInfo) -> ZipInfo:
    """The same name and the library's fixed date, so that the bytes do not tell when they were written."""
    return ZipInfo(member.filename, member.date_time)


def _with_rows(sheet: bytes, frame: pl.DataFrame) -> bytes:
    head, _, tail = sheet.partition(_END)
    last = xl_rowcol_to_cell(frame.height, frame.width - 1)
    head = _DIMENSION.sub(f'<dimension ref="A1:{last}"/>'.encode(), head)
    return head + row_xml(frame, _looks(head)) + _END + tail


def _looks(head: bytes) -> dict[int, Look]:
    return {
        column - 1: Look(int(style), int(float(width)))
        for first, last, width, style in _STYLED.findall(head)
        for column in range(int(first), int(last) + 1)
    }


def _tag(frame: pl.DataFrame, widths: Mapping[str, int]) -> pl.Series:
    """The end of each row's tag: its height where a text breaks, so that no program hides what stands below."""
    breaking = {name: width for name, width in widths.items() if width >= WIDEST}
    high = row_heights(frame, breaking).alias(_TAG).to_frame()
    told = pl.format('" ht="{}" customHeight="1">', _TAG)
    return high.select(pl.when(pl.col(_TAG) > LINE).then(told).otherwise(pl.lit('">')).alias(_TAG)).to_series()


def _escaped(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with its texts as they stand in a cell."""
    is_plain = _is_plain(frame)
    if is_plain.all():
        return frame
    numbered = frame.with_row_index(_ROW)
    odd = numbered.remove(is_plain).with_columns(_text(name) for name in frame.select(pl.col(pl.String)).columns)
    return pl.concat([numbered.filter(is_plain), odd]).sort(_ROW).drop(_ROW)


def _is_plain(frame: pl.DataFrame) -> pl.Series:
    """Which rows hold no text that must be changed: nearly all, told by one look at all texts of a row."""
    cells = frame.select(pl.col(pl.String).fill_null(""))
    if not cells.width:
        return pl.repeat(value=True, n=frame.height, eager=True)
    texts = cells.select(pl.concat_str(pl.all(), separator=_BETWEEN)).to_series()
    return (texts.str.len_bytes() <= _LONGEST_TEXT) & ~texts.str.contains(_ODD)


def _cell(column: pl.Series, letter: str, style: int) -> list[pl.Expr]:
    """What a cell is put together of: where every row has one the parts, for a cell of its own would be copied."""
    is_text = column.dtype == pl.String
    kind, opening, closing = (
        (' t="inlineStr"', '<is><t xml:space="preserve">', "</t></is>") if is_text else ("", "<v>", "</v>")
    )
    parts = [
        pl.lit(f'<c r="{letter}'),
        pl.col(_ROW),
        pl.lit(f'" s="{style}"{kind}>{opening}'),
        pl.col(column.name) if is_text else _number(column.name, column.dtype),
        pl.lit(f"{closing}</c>"),
    ]
    is_everywhere = not column.null_count() and column.dtype != pl.Float64
    return parts if is_everywhere else [pl.concat_str(parts).fill_null("")]


def _number(name: str, dtype: pl.DataType) -> pl.Expr:
    value = pl.col(name)
    if dtype == pl.Date:
        value = (value - EXCEL_EPOCH).dt.total_days()
    if dtype == pl.Float64:
        value = pl.when(value.is_finite()).then(value)
    return value.cast(pl.String)


def _text(name: str) -> pl.Expr:
    """Text that is no formula, within Excel's length, without what XML forbids, escaped."""
    shown = shown_column(name).str.head(_LONGEST_TEXT).str.replace_all(_NOT_XML, "")
    kept = shown.str.replace_all(_ESCAPE_LIKE, "_x005F_${1}")
    return kept.str.replace_many(["&", "<", ">"], ["&amp;", "&lt;", "&gt;"])
