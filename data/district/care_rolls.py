"""The rolls of people in extreme poverty and of orphans, with those who stand on another roll too."""

from __future__ import annotations

import polars as pl

from data.district.declared import support_standards
from data.district.dice import Dice
from data.district.world import World

_EXTREME = 0.005
_ORPHANS = 0.0012


def extreme_poverty(world: World, roll: pl.DataFrame) -> pl.DataFrame:
    """Rows of the extreme poverty roll: old people living alone, and some who are covered by low income too."""
    dice = world.dice("extreme_poverty")
    old = pl.col("birth_date").dt.year() <= world.as_of.year - 60
    alone = (pl.len().over("household") == 1) & old & ~pl.col("person").is_in(roll["person"].implode())
    pool = world.people.filter(alone)["person"].to_numpy()
    chosen = dice.sample(pool, world.count(_EXTREME, 5))
    covered = roll.filter(pl.col("covered") == "是")["person"].unique(maintain_order=True).to_numpy()
    doubles = dice.sample(covered, world.count(0.0006, 10))
    rows = pl.DataFrame({"person": pl.concat([pl.Series(chosen), pl.Series(doubles)])}).with_row_index("row")
    rows = rows.join(
        world.people.select("person", "town", "village", "urban"), on="person", how="left", maintain_order="left"
    )
    rows = rows.with_columns(terms(world, rows.height, dice, edge=pl.col("row") >= len(chosen)))
    rows = rows.with_columns(_support(rows.height, dice)).with_columns(_amount(world, rows.height, dice))
    return world.admit(rows.drop("row", "urban"), "extreme_poverty", 0.02).sort("town", "village", maintain_order=True)


def _support(count: int, dice: Dice) -> list[pl.Expr | pl.Series]:
    scheme = pl.when("urban").then(pl.lit("城市特困")).otherwise(pl.lit("农村特困")).alias("scheme")
    care = dice.pick(count, ["集中", "分散"], [30, 70]).alias("care_mode")
    return [scheme, care, dice.pick(count, ["全自理", "半护理", "全护理", None], [60, 22, 15, 3]).alias("self_care")]


def _amount(world: World, count: int, dice: Dice) -> list[pl.Expr]:
    """The standard; some get more, a few less: by a fen, by a hundred yuan."""
    standard = pl.col("scheme").replace_strict(support_standards(world.policy), return_dtype=pl.Int64)
    off = pl.Series([-1, 5000, -10000, 0, -2000]).gather(dice.planted(count, 0.08, 10, 5)).fill_null(0)
    return [
        (standard + off).alias("monthly_amount_fen"),
        pl.lit(dice.pick(count, [None, "0", "20000"], [6, 2, 2]).cast(pl.Int64)).alias("care_fee_fen"),
    ]


def terms(world: World, count: int, dice: Dice, edge: pl.Expr) -> list[pl.Expr]:
    """Start, stop and status of rows of a roll; where `edge` holds, in turn: running, and each side of this month."""
    now = world.month
    turn = dice.turns(count, 6)
    start = dice.numbers(count, now - 90, now)
    stop = dice.numbers(count, now - 10, now + 2)
    stops = dice.flags(count, 0.06)
    edge_start = turn.replace_strict({0: now, 1: now + 1}, default=now - 20, return_dtype=pl.Int64)
    edge_stop = turn.replace_strict({2: now, 3: now + 1}, default=None, return_dtype=pl.Int64)
    first = pl.when(edge).then(edge_start).otherwise(start)
    last = pl.when(edge).then(edge_stop).when(pl.lit(stops) & (pl.lit(stop) > pl.lit(start))).then(stop)
    running = (first <= now) & (last.is_null() | (last > now))
    status = pl.when(running ^ pl.lit(dice.flags(count, 0.02))).then(pl.lit("在册")).otherwise(pl.lit("停止"))
    return [first.cast(pl.Int32).alias("start_month"), last.cast(pl.Int32).alias("stop_month"), status.alias("status")]


def orphans(world: World, roll: pl.DataFrame, supported: pl.DataFrame) -> pl.DataFrame:
    """Rows of the orphans' roll; some orphans are on the roll of extreme poverty as well."""
    dice = world.dice("orphans")
    young = (pl.col("birth_date").dt.year() > world.as_of.year - 18) & ~pl.col("person").is_in(roll["person"].implode())
    chosen = dice.sample(world.people.filter(young)["person"].to_numpy(), world.count(_ORPHANS, 4))
    doubles = dice.sample(supported.filter(pl.col("person") < world.size)["person"].to_numpy(), world.count(0.0002, 4))
    rows = pl.DataFrame({"person": pl.concat([pl.Series(chosen), pl.Series(doubles)])}).with_row_index("row")
    placement = dice.pick(rows.height, ["散居", "集中"], [85, 15])
    rows = rows.with_columns(terms(world, rows.height, dice, edge=pl.col("row") >= len(chosen)), placement=placement)
    amount = pl.col("placement").replace_strict({"散居": 60000, "集中": 100000}, return_dtype=pl.Int64)
    return world.admit(rows.with_columns(monthly_amount_fen=amount).drop("row"), "orphans", 0.05)
