"""Exact sums of amounts that are spread over months: integers over one common scale a household, never floats."""

from __future__ import annotations

from math import gcd, lcm

import polars as pl

WIDE = pl.Int128()
HOUSEHOLD = ("kind", "household_no")
_LARGEST_SCALE = 10**18  # fen (< 2**63) x 12 months x scale stays inside 128 bits


def with_share(lines: pl.DataFrame, scales: pl.DataFrame) -> pl.DataFrame:
    """Adds `scale` and `share` (Int128): the part of `amount_fen` that falls on `months_inside`, times the scale.

    Args:
        lines: kind, household_no, amount_fen (Int64), months, months_inside (Int32; months > 0 where inside > 0).
        scales: kind, household_no, scale, as `common_scale` gives it.
    """
    scaled = lines.join(scales, on=HOUSEHOLD, how="left", maintain_order="left")
    spread = pl.col("amount_fen").cast(WIDE) * pl.col("months_inside") * pl.col("scale") // pl.col("months")
    return scaled.with_columns(share=pl.when(pl.col("months_inside") > 0).then(spread).otherwise(pl.lit(0, WIDE)))


def common_scale(lines: pl.DataFrame) -> pl.DataFrame:
    """The number that makes every share of a household whole: the least common multiple of what its shares divide by.

    A share is amount x inside / months, so with inside / months in lowest terms its divisor is the denominator.
    Worked out on distinct values only. The scale is cut at 10**18, which no real set of periods reaches; beyond it
    a share would be short by less than 10**-18 fen.

    Args:
        lines: kind, household_no, months, months_inside of all shares that are to be compared.

    Returns:
        kind, household_no, scale (Int128), one row a household.
    """
    divisors = lines.filter(pl.col("months_inside") > 0).select(*HOUSEHOLD, "months", "months_inside").unique()
    distinct = divisors.select("months", "months_inside").unique()
    reduced = [months // gcd(months, inside) for months, inside in distinct.iter_rows()]
    by_household = (
        divisors.join(distinct.with_columns(divisor=pl.Series(reduced, dtype=pl.Int64)), on=["months", "months_inside"])
        .group_by(HOUSEHOLD)
        .agg(pl.col("divisor").unique().sort())
    )
    sets = by_household.select("divisor").unique()
    scales = [min(lcm(*values), _LARGEST_SCALE) for values in sets["divisor"].to_list()]
    return by_household.join(sets.with_columns(scale=pl.Series(scales, dtype=WIDE)), on="divisor").drop("divisor")


def half_up(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """Int64 of a quotient of integers, a half rounded up; the denominator is positive."""
    return ((numerator * 2 + denominator) // (denominator * 2)).cast(pl.Int64)


def rounded_shares(order: list[str]) -> pl.Expr:
    """Each line's share in whole fen such that the lines of a household add up to its exact sum, rounded half up.

    Rounds the running sum and takes the differences; a line moves by less than one fen, and the sum of a report is
    the sum of its lines.

    Args:
        order: columns that sort the lines of a household, so that the same lines give the same fen.
    """
    running = pl.col("share").cum_sum().over(HOUSEHOLD, order_by=order)
    whole = half_up(running, pl.col("scale"))
    return whole - whole.shift(1, fill_value=0).over(HOUSEHOLD, order_by=order)
