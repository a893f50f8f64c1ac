"""Cells that a spreadsheet program must not take for a formula."""

from __future__ import annotations

import re

import polars as pl

from schemas.visible import visible_column, visible_in_line

GUARD = "'"
# ASCII and full-width signs that open a formula, and characters that make a program split or strip the cell before it.
FORMULA_SIGN = "[=+\\-@\t\r\n＝＋－＠]"
_STARTS = f"^{FORMULA_SIGN}"


def harmless(text: str) -> str:
    """The text with a quote before it where it would open a formula (OWASP, CSV Injection)."""
    return GUARD + text if re.match(_STARTS, text) else text


def harmless_column(column: str) -> pl.Expr:
    """The same over a String column; null stays null. Numbers are no text: a negative amount stays a number."""
    text = pl.col(column)
    return pl.when(text.str.contains(_STARTS)).then(GUARD + text).otherwise(text).alias(column)


def shown_cell(text: str) -> str:
    """The text as a cell that people read: harmless, and characters that nobody sees shown as what they are."""
    return harmless(visible_in_line(text))


def shown_column(column: str) -> pl.Expr:
    """The same over a String column; null stays null."""
    text = visible_column(pl.col(column))
    return pl.when(text.str.contains(_STARTS)).then(GUARD + text).otherwise(text).alias(column)


def harmless_frame(frame: pl.DataFrame) -> pl.DataFrame:
    """Every String column of a frame made harmless."""
    return frame.with_columns(harmless_column(name) for name, dtype in frame.schema.items() if dtype == pl.String)
