"""What another set of parameters would do to the roll: the same evidence, computed under both."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from policies.economy.exact import HOUSEHOLD
from policies.evidence import Evidence
from policies.terms.payments import due_by_formula
from policies.verification.verdict import verdicts
from schemas.parameter import Parameters
from schemas.terms import HouseholdKind

_PLACE = ("scheme", "head_name", "town", "village")


def effect_on_roll(evidence: Evidence, after: Parameters) -> pl.DataFrame:
    """The households whose conclusion or due benefit would change.

    Args:
        evidence: the evidence with the parameters in force.
        after: the parameters to compare with.

    Returns:
        kind, household_no, scheme, head_name, town, village, outcome_before, outcome_after (String), due_before_fen,
        due_after_fen, change_fen (Int64 a month by 补差; null for applications, and where 补差 does not tell), sorted
        by kind and household_no.
    """
    columns = (*HOUSEHOLD, "outcome", "due_fen")
    later = _judged(replace(evidence, parameters=after)).select(columns)
    both = _judged(evidence).select(*columns, *_PLACE).join(later, on=HOUSEHOLD, suffix="_after")
    changed = pl.col("outcome").ne_missing(pl.col("outcome_after")) | pl.col("due_fen").ne_missing(
        pl.col("due_fen_after")
    )
    return (
        both.filter(changed)
        .select(
            *HOUSEHOLD,
            *_PLACE,
            pl.col("outcome").alias("outcome_before"),
            "outcome_after",
            pl.col("due_fen").alias("due_before_fen"),
            pl.col("due_fen_after").alias("due_after_fen"),
            (pl.col("due_fen_after") - pl.col("due_fen")).alias("change_fen"),
        )
        .sort(HOUSEHOLD)
    )


def effect_on_benefits(changes: pl.DataFrame) -> pl.DataFrame:
    """Households of `effect_on_roll` whose due benefit would be another, by scheme.

    Returns:
        scheme (String), raised, lowered (UInt32 households), raised_fen, lowered_fen (Int64 a month, the latter below
        zero), sorted by scheme.
    """
    change = pl.col("change_fen")
    up, down = change > 0, change < 0
    return (
        changes.filter(up | down)
        .group_by("scheme")
        .agg(
            up.sum().alias("raised"),
            down.sum().alias("lowered"),
            change.filter(up).sum().alias("raised_fen"),
            change.filter(down).sum().alias("lowered_fen"),
        )
        .sort("scheme")
    )


def effect_on_conclusions(changes: pl.DataFrame) -> pl.DataFrame:
    """Households of `effect_on_roll` whose conclusion would be another.

    Returns:
        kind, scheme, outcome_before, outcome_after (String), households (UInt32), sorted.
    """
    by = ["kind", "scheme", "outcome_before", "outcome_after"]
    return changes.filter(_moved()).group_by(by).agg(pl.len().alias("households")).sort(by)


def effect_by_town(changes: pl.DataFrame) -> pl.DataFrame:
    """`effect_on_roll` by town.

    Returns:
        town (String, null where the household has none), benefits (UInt32: households whose due benefit would be
        another), change_fen (Int64 a month), conclusions (UInt32: households whose conclusion would be), sorted.
    """
    another = (pl.col("change_fen") != 0).sum().alias("benefits")
    return (
        changes.group_by("town")
        .agg(another, pl.col("change_fen").sum(), _moved().sum().alias("conclusions"))
        .sort("town", nulls_last=True)
    )


def _moved() -> pl.Expr:
    return pl.col("outcome_before").ne_missing(pl.col("outcome_after"))


def _judged(evidence: Evidence) -> pl.DataFrame:
    return verdicts(evidence).join(_due(evidence), on=HOUSEHOLD, how="left", maintain_order="left")


def _due(evidence: Evidence) -> pl.DataFrame:
    return due_by_formula(evidence).select(
        pl.lit(HouseholdKind.LOW_INCOME.value).alias("kind"), "household_no", "due_fen"
    )
