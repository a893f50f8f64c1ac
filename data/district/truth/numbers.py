"""Household numbers that the rolls of two counties bear: in a city in parts these are two households."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from data.district.counties import ROLL_OF, SENT_BY
from data.district.truth.written import Written
from schemas.feed import town_of_county

_NUMBERS = dict.fromkeys(("low_income", "poverty_register", *ROLL_OF), "household_no") | {
    "applications": "application_no"
}


def told_apart(written: list[Written]) -> list[Written]:
    """Extracts of a city, in which a number that two counties' rolls bear is `<county>/<number>` on every row."""
    shared = {one.extract.source: _shared(one) for one in written if one.extract.source in _NUMBERS}
    return [_apart(one, shared) for one in written]


def _shared(roll: Written) -> pl.Series:
    number = _NUMBERS[roll.extract.source]
    borne = roll.rows.filter(roll.accepted).select(number, SENT_BY).unique()
    return borne.filter(pl.col(number).is_duplicated())[number].unique()


def _apart(one: Written, shared: dict[str, pl.Series]) -> Written:
    source = one.extract.source
    if source not in _NUMBERS:
        return one
    number, roll = _NUMBERS[source], shared[ROLL_OF.get(source, source)]
    own = pl.col(SENT_BY) + pl.lit(town_of_county("", "")) + pl.col(number)
    apart = pl.when(pl.col(number).is_in(roll.implode())).then(own).otherwise(number)
    return replace(one, rows=one.rows.with_columns(apart.alias(number)))
