"""Writes a sheet as CSV bytes: whole columns joined at once, only cells that need it quoted."""

from __future__ import annotations

import codecs

import polars as pl

from data.district.layouts import BOM, Layout
from data.district.sheet import Sheet


def csv_bytes(sheet: Sheet, layout: Layout) -> bytes:
    """The file's content in the layout's encoding, separator and line ends."""
    special = '["\r\n' + layout.separator + "]"
    cells = [_quoted(pl.col(name), special) for name in sheet.cells.columns]
    lines = sheet.cells.select(pl.concat_str(cells, separator=layout.separator)).to_series()
    text = layout.newline.join([*lines.to_list(), ""])
    if layout.encoding == BOM:
        return codecs.BOM_UTF8 + text.encode()
    return text.encode(layout.encoding)


def _quoted(cell: pl.Expr, special: str) -> pl.Expr:
    quoted = '"' + cell.str.replace_all('"', '""', literal=True) + '"'
    return pl.when(cell.str.contains(special)).then(quoted).otherwise(cell)
