"""Months as integers: year * 12 + month - 1, so that a difference is a number of months."""

from __future__ import annotations

from datetime import date

import polars as pl

MONTHS_IN_YEAR = 12


def month_of(day: date) -> int:
    """Month index of a date."""
    return day.year * MONTHS_IN_YEAR + day.month - 1


def month_start(month: int) -> date:
    """First day of a month index."""
    return date(month // MONTHS_IN_YEAR, month % MONTHS_IN_YEAR + 1, 1)


def month_expr(day: pl.Expr) -> pl.Expr:
    """Month index (Int32) of a Date expression."""
    return day.dt.year() * MONTHS_IN_YEAR + day.dt.month().cast(pl.Int32) - 1


def month_text(month: pl.Expr) -> pl.Expr:
    """`YYYY-MM` text of a month index expression; null stays null."""
    year = (month // MONTHS_IN_YEAR).cast(pl.String).str.zfill(4)
    return year + "-" + (month % MONTHS_IN_YEAR + 1).cast(pl.String).str.zfill(2)
