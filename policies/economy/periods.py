"""Whole months of a period, and how many of them lie inside the window of verification."""

from __future__ import annotations

import polars as pl

from schemas.month import month_expr

START, END = month_expr(pl.col("period_start")), month_expr(pl.col("period_end"))


def months_of_period() -> pl.Expr:
    """Months from that of 期间起 to that of 期间止, both counted; nothing where it ends before it starts."""
    return (END - START + 1).clip(lower_bound=0)


def months_inside(window: tuple[int, int]) -> pl.Expr:
    """Months of the period that lie in the window (first, last month index); an amount is never stretched beyond them.

    家庭收入 is that of the 12 months before (民发〔2012〕220号; 12 months by practice).
    """
    first, last = window
    return (END.clip(upper_bound=last) - START.clip(lower_bound=first) + 1).clip(lower_bound=0)


def touches(month: int) -> pl.Expr:
    """True where the period includes a month (index); an empty bound is open."""
    return (month >= START).fill_null(value=True) & (month <= END).fill_null(value=True)
