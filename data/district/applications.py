"""New applications with authorisations, reports and decisions, and every way in which these can be out of order."""

from __future__ import annotations

from datetime import date

import polars as pl

from data.district.dice import Dice
from data.district.world import World

_SHARE = 0.0032
COURSES = 26


def applications(world: World, roll: pl.DataFrame) -> pl.DataFrame:
    """Rows of the applications extract, one a member of an applying household, with `person`."""
    dice = world.dice("applications")
    heads = world.people.filter(
        (pl.col("position") == "H") & ~pl.col("household").is_in(roll["registry_household"].implode())
    )
    alone = world.people.filter(
        (pl.len().over("household") == 1) & pl.col("household").is_in(heads["household"].implode())
    )
    drawn = dice.sample(heads["household"].to_numpy(), world.count(_SHARE, 30))
    single = dice.sample(alone["household"].to_numpy(), world.count(_SHARE / 10, 8))
    chosen = sorted({*drawn.tolist(), *single.tolist()})
    households = pl.DataFrame({"household": chosen}).with_row_index("number")
    households = households.with_columns(_course(world, households.height, dice))
    people = world.people.select("person", "household", "relation", "town", "village")
    rows = households.join(people, on="household", how="left", maintain_order="left")
    rows = _authorised(rows, dice)
    heads_here = rows["relation"] == "户主"
    return world.admit(rows.drop("household", "number", "course", "at"), "applications", 0.012, eligible=~heads_here)


def _course(world: World, count: int, dice: Dice) -> list[pl.Expr | pl.Series]:
    """The household's dates: accepted, reported, decided; `course` says what goes wrong."""
    course = pl.lit(dice.turns(count, COURSES))
    january = date(world.as_of.year, 1, 1)
    span = (world.as_of - january).days
    day = pl.lit(january).dt.offset_by(pl.format("{}d", dice.numbers(count, 0, max(span - 40, 0))))
    accepted = (
        pl.when(course == 20)
        .then(pl.lit(january))
        .when(course == 21)
        .then(pl.lit(january).dt.offset_by("-1d"))
        .when(course == 22)
        .then(pl.lit(world.as_of))
        .when(course == 23)
        .then(pl.lit(world.as_of).dt.offset_by("-200d"))
        .otherwise(day)
    )
    number = pl.col("number").cast(pl.String).str.zfill(6)
    year = str(world.as_of.year)
    reported = _reported(course, accepted, world.as_of)
    decided = _decided(course, accepted, reported)
    schemes = dice.pick(count, ["城市低保", "农村低保", "特困", "临时救助"], [30, 50, 10, 10])
    return [
        course.alias("course"),
        accepted.alias("accepted_on"),
        (pl.lit(f"SQ{year}") + number).alias("application_no"),
        schemes.alias("scheme"),
        pl.when(course != 4).then(pl.lit(f"HD{year}") + number).alias("report_no"),
        reported.alias("reported_on"),
        _valid_until(course, reported, decided).alias("report_valid_until"),
        pl.when(course == 7)
        .then(pl.lit("市不动产登记中心"))
        .when(course == 8)
        .then(pl.lit("人社局,车管所"))
        .alias("unanswered_sources"),
        decided.alias("decided_on"),
        pl.when(decided.is_null())
        .then(pl.lit("在办"))
        .otherwise(pl.lit(dice.pick(count, ["同意", "不同意"], [70, 30])))
        .alias("decision"),
    ]


def _reported(course: pl.Expr, accepted: pl.Expr, as_of: date) -> pl.Expr:
    usual = accepted.dt.offset_by("7d")
    return (
        pl.when(course == 5)
        .then(pl.lit(None, dtype=pl.Date))
        .when(course == 6)
        .then(pl.lit(as_of).dt.offset_by("1d"))
        .when(course.is_in([22, 24]))
        .then(pl.lit(as_of))
        .otherwise(usual)
    )


def _decided(course: pl.Expr, accepted: pl.Expr, reported: pl.Expr) -> pl.Expr:
    """Late by months where the report's validity is tried; on the report's very day; before it; not yet."""
    return (
        pl.when(course == 9)
        .then(reported.dt.offset_by("-1d"))
        .when(course == 10)
        .then(reported)
        .when(course == 11)
        .then(reported.dt.offset_by("6mo"))
        .when(course == 12)
        .then(reported.dt.offset_by("6mo").dt.offset_by("1d"))
        .when(course.is_in([13, 14]))
        .then(reported.dt.offset_by("40d"))
        .when(course.is_in([6, 15, 22, 24]))
        .then(pl.lit(None, dtype=pl.Date))
        .when(course == 5)
        .then(accepted.dt.offset_by("20d"))
        .otherwise(reported.dt.offset_by("18d"))
    )


def _valid_until(course: pl.Expr, reported: pl.Expr, decided: pl.Expr) -> pl.Expr:
    return (
        pl.when(course == 13)
        .then(decided.dt.offset_by("-1d"))
        .when(course == 14)
        .then(decided)
        .when(course.is_in([16, 17]))
        .then(reported.dt.offset_by("6mo"))
        .otherwise(pl.lit(None, dtype=pl.Date))
    )


def _authorised(rows: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    """Each member's authorisation; in some households that of the last member is lacking, late or expired."""
    last = pl.int_range(pl.len()).over("application_no") == pl.len().over("application_no") - 1
    course = pl.col("course")
    report = pl.coalesce("reported_on", pl.col("accepted_on").dt.offset_by("7d"))
    given = (
        pl.when(last & (course == 1))
        .then(pl.lit(None, dtype=pl.Date))
        .when(last & (course == 2))
        .then(report.dt.offset_by("1d"))
        .when(last & (course == 18))
        .then(report)
        .otherwise("accepted_on")
    )
    until = (
        pl.when(last & (course == 3))
        .then(report.dt.offset_by("-1d"))
        .when(last & (course == 19))
        .then(report)
        .when(course == 25)
        .then(pl.lit(None, dtype=pl.Date))
        .otherwise(pl.col("accepted_on").dt.offset_by("1y"))
    )
    number = pl.lit("SQS") + pl.int_range(pl.len()).cast(pl.String).str.zfill(7)
    return rows.with_columns(
        at=dice.numbers(rows.height, 0, 9), authorised_on=given, authorised_until=until, authorisation_no=number
    )
