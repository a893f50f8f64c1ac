"""How high a row stands in which texts break: not every program that opens a workbook heightens its rows for them."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

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
    lines = (_lines(cell, width) for cell, width in zip(cells, widths, strict=False) if isinstance(cell, str))
    return LINE * max(lines, default=1)


def _lines(text: str, width: int) -> int:
    wide = (len(text) + len(text.encode())) // 2  # a Chinese character is two wide
    return 1 if wide <= width else ceil(wide / (width - _MARGIN))
