"""Payments of the low-income roll by month and household, and the yearly reviews of its households."""

from __future__ import annotations

import polars as pl

from data.district.dice import Dice
from data.district.world import World

_MONTHS = 6
_HEAD_COLUMNS = (
    "household_no",
    "certificate_no",
    "scheme",
    "head_person",
    "monthly_benefit_fen",
    "extra_benefit_fen",
    "start_month",
    "stop_month",
    "class",
)


def households(low_income: pl.DataFrame) -> pl.DataFrame:
    """One row a household of the roll with what is said of the whole household, and its covered members."""
    covered = (pl.col("covered") == "是").sum().alias("covered_persons").cast(pl.Int64)
    return low_income.group_by("household_no", maintain_order=True).agg(
        *(pl.col(name).first() for name in _HEAD_COLUMNS[1:]), covered, other=pl.col("person").last()
    )


def payments(world: World, low_income: pl.DataFrame) -> pl.DataFrame:
    """Rows of the payments extract for the last months, with `person` = the head."""
    dice = world.dice("payments")
    heads = households(low_income)
    heads = heads.with_columns(
        kind=dice.turns(heads.height, 45),
        other_holder=dice.flags(heads.height, 0.06),
        account=pl.lit("62170") + dice.numbers(heads.height, 10**13, 10**14 - 1).cast(pl.String),
    )
    months = pl.DataFrame(
        {"pay_month": range(world.month - _MONTHS + 1, world.month + 1)}, schema={"pay_month": pl.Int32}
    )
    rows = months.join(heads, how="cross")
    now = pl.col("pay_month") == world.month
    active = (pl.col("start_month") <= pl.col("pay_month")) & (
        pl.col("stop_month").is_null() | (pl.col("pay_month") < pl.col("stop_month"))
    )
    forgotten = now & pl.col("kind").is_in([0, 1])
    overpaid = now & (pl.col("kind") == 2) & (pl.col("stop_month") == world.month)
    rows = rows.filter(
        (active & ~forgotten) | (~active & now & (pl.col("kind") < 20) & pl.col("stop_month").is_not_null()) | overpaid
    )
    return _paid(world, rows, dice)


def _paid(world: World, rows: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    now = pl.col("pay_month") == world.month
    off = pl.when(now & (pl.col("kind") == 3)).then(1).when(now & (pl.col("kind") == 4)).then(-5000).otherwise(0)
    extra = pl.col("extra_benefit_fen").fill_null(0)
    rows = rows.with_columns(
        amount_fen=(pl.col("monthly_benefit_fen") + off).clip(0),
        extra_amount_fen=extra,
        pay_status=pl.when(now & pl.col("kind").is_in([5, 6]) | dice.flags(rows.height, 0.01))
        .then(pl.lit("退票"))
        .otherwise(pl.lit("成功")),
    ).with_columns(total_fen=pl.col("amount_fen") + pl.col("extra_amount_fen"))
    again = rows.filter(now & (pl.col("kind") == 6)).with_columns(pay_status=pl.lit("成功"))
    rows = pl.concat([rows, again, _unknown(world, rows)])
    return (
        _accounts(world, rows, dice)
        .select(
            "pay_month",
            "scheme",
            "household_no",
            "certificate_no",
            "covered_persons",
            "amount_fen",
            "extra_amount_fen",
            "total_fen",
            "account_name",
            "account_no",
            "pay_status",
            person="head_person",
        )
        .sort("pay_month", "household_no", maintain_order=True)
    )


def _unknown(world: World, rows: pl.DataFrame) -> pl.DataFrame:
    """Payments of the month to household numbers that no roll knows."""
    now = rows.filter((pl.col("pay_month") == world.month) & (pl.col("pay_status") == "成功")).head(
        world.count(0.00005, 2)
    )
    return now.with_columns(household_no=pl.lit("4311030019") + pl.col("household_no").str.tail(6))


def _accounts(world: World, rows: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    """Paid to the head, to a member, or to somebody else; a few households share one account."""
    names = world.identities.select("person", "name")
    outsider = names["name"].gather(dice.integers(rows.height, 0, world.size - 1))
    shared = pl.col("account").shift(1)
    return (
        rows.join(
            names.rename({"person": "head_person", "name": "head"}), on="head_person", how="left", maintain_order="left"
        )
        .join(names.rename({"person": "other", "name": "member"}), on="other", how="left", maintain_order="left")
        .with_columns(
            account_name=pl.when(pl.col("kind") == 7)
            .then(outsider)
            .when("other_holder")
            .then("member")
            .otherwise("head"),
            account_no=pl.when((pl.col("kind") == 8) & (pl.col("pay_month") == world.month))
            .then(shared)
            .otherwise("account"),
        )
    )


def reviews(world: World, low_income: pl.DataFrame) -> pl.DataFrame:
    """Rows of the reviews extract, last year's and this year's, with `person` = the head."""
    dice = world.dice("reviews")
    heads = households(low_income)
    year = world.as_of.year
    last = heads.filter(dice.flags(heads.height, 0.4)).with_columns(review_year=pl.lit(year - 1))
    this = heads.filter(dice.flags(heads.height, 0.9)).with_columns(review_year=pl.lit(year))
    twice = this.filter(dice.flags(this.height, 0.04))
    rows = pl.concat([last, this, twice]).with_columns(pl.col("review_year").cast(pl.Int32))
    return _course(world, rows, dice)


def _course(world: World, rows: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    """Report, visit, result, completion; some stop half-way, some are completed on the very date or the day after."""
    count = rows.height
    kind = dice.turns(count, 40)
    days = dice.numbers(count, 10, 160)
    verified = pl.date("review_year", 1, 3).dt.offset_by(pl.format("{}d", days))
    edge = pl.lit(world.as_of).dt.offset_by(pl.format("{}d", pl.when(kind == 0).then(0).otherwise(1)))
    completed = (
        pl.when(kind.is_in([0, 1]) & (pl.col("review_year") == world.as_of.year))
        .then(edge)
        .otherwise(verified.dt.offset_by("12d"))
    )
    number = (
        pl.lit("FH") + pl.col("review_year").cast(pl.String) + dice.numbers(count, 10**7, 10**8 - 1).cast(pl.String)
    )
    return (
        rows.with_columns(
            report_no=pl.when(kind != 2).then(number),
            verified_on=pl.when(kind != 3).then(verified),
            visited_on=verified.dt.offset_by("5d"),
            result=pl.when(kind != 4).then(dice.pick(count, ["继续享受", "变更", "停发"], [85, 10, 5])),
            completed_on=pl.when(kind != 5).then(completed),
        )
        .select(
            "review_year",
            "household_no",
            "certificate_no",
            "class",
            "report_no",
            "verified_on",
            "visited_on",
            "result",
            "completed_on",
            person="head_person",
        )
        .sort("household_no", "review_year", maintain_order=True)
    )
