"""How high a row stands in which texts break: not every program that opens a workbook heightens its rows for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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
    texts = {str(place): [cell] for place, cell in enumerate(cells) if isinstance(cell, str)}
    by_column = {str(place): width for place, width in enumerate(widths) if str(place) in texts}
    return max(row_heights(pl.DataFrame(texts), by_column).to_list(), default=LINE)


def row_heights(rows: pl.DataFrame, widths: Mapping[str, int]) -> pl.Series:
    """Points that each row needs for the fullest of its texts.

    Args:
        rows: what stands in the cells.
        widths: column in which a text may break -> its width in characters.
    """
    lines = [_lines(pl.col(name), width) for name, width in widths.items() if rows.schema[name] == pl.String]
    return rows.select(LINE * pl.max_horizontal(pl.repeat(1, pl.len()), *lines)).to_series()


def _lines(text: pl.Expr, width: int) -> pl.Expr:
    wide = (text.str.len_chars() + text.str.len_bytes()) // 2  # a Chinese character is two wide
    return pl.when(wide > width).then((wide / (width - _MARGIN)).ceil()).otherwise(1).cast(pl.Int64)
