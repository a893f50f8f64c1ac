"""Gives everybody a name: family surnames, generation characters shared by brothers, twins, minority and rare names."""

from __future__ import annotations

import numpy as np
import polars as pl

from data.district.dice import Bools, Dice, Ints
from data.names.pools import (
    COHORT_ENDS,
    MILK_NAMES,
    MINORITY_FATHER,
    MINORITY_GIVEN,
    RARE_CHARACTERS,
    SINGLE_SHARE,
    SURNAMES,
    given_characters,
    surname_weights,
    zipf,
)

_SHARED_GENERATION = 0.35
_MINORITY = 0.002
_RARE = 0.0006
_TWO_SURNAMES = 0.004


def names(frame: pl.DataFrame, dice: Dice) -> pl.Series:
    """Names of people.

    Args:
        frame: `household`, `position`, `sex`, `birth_date`, `male_line`, households together.
        dice: chance.

    Returns:
        String series, in order.
    """
    surname = _surnames(frame, dice)
    given = _given_names(frame, dice)
    plain = (surname + given).rename("name")
    return _told_apart(_unusual(plain, surname, given, frame, dice), frame, dice)


def _told_apart(named: pl.Series, frame: pl.DataFrame, dice: Dice) -> pl.Series:
    """Nobody bears the name of another of the household."""
    everybody = frame.select("household", "sex", "birth_date").with_row_index("row").with_columns(name=named)
    while (again := everybody.filter(~pl.struct("household", "name").is_first_distinct())).height:
        given = given_of(again["sex"], again["birth_date"].dt.year(), dice)
        renamed = again.select("row", name=pl.col("name").str.head(1) + given)
        everybody = everybody.update(renamed, on="row")
    return everybody["name"]


def given_of(sexes: pl.Series, years: pl.Series, dice: Dice) -> pl.Series:
    """Given names that fit sex (男/女) and year of birth, drawn one by one."""
    frame = pl.DataFrame({"sex": sexes, "year": years}).with_columns(
        household=pl.int_range(pl.len()), position=pl.lit("H"), birth_date=pl.date("year", 1, 1)
    )
    return _given_names(frame, dice)


def other_names(frame: pl.DataFrame, dice: Dice) -> pl.Series:
    """Quite other names of the same people (`sex`, `birth_date`): another surname as a rule, another given name."""
    surname = pl.Series(SURNAMES).gather(dice.indexes(frame.height, surname_weights()))
    return surname + given_of(frame["sex"], frame["birth_date"].dt.year(), dice)


def former_names(names_now: pl.Series, dice: Dice) -> pl.Series:
    """曾用名: the surname with a milk name."""
    return names_now.str.head(1) + dice.pick(len(names_now), MILK_NAMES)


def _surnames(frame: pl.DataFrame, dice: Dice) -> pl.Series:
    drawn = pl.Series(SURNAMES).gather(dice.indexes(frame.height, surname_weights()))
    # The household number tells the family's draw, so that all of its line share it.
    household = frame["household"].to_numpy()
    _, first, family = np.unique(household, return_index=True, return_inverse=True)
    of_family = drawn.gather(first[family])
    return drawn.zip_with(~frame["male_line"], of_family).rename("surname")


def _cohorts(frame: pl.DataFrame) -> Ints:
    years = frame["birth_date"].dt.year().to_numpy()
    return np.searchsorted(np.array(COHORT_ENDS), years, side="left").astype(np.int64)


def _given_names(frame: pl.DataFrame, dice: Dice) -> pl.Series:
    cohort = _cohorts(frame)
    male = (frame["sex"] == "男").to_numpy()
    opening, closing = _characters(cohort, male, dice)
    opening = _share_generation(frame, opening, dice)
    single = dice.chance(frame.height, 1.0) & (
        dice.integers(frame.height, 0, 999) < np.array(SINGLE_SHARE)[cohort] * 1000
    )
    both = opening + closing
    return closing.zip_with(pl.Series(single), both).rename("given")


def _characters(cohort: Ints, male: Bools, dice: Dice) -> tuple[pl.Series, pl.Series]:
    opening = pl.Series([""], dtype=pl.String).new_from_index(0, len(cohort))
    closing = opening.clone()
    for sex, of_sex in (("男", male), ("女", ~male)):
        for number in range(len(COHORT_ENDS) + 1):
            rows = np.flatnonzero(of_sex & (cohort == number))
            for column, characters in zip((opening, closing), given_characters(sex, number), strict=True):
                drawn = pl.Series(list(characters)).gather(dice.indexes(len(rows), zipf(len(characters), 1.0, 4.0)))
                column.scatter(rows, drawn)
    return opening, closing


def _share_generation(frame: pl.DataFrame, opening: pl.Series, dice: Dice) -> pl.Series:
    """Children of one household often share the first character of the given name."""
    child = frame["position"].is_in(["C", "T"])
    family = frame.select(pl.col("household").rle_id()).to_series()
    shares = pl.Series(dice.chance(frame.height, _SHARED_GENERATION)).gather(family)
    first = pl.DataFrame({"opening": opening, "household": frame["household"], "sex": frame["sex"]}).select(
        pl.col("opening").first().over("household", "sex")
    )
    return first.to_series().zip_with(child & shares, opening)


def _unusual(plain: pl.Series, surname: pl.Series, given: pl.Series, frame: pl.DataFrame, dice: Dice) -> pl.Series:
    count = len(plain)
    minority = dice.pick(count, MINORITY_GIVEN) + "·" + dice.pick(count, MINORITY_FATHER)
    rare = surname + given.str.head(1) + dice.pick(count, list(RARE_CHARACTERS))
    doubled = surname + dice.pick(count, SURNAMES[:60]) + given
    of_minority, of_rare, of_two = (pl.Series(dice.chance(count, share)) for share in (_MINORITY, _RARE, _TWO_SURNAMES))
    recent = frame["birth_date"].dt.year() > COHORT_ENDS[-1]
    named = minority.zip_with(of_minority, plain)
    named = doubled.zip_with(of_two & recent & (given.str.len_chars() > 1), named)
    return rare.zip_with(of_rare, named).rename("name")
