"""How often each check was right, as far as people have looked into its clues."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from schemas.outputs.precision import PRECISION
from schemas.terms import RESULTS, FindingState

_Z = 1.959963984540054
"""Two-sided 95 % of the normal distribution."""
_REFUTED = FindingState.REFUTED.value


def precision(ledger: pl.DataFrame, checks: Iterable[str]) -> pl.DataFrame:
    """Counts the latest result of each clue by check.

    Args:
        ledger: check_id, latest_result of every clue.
        checks: the checks that are told of, with results or without.

    Returns:
        Columns of `PRECISION`; share, low and high (Wilson's interval, 95 %) are null where nothing was decided.
    """
    found = ledger.drop_nulls("latest_result")
    count = [(pl.col("latest_result") == one.value).sum().cast(pl.Int64).alias(one.value) for one in RESULTS]
    counted = found.group_by("check_id").agg(pl.len().cast(pl.Int64).alias("results"), *count)
    every = pl.DataFrame({"check_id": list(checks)}, schema={"check_id": pl.String()})
    told = every.join(counted, on="check_id", how="left").with_columns(pl.exclude("check_id").fill_null(0))
    right = pl.col("confirmed") + pl.col("partly")
    decided = right + pl.col(_REFUTED)
    return (
        _with_interval(told.with_columns(right=right, decided=decided))
        .select(PRECISION.dtypes.keys())
        .sort(PRECISION.order)
    )


def _with_interval(counts: pl.DataFrame) -> pl.DataFrame:
    """Wilson's score interval: it stays within 0 and 1, also for few results and for none wrong."""
    some = counts.with_columns(n=pl.when(pl.col("decided") > 0).then(pl.col("decided").cast(pl.Float64)))
    share, n = pl.col("right") / pl.col("n"), pl.col("n")
    middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * (share * (1 - share) / n + _Z**2 / (4 * n**2)).sqrt()
    # Rounding may bring the bounds of nothing and of everything a hair past them.
    return some.with_columns(
        share=share, low=(middle - half).clip(lower_bound=0.0), high=(middle + half).clip(upper_bound=1.0)
    )
