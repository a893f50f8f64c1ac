"""Settles what must be found: what both readings find is certain, what only one of them finds is optional."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from data.district.counties import SENT_BY
from data.district.declared import OF_PERSONS
from data.district.truth.amounts import amounts
from data.district.truth.coverage import by_area, objects, of_no_object
from data.district.truth.inclusion import inclusion
from data.district.truth.life_events import life_events
from data.district.truth.overlaps import overlaps
from data.district.truth.reading import Reading
from data.district.world import World

_LIMITS = {"min": pl.min_horizontal, "max": pl.max_horizontal}
_AREA = ("kpi", "area_level", "area")
_COUNTS = ("numerator", "denominator", "n_min", "n_max", "d_min", "d_max")
_KEY = ("check_id", "source", "p", "household_no")


def findings(cautious: Reading, bold: Reading, verified: Sequence[list[pl.DataFrame]]) -> pl.DataFrame:
    """True findings of all families but Q.

    Args:
        cautious: one reading.
        bold: the other.
        verified: what `economy` finds in either.

    Returns:
        `check_id`, `source` (D1), `person_id_no` or `household_no`, `months`, `amount_fen`, `strength`, `optional`,
        `clean` (it rests on undamaged rows only).
    """
    sides = zip((False, True), (cautious, bold), verified, strict=True)
    either = [
        pl.concat([*_found(side), *economic]).with_columns(bold=pl.lit(value=flag)) for flag, side, economic in sides
    ]
    rows = (
        pl.concat(either)
        .remove("withheld")
        .with_columns(
            p=pl.when(pl.col("check_id").is_in(OF_PERSONS)).then("p"),
            household_no=pl.when(~pl.col("check_id").is_in(OF_PERSONS)).then("household_no"),
        )
    )
    settled = rows.group_by(_KEY, maintain_order=True).agg(
        pl.col("months").first(),
        pl.col("amount_fen").first(),
        pl.col("strength").first(),
        optional=(pl.col("bold").n_unique() < 2) | pl.col("doubt").any() | (pl.col("months").n_unique() > 1),
    )
    return _named(cautious.world, settled, bold)


def _found(reading: Reading) -> list[pl.DataFrame]:
    return [*life_events(reading), *overlaps(reading), *amounts(reading), *inclusion(reading)]


def _named(world: World, settled: pl.DataFrame, bold: Reading) -> pl.DataFrame:
    people = world.people.select(p="person", person_id_no="id_no", shared=pl.col("id_no").is_duplicated())
    persons, numbers = _damaged(bold)
    named = settled.join(people, on="p", how="left", maintain_order="left")
    clean = ~pl.col("p").is_in(persons.implode()).fill_null(value=False) & ~pl.col("household_no").is_in(
        numbers.implode()
    ).fill_null(value=False)
    return named.select(
        "check_id",
        "source",
        "person_id_no",
        "household_no",
        "months",
        "amount_fen",
        "strength",
        optional=pl.col("optional") | pl.col("shared").fill_null(value=False),
        clean=clean,
    )


def _damaged(reading: Reading) -> tuple[pl.Series, pl.Series]:
    """Persons any of whose rows is damaged, and household numbers with such a person."""
    persons = [
        rows.filter(pl.col(f"{role}damaged"))[f"{role}person"]
        for rows in reading.rows.values()
        for role in ("", "husband_", "wife_")
        if f"{role}damaged" in rows.columns
    ]
    hurt = pl.concat(persons).drop_nulls().unique()
    numbers = [
        rows.filter(pl.col("person").is_in(hurt.implode()))[column]
        for rows in reading.rows.values()
        for column in ("household_no", "application_no")
        if column in rows.columns and "person" in rows.columns and "p" in rows.columns
    ]
    return hurt, pl.concat(numbers).unique()


def coverage(cautious: Reading, bold: Reading) -> pl.DataFrame:
    """Indicators by area, with the least and the most that is right where some rows are left open.

    Returns:
        `kpi`, `area_level`, `area`, `numerator`, `denominator` (as the cautious reading counts), `n_min`, `n_max`,
        `d_min`, `d_max` Int64.
    """
    both = (_of_objects(cautious, bold), _of_rows(cautious, bold))
    return pl.concat([part.select(*_AREA, *_COUNTS) for part in both]).sort(_AREA)


def _of_objects(cautious: Reading, bold: Reading) -> pl.DataFrame:
    """An object that only one reading knows, or knows as done, may count or not, each for itself."""
    sides = [
        objects(reading).with_columns(bold=pl.lit(value=flag)) for flag, reading in ((False, cautious), (True, bold))
    ]
    bold_one = pl.col("bold")
    each = (
        pl.concat(sides)
        .group_by("kpi", "key", "town", "village", SENT_BY, maintain_order=True)
        .agg(
            numerator=(pl.col("done") & ~bold_one).sum(),
            denominator=(~bold_one).sum(),
            numerator_bold=(pl.col("done") & bold_one).sum(),
            denominator_bold=bold_one.sum(),
        )
    )
    return by_area(each.with_columns(_limits()), *_COUNTS)


def _of_rows(cautious: Reading, bold: Reading) -> pl.DataFrame:
    sides = of_no_object(cautious).join(of_no_object(bold), on=_AREA, how="full", coalesce=True, suffix="_bold")
    return sides.with_columns(pl.exclude(_AREA).fill_null(0)).with_columns(_limits())


def _limits() -> list[pl.Expr]:
    return [
        limit(name, f"{name}_bold").alias(f"{name[0]}_{word}")
        for name in ("numerator", "denominator")
        for word, limit in _LIMITS.items()
    ]


def gaps(cautious: Reading, bold: Reading) -> pl.DataFrame:
    """Gaps by name: `kpi`, `key`, `town`, `village`, `reason`, `optional`."""
    key = ["kpi", "key", "reason"]
    both = pl.concat(
        [
            objects(reading).filter(~pl.col("done")).with_columns(bold=pl.lit(value=flag))
            for flag, reading in ((False, cautious), (True, bold))
        ]
    )
    return both.group_by(key, maintain_order=True).agg(
        pl.col("town").first(), pl.col("village").first(), optional=pl.col("bold").n_unique() < 2
    )


def households(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Outcome of each household from those of either reading.

    Returns:
        `kind`, `household_no`, `outcome`, `members_counted`, `observed`, `deducted`, and all right `outcomes`.
    """
    key = ["kind", "household_no"]
    outcomes = pl.concat([one, other]).group_by(key).agg(outcomes=pl.col("outcome").unique().sort())
    return one.join(outcomes, on=key, how="left", maintain_order="left")
