"""Which clues belong to a campaign theme, and what may be said of their numbers."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from itertools import product

import polars as pl

from policies.themes.suppression import ALL, CLUES, COUNTS, PARTS, PERSONS, Cell, withheld
from schemas.theme import Theme

RAISED = ("new", "standing", "reopened")
_NOTHING = (*(0 for _ in COUNTS), Decimal(0))
_COUNTED = {"confirmed": "confirmed", "partly": "confirmed", "closed": "confirmed", "refuted": "refuted"}


def belongs(theme: Theme, members: Collection[str]) -> pl.Expr:
    """Whether a clue belongs: needs finding_id, check_id, town, strength, first_seen.

    Where a theme asks for strengths, one whose strength nobody knows any more does not.

    Args:
        theme: the theme.
        members: ids of the clues that once belonged; they stay.
    """
    period = pl.col("first_seen").is_between(theme.since, theme.until)
    town = pl.col("town").str.replace_all(r"\s", "").is_in(theme.towns) if theme.towns else pl.lit(value=True)
    strength = pl.col("strength").is_in(theme.strengths) if theme.strengths else pl.lit(value=True)
    fits = pl.col("check_id").is_in(theme.checks) & period & town & strength
    return fits.fill_null(value=False) | pl.col("finding_id").is_in(list(members))


def summary(clues: pl.DataFrame, theme: Theme) -> pl.DataFrame:
    """Counts by town and check with their totals, small ones withheld.

    Args:
        clues: clues of the theme: finding_id, person_key, check_id, town (not null), state (published word),
            amount_recovered, data_status.
        theme: the theme.

    Returns:
        town, check, `COUNTS`, recovered, suppressed.
    """
    raised = clues.filter(pl.col("data_status").is_in(RAISED)).with_columns(
        count=pl.col("state").replace_strict(_COUNTED, default="open", return_dtype=pl.String),
        person=pl.coalesce("person_key", "finding_id"),
    )
    towns, checks = sorted(set(raised["town"])), sorted({*theme.checks, *raised["check_id"]})
    cells: dict[Cell, int] = {}
    money: dict[tuple[str, str], Decimal] = {}
    counted = {(row[0], row[1]): row[2:] for row in _counted(raised).iter_rows()}
    for town, check in product([*towns, ALL], [*checks, ALL]):
        *counts, recovered = counted.get((town, check), _NOTHING)
        cells |= {(town, check, name): count for name, count in zip(COUNTS, counts, strict=True)}
        money[town, check] = recovered
    hidden = withheld(cells, theme.min_cell)
    return pl.DataFrame(
        [_row(place, cells, money[place], hidden) for place in money],
        schema={
            "town": pl.String(),
            "check": pl.String(),
            **dict.fromkeys(COUNTS, pl.Int64()),
            "recovered": pl.Decimal(18, 2),
            "suppressed": pl.Boolean(),
        },
        orient="row",
    )


def _counted(raised: pl.DataFrame) -> pl.DataFrame:
    """town, check, `COUNTS` and recovered, where there is a clue: also for all towns and all checks together."""
    town, check = pl.col("town"), pl.col("check_id").alias("check")
    every = [raised.with_columns(*by) for by in ((town, check), (pl.lit(ALL).alias("town"), check))]
    every += [one.with_columns(pl.lit(ALL).alias("check")) for one in every]
    return (
        pl.concat(every)
        .group_by("town", "check")
        .agg(
            pl.len().alias(CLUES),
            pl.col("person").n_unique().alias(PERSONS),
            *((pl.col("count") == part).sum().alias(part) for part in PARTS),
            pl.col("amount_recovered").sum().cast(pl.Decimal(18, 2)).alias("recovered"),
        )
    )


def _row(
    place: tuple[str, str], cells: dict[Cell, int], money: Decimal, hidden: Collection[Cell]
) -> tuple[object, ...]:
    shown = [None if (*place, count) in hidden else cells[*place, count] for count in COUNTS]
    return *place, *shown, None if shown[0] is None else money, None in shown
