"""The form of a true finding before it is known whether it must be found: what it is about, and what it says."""

from __future__ import annotations

import polars as pl

FINDING: dict[str, pl.DataType] = {
    "check_id": pl.String(),
    "source": pl.String(),
    "p": pl.Int64(),
    "household_no": pl.String(),
    "months": pl.Int64(),
    "amount_fen": pl.Int64(),
    "strength": pl.String(),
    "withheld": pl.Boolean(),
    "doubt": pl.Boolean(),
}


def found(check_id: str, rows: pl.DataFrame, **facts: pl.Expr) -> pl.DataFrame:
    """Findings of one check: of persons (`p`) or households (`household_no`), with further facts.

    Args:
        check_id: the check.
        rows: one row a finding.
        facts: columns of `FINDING`. Absence alone says so, and a row is missing for certain: `withheld`, it must not be
            found. A row may be missing, as one reads it: `doubt`, it may be found or not.
    """
    defaults: dict[str, pl.Expr] = {name: pl.lit(None, dtype=dtype) for name, dtype in FINDING.items()}
    given = (
        defaults | {"check_id": pl.lit(check_id), "withheld": pl.lit(value=False), "doubt": pl.lit(value=False)} | facts
    )
    return rows.select(expression.cast(FINDING[name]).alias(name) for name, expression in given.items())
