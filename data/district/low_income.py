"""The low-income roll: households on benefit with their members and amounts, and what often is wrong with them."""

from __future__ import annotations

import numpy as np
import polars as pl

from data.district.declared import low_income_standards
from data.district.dice import Dice
from data.district.world import World

_HOUSEHOLDS = 0.0125
_DOUBLES = 0.0004
_PREFIX = "4311030010"
# Months since the taper began: twelve is still in time, and one starts next month.
_TAPERS = (13, 12, 14, 0, 13, -1, 6, 13, 3, 11)
# Monthly benefit as paid minus as due, in fen: one yuan is still right.
_DEVIATIONS = (200, -200, 101, -101, 100, -100, 99, 5000)


def low_income(world: World) -> pl.DataFrame:
    """Rows of the low-income roll, one a member in registry order of households.

    Returns:
        Fields of the extract but names, ids and certificates, with `person`, `head_person`, `registry_household`.
    """
    dice = world.dice("low_income")
    members = _members(world, _households(world, dice), dice)
    doubles = _doubles(world, members, dice)
    return _with_amounts(world, pl.concat([members, doubles], how="diagonal"), dice)


def _households(world: World, dice: Dice) -> pl.DataFrame:
    heads = world.people.filter(pl.col("position") == "H")
    count = min(world.count(_HOUSEHOLDS, 12), heads.height // 3)
    drawn = dice.sample(heads["household"].to_numpy(), count)
    wanted = pl.concat([pl.Series(drawn), _eventful(world, dice)]).unique()
    chosen = heads.filter(pl.col("household").is_in(wanted.implode()))
    townsman = dice.flags(chosen.height, 0.92)
    frame = chosen.select(
        pl.col("household").alias("registry_household"),
        "town",
        "village",
        pl.col("person").alias("head_person"),
        _numbered(pl.int_range(1, pl.len() + 1)),
        pl.when(pl.col("urban") & townsman).then(pl.lit("城市低保")).otherwise(pl.lit("农村低保")).alias("scheme"),
        dice.pick(chosen.height, ["单人保", "整户"], [20, 80]).alias("coverage_mode"),
    )
    return frame.with_columns(_terms(world, frame.height, dice))


def _eventful(world: World, dice: Dice) -> pl.Series:
    """Households of people who left, or died in the last year and a half: the roll keeps some of them."""
    gone = world.people.filter(pl.col("person_status").is_in(["迁出", "参军", "服刑", "重户注销"]))["household"]
    died = world.people.filter(pl.col("death_date") > pl.lit(world.as_of).dt.offset_by("-18mo"))["household"]
    samples = [
        dice.sample(pool.unique(maintain_order=True).to_numpy(), world.count(0.0003, 5)) for pool in (gone, died)
    ]
    return pl.concat([pl.Series(part) for part in samples])


def _numbered(number: pl.Expr) -> pl.Expr:
    return (pl.lit(_PREFIX) + number.cast(pl.String).str.zfill(6)).alias("household_no")


def _terms(world: World, count: int, dice: Dice) -> list[pl.Series]:
    """Months, class and status of `count` households; many near the edges of the checks."""
    now = world.month
    some = pl.DataFrame(
        {
            "start": now - dice.integers(count, 0, 84),
            "edge": now - 5 - dice.integers(count, -1, 2),
            "at_edge": dice.flags(count, 0.08),
            "stop": now + dice.integers(count, -14, 3),
            "stops": dice.flags(count, 0.12),
            "taper": now - pl.Series(_TAPERS).gather(dice.planted(count, 0.09, 20, len(_TAPERS))),
            "contradicts": dice.flags(count, 0.02),
        }
    ).with_columns(start=pl.when("at_edge").then("edge").otherwise("start"))
    some = some.with_columns(stop=pl.when(pl.col("stops") & (pl.col("stop") > pl.col("start"))).then("stop"))
    active = (pl.col("start") <= now) & (pl.col("stop").is_null() | (pl.col("stop") > now))
    terms = some.select(
        start_month=pl.col("start").cast(pl.Int32),
        stop_month=pl.col("stop").cast(pl.Int32),
        taper_start_month=pl.col("taper").cast(pl.Int32),
        status=pl.when(active ^ pl.col("contradicts")).then(pl.lit("在保")).otherwise(pl.lit("停保")),
    )
    classes = dice.pick(count, ["A", "B", "C"], [25, 50, 25]).alias("class")
    return [*terms.get_columns(), classes, dice.pick(count, ["是", "否"], [3, 97]).alias("relative_filing")]


def _members(world: World, households: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    """The people of each registry household but some forgotten spouses and long dead; 单人保 covers one of them."""
    people = world.people.select(
        "person", "position", "relation", "birth_date", "death_date", registry_household="household"
    )
    rows = households.join(people, on="registry_household", how="left", maintain_order="left")
    forgotten = (pl.col("position") == "S") & dice.flags(rows.height, 0.05)
    long_dead = pl.col("death_date") < pl.lit(world.as_of).dt.offset_by("-10mo")
    rows = rows.remove(forgotten | (long_dead.fill_null(value=False) & (pl.col("position") != "H")))
    rows = rows.with_columns(turn=dice.numbers(rows.height, 0, 10**9), member=dice.flags(rows.height, 0.96))
    chosen = pl.col("turn") == pl.col("turn").min().over("household_no")
    whole = pl.col("coverage_mode") == "整户"
    covered = pl.when(whole).then(pl.col("member") | chosen).otherwise(chosen)
    return rows.with_columns(covered=_yes_no(covered)).drop("turn", "member", "position", "birth_date", "death_date")


def _yes_no(flag: pl.Expr) -> pl.Expr:
    return pl.when(flag).then(pl.lit("是")).otherwise(pl.lit("否"))


def _doubles(world: World, members: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    """People covered a second time in a household of their own: in either scheme, running, ended or not yet begun."""
    covered = members.filter(pl.col("covered") == "是")
    count = min(world.count(_DOUBLES, 16), covered.height // 4)
    chosen = dice.rows(covered, np.sort(dice.sample(np.arange(covered.height), count)))
    kind = dice.turns(chosen.height, 8)
    now = world.month
    stop = kind.replace_strict({0: None, 1: None, 2: None, 3: now, 4: now + 1, 5: None, 6: None, 7: now - 1})
    start = kind.replace_strict({5: now, 6: now + 1}, default=now - 20)
    first = members["household_no"].n_unique() + 1
    return chosen.with_columns(
        _numbered(pl.int_range(first, first + pl.len())),
        scheme=pl.when(kind % 2 == 0).then("scheme").otherwise(_other_scheme()),
        coverage_mode=pl.lit("单人保"),
        head_person="person",
        relation=pl.lit("户主"),
        start_month=start.cast(pl.Int32),
        stop_month=stop.cast(pl.Int32),
        taper_start_month=pl.lit(None, dtype=pl.Int32),
        status=pl.when(kind.is_in([3, 6, 7])).then(pl.lit("停保")).otherwise(pl.lit("在保")),
    )


def _other_scheme() -> pl.Expr:
    return pl.when(pl.col("scheme") == "城市低保").then(pl.lit("农村低保")).otherwise(pl.lit("城市低保"))


def _with_amounts(world: World, rows: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    """Income as declared and the benefit that fills it up to the standard, save where it was reckoned wrong."""
    households = rows.select("household_no").unique(maintain_order=True)
    count = households.height
    households = households.with_columns(
        tenths=dice.numbers(count, 0, 9),
        odd=dice.numbers(count, 0, 99) * dice.flags(count, 0.3).cast(pl.Int64),
        deviation=pl.Series(_DEVIATIONS).gather(dice.planted(count, 0.04, 16, len(_DEVIATIONS))).fill_null(0),
        extra_benefit_fen=dice.pick(count, [None, "0", "3000", "6000"], [50, 20, 20, 10]).cast(pl.Int64),
        certificate_no=pl.lit("湘N") + pl.col("household_no"),
    )
    rows = rows.join(households, on="household_no", how="left", maintain_order="left")
    standard = pl.col("scheme").replace_strict(low_income_standards(world.policy), return_dtype=pl.Int64)
    income = standard * pl.col("tenths") // 10 + pl.col("odd")
    number = (pl.col("covered") == "是").sum().over("household_no").cast(pl.Int64)
    rows = rows.with_columns(
        monthly_income_per_head_fen=income,
        monthly_benefit_fen=((standard - income) * number + pl.col("deviation")).clip(0),
        labour_capacity=dice.pick(rows.height, ["有", "部分丧失", "完全丧失", "无"], [30, 30, 15, 25]),
        health=dice.pick(rows.height, ["健康", "一般", "重病", None], [40, 30, 15, 15]),
        member_status=dice.pick(rows.height, ["正常", None, "其他"], [90, 8, 2]),
    )
    return rows.drop("tenths", "odd", "deviation")
