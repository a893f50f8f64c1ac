"""Lays out figures as a text table, numbers to the right."""

from __future__ import annotations

from collections.abc import Sequence

Row = Sequence[str]


def lay_out(header: Row, rows: Sequence[Row]) -> str:
    """A table with one line a row: the first column flush left, the others flush right.

    Args:
        header: one word a column.
        rows: as many cells each.
    """
    widths = [max(len(row[column]) for row in (header, *rows)) for column in range(len(header))]
    lines = (_line(row, widths) for row in (header, ["-" * width for width in widths], *rows))
    return "\n".join(lines)


def times(value: float, base: float) -> str:
    """How many times the base a value is, with two decimals; a dash where there is no base."""
    return f"{value / base:.2f}" if base else "-"


def _line(row: Row, widths: Sequence[int]) -> str:
    first, *others = (
        cell.rjust(width) if column else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join((first, *others)).rstrip()
