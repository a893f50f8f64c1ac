"""What weights are worth: the share of right pairs in each band of weight, with its interval, on labelled rows."""

from __future__ import annotations

import math

import polars as pl

from matchers.model import Model
from schemas.errors import ConfigurationError

LINK_PRECISION = 0.9999
REVIEW_PRECISION = 0.95
"""Share of right persons among links, and among those that stand first in review."""
BAND_WIDTH = 5
_DIGITS = 6
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
        share=(pl.col("right") / pl.col("pairs")).round(_DIGITS),
        low=pl.Series(low, dtype=pl.Float64).round(_DIGITS),
        high=pl.Series(high, dtype=pl.Float64).round(_DIGITS),
    ).select(BANDS.keys())


def wilson(right: int, pairs: int) -> tuple[float, float]:
    """Wilson's score interval (1927) of a share, 95 %."""
    share, square = right / pairs, _Z * _Z
    middle = share + square / (2 * pairs)
    reach = _Z * math.sqrt(share * (1 - share) / pairs + square / (4 * pairs * pairs))
    return max(0.0, (middle - reach) / (1 + square / pairs)), min(1.0, (middle + reach) / (1 + square / pairs))


def threshold(judged: pl.DataFrame, precision: float) -> float:
    """The lowest weight from which at least `precision` of the pairs are right.

    Args:
        judged: `weight` and `right` of pairs, such as those that the rules allow to be linked.
        precision: share to hold among all pairs from the threshold upwards.

    Returns:
        Infinite where no weight is so good, minus infinite where the labels ask for no threshold at all.
    """
    by_weight = judged.group_by("weight").agg(pairs=pl.len(), right=pl.col("right").sum())
    ranked = by_weight.sort("weight", descending=True).with_columns(
        holds=pl.col("right").cum_sum() >= precision * pl.col("pairs").cum_sum()
    )
    if ranked["holds"].tail(1).all():
        return -math.inf
    return min(ranked.filter("holds")["weight"].to_list(), default=math.inf)


def thresholds(judged: pl.DataFrame, before: Model) -> dict[str, float]:
    """Thresholds for a model, from labelled rows; those of the model before where the labels say nothing.

    Args:
        judged: `weight`, `right` and `allowed` (whether the rules allow a link) of each mention's best candidate.
        before: the model that gives the margin and the least that is asked for in any case.

    Raises:
        ConfigurationError: there is no weight from which enough links are right.
    """
    link = threshold(judged.filter("allowed"), LINK_PRECISION)
    if link == math.inf:
        raise ConfigurationError(
            "标注数据中没有任何权重能达到要求的准确率", hint="请检查标注,或先查明规则允许的错误关联"
        )
    review = threshold(judged.remove("allowed"), REVIEW_PRECISION)
    return {
        "link": _no_less(link, before.link),
        "review": _no_less(review, before.review),
        "margin": before.margin,
    }


def _no_less(weight: float, least: float) -> float:
    """Rounded up to a tenth. Labels make a threshold stricter, never laxer than what was asked for before."""
    return max(least, math.ceil(weight * 10) / 10) if math.isfinite(weight) else least
