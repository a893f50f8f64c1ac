"""What weights are worth: the share of right pairs in each band of weight, with its interval, on labelled rows."""

from __future__ import annotations

import math

import polars as pl

BAND_WIDTH = 5
_Z = 1.96
"""Quantile of the normal distribution for a two-sided interval of 95 %."""

BANDS: dict[str, pl.DataType] = {
    "from_weight": pl.Int32(),
    "pairs": pl.UInt32(),
    "right": pl.UInt32(),
    "share": pl.Float64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
}


def bands(judged: pl.DataFrame) -> pl.DataFrame:
    """Share of right pairs by band of weight.

    Args:
        judged: `weight` (Float64) and `right` (Boolean) of each mention's best candidate.

    Returns:
        `BANDS`, highest first; `low` and `high` are Wilson's interval of 95 %.
    """
    floor = (pl.col("weight") // BAND_WIDTH * BAND_WIDTH).cast(pl.Int32).alias("from_weight")
    counted = (
        judged.group_by(floor).agg(pairs=pl.len(), right=pl.col("right").sum()).sort("from_weight", descending=True)
    )
    intervals = [wilson(right, pairs) for pairs, right in counted.select("pairs", "right").rows()]
    low, high = zip(*intervals, strict=True) if intervals else ((), ())
    return counted.with_columns(
        share=pl.col("right") / pl.col("pairs"),
        low=pl.Series(low, dtype=pl.Float64),
        high=pl.Series(high, dtype=pl.Float64),
    ).select(BANDS.keys())


def wilson(right: int, pairs: int) -> tuple[float, float]:
    """Wilson's score interval (1927) of a share, 95 %."""
    share, square = right / pairs, _Z * _Z
    middle = share + square / (2 * pairs)
    reach = _Z * math.sqrt(share * (1 - share) / pairs + square / (4 * pairs * pairs))
    return max(0.0, (middle - reach) / (1 + square / pairs)), min(1.0, (middle + reach) / (1 + square / pairs))


def link_threshold(judged: pl.DataFrame, precision: float) -> float:
    """The lowest weight from which at least `precision` of the pairs the rules allow are right.

    Args:
        judged: `weight` and `right` of pairs that the rules allow to be linked.
        precision: share to hold among all pairs from the threshold upwards.
    """
    ranked = judged.sort("weight", descending=True).with_columns(
        share=pl.col("right").cum_sum() / pl.int_range(1, pl.len() + 1)
    )
    holding = ranked.filter(pl.col("share") >= precision)["weight"].to_list()
    return min(holding, default=math.inf)
