"""How high a row stands in which texts break: not every program that opens a workbook heightens its rows for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import ceil

import polars as pl

LINE = 15
"""Height of a line, in points."""
_MARGIN = 2
"""Characters of a cell that a line of a broken text leaves empty: a Chinese one does not stand half on a line."""


def row_height(cells: Iterable[object], widths: Iterable[int]) -> int:
    """Points that a row needs for the fullest of its cells.

    Args:
        cells: what stands in its cells; only texts break.
        widths: of their columns, in characters.
    """
    told = (_lines(cell, width) for cell, width in zip(cells, widths, strict=False) if isinstance(cell, str))
    return LINE * max(told, default=1)


def row_heights(rows: pl.DataFrame, widths: Mapping[str, int]) -> pl.Series:
    """The same of many rows at once.

    Args:
        rows: what stands in the cells.
        widths: column in which a text may break -> its width in characters.
    """
    lines = [_lines_of(pl.col(name), width) for name, width in widths.items() if rows.schema[name] == pl.String]
    return rows.select(LINE * pl.max_horizontal(pl.repeat(1, pl.len()), *lines)).to_series()


def _lines(text: str, width: int) -> int:
    wide = (len(text) + len(text.encode())) // 2  # a Chinese character is two wide
    return ceil(wide / (width - _MARGIN)) if wide > width else 1


def _lines_of(text: pl.Expr, width: int) -> pl.Expr:
    wide = (text.str.len_chars() + text.str.len_bytes()) // 2
    return pl.when(wide > width).then((wide / (width - _MARGIN)).ceil()).otherwise(1).cast(pl.Int64)
