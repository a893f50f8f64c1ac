"""Objects of an indicator made from rows: counted as done or as a gap with its reason."""

from __future__ import annotations

import polars as pl


def counted(reason: pl.Expr) -> list[pl.Expr]:
    """numerator, denominator and reason of objects of which `reason` says why each is a gap; null: it is done."""
    return [
        reason.is_null().cast(pl.Int64).alias("numerator"),
        pl.lit(1, dtype=pl.Int64).alias("denominator"),
        reason.alias("reason"),
    ]


def gap_unless(done: pl.Expr, reason: str) -> pl.Expr:
    """The reason where an object is not done, else null."""
    return pl.when(~done).then(pl.lit(reason, dtype=pl.String))
