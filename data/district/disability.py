"""Disability certificates, and the two allowances that hang on them."""

from __future__ import annotations

import polars as pl

from data.district.dice import Dice
from data.district.world import World
from schemas.codes import DISABILITY_CATEGORY, DISABILITY_LEVEL

_SHARE = 0.022
_POOR = 8.0
_AGAIN = 0.05


def certificates(world: World, poor: pl.Series) -> pl.DataFrame:
    """Rows of the certificate extract.

    Args:
        world: the district.
        poor: persons of poor households, who hold certificates more often.

    Returns:
        Fields of the extract but names, ids, sex and birth dates, with `person`.
    """
    dice = world.dice("disability")
    holders = _holders(world, poor, dice)
    rows = _issued(world, holders, dice)
    again = rows.filter(dice.flags(rows.height, _AGAIN))
    return _reissued(world, pl.concat([rows, _earlier(again, dice)]), dice)


def _holders(world: World, poor: pl.Series, dice: Dice) -> pl.DataFrame:
    weight = 1.0 + _POOR * world.people["person"].is_in(poor.implode()).cast(pl.Float64)
    share = min(world.count(_SHARE, 20) / weight.sum(), 0.1)
    drawn = dice.numbers(world.size, 0, 10**6) < weight * share * 10**6
    chosen = world.people.filter(drawn).select("person", "town", "village")
    return world.admit(chosen, "disability", 0.006)


def _issued(world: World, holders: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    count = holders.height
    age = dice.numbers(count, 10, 4200)
    return holders.with_columns(
        category=dice.pick(count, DISABILITY_CATEGORY.words, [12, 10, 4, 50, 10, 10, 4]),
        level=dice.pick(count, DISABILITY_LEVEL.words, [16, 28, 30, 26]),
        issued_on=pl.lit(world.as_of).dt.offset_by(pl.format("-{}d", age)),
        certificate_status=dice.pick(count, ["正常", "冻结", "注销", "迁出", "过期"], [90, 2, 4, 2, 2]),
        lasting=dice.flags(count, 0.12),
        at_edge=dice.turns(count, 60),
        suffix=dice.pick(count, ["", "B1", "B2"], [94, 5, 1]),
    )


def _earlier(again: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    """An earlier certificate of the same person, of another level, cancelled as a rule."""
    count = again.height
    return again.with_columns(
        level=dice.pick(count, DISABILITY_LEVEL.words),
        issued_on=pl.col("issued_on").dt.offset_by("-400d"),
        certificate_status=dice.pick(count, ["注销", "正常"], [80, 20]),
        suffix=pl.lit(""),
    )


def _reissued(world: World, rows: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    """Validity ends, some of them on the very date or the day before, and the number that says it all."""
    ten_years = pl.col("issued_on").dt.offset_by("10y")
    edge = pl.lit(world.as_of).dt.offset_by(pl.format("{}d", pl.col("at_edge") - 1))
    until = pl.when(pl.col("at_edge") < 3).then(edge).when(~pl.col("lasting")).then(ten_years)
    numbers = rows.join(world.identities.select("person", "id_no"), on="person", how="left", maintain_order="left")
    number = (
        pl.col("id_no")
        + _code(pl.col("category"), DISABILITY_CATEGORY.words)
        + _code(pl.col("level"), DISABILITY_LEVEL.words)
    )
    guardian = dice.pick(rows.height, [None, "李福生", "王秀英", "唐国华"], [85, 5, 5, 5])
    rows = numbers.with_columns(certificate_no=number + pl.col("suffix"), valid_until=until, guardian_name=guardian)
    # The office wrote another level, or another category, than the number says.
    slips = dice.turns(rows.height, 250)
    level = pl.when(slips == 0).then(pl.lit("一级")).otherwise("level")
    category = pl.when(slips == 1).then(pl.lit("多重")).otherwise("category")
    rows = rows.with_columns(level=level, category=category)
    return rows.drop("lasting", "at_edge", "suffix", "id_no").sort("town", "village", "person", "issued_on")


def _code(words: pl.Expr, order: tuple[str, ...]) -> pl.Expr:
    return words.replace_strict({word: str(place) for place, word in enumerate(order, 1)}, return_dtype=pl.String)


def numbers(rows: pl.DataFrame) -> pl.DataFrame:
    """The latest certificate of each person: `person`, `number`, `category`, `level`."""
    latest = rows.sort("person", "issued_on").unique("person", keep="last", maintain_order=True)
    return latest.select("person", "category", "level", number="certificate_no")
