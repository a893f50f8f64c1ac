"""Which households are verified: those in force and the applications of the period, with what is declared of each."""

from __future__ import annotations

from datetime import date

import polars as pl

from policies.economy.exact import HOUSEHOLD
from policies.evidence import Evidence, view
from policies.terms.absence import refused_households
from policies.terms.applications import new_applications
from policies.terms.benefits import in_force, tapering
from policies.terms.spelling import is_head
from policies.terms.standards import low_income_standard
from schemas.terms import HouseholdKind

_OF_ROLL, _OF_APPLICATION = HouseholdKind.LOW_INCOME.value, HouseholdKind.APPLICATION.value
SOURCE = {_OF_ROLL: "low_income", _OF_APPLICATION: "applications"}
_COLUMNS = (*HOUSEHOLD, "scheme", "head_name", "town", "village", "declared_fen", "start_month", "taper_start_month")


@view
def verified_households(evidence: Evidence) -> pl.DataFrame:
    """One row a household in force, or application of the period.

    Declared (家庭月人均收入 as the roll has it), observed and decided (户月保障金; 审批结果) stay three columns.

    Returns:
        kind, household_no, scheme, head_name, town, village (String), declared_fen (Int64), start_month,
        taper_start_month (Int32), benefit_fen, extra_benefit_fen (Int64), decision (String), source, file (String),
        row_number (Int32) of its first row, standard_fen (Int64; null for schemes without one), tapering, authorised,
        refused (Boolean; a row of it was refused).
    """
    both = pl.concat([_of_roll(evidence), _of_applications(evidence)])
    marked = both.join(_authorised(evidence), on=HOUSEHOLD, how="left", maintain_order="left").join(
        _refused(evidence), on=HOUSEHOLD, how="left", maintain_order="left"
    )
    return marked.with_columns(
        pl.col("refused").fill_null(value=False),
        standard_fen=low_income_standard(evidence),
        tapering=tapering(evidence.month),
    )


def is_authorised(as_of: date) -> pl.Expr:
    """True where the authorisation of a member covers the date (社会救助暂行办法 第五十八条: 受托核对)."""
    begun = (pl.col("authorised_on") <= as_of).fill_null(value=False)
    return begun & (pl.col("authorised_until").is_null() | (pl.col("authorised_until") >= as_of))


def _of_roll(evidence: Evidence) -> pl.DataFrame:
    return in_force(evidence).select(
        pl.lit(_OF_ROLL).alias("kind"),
        *_COLUMNS[1:6],
        pl.col("monthly_income_per_head_fen").alias("declared_fen"),
        *_COLUMNS[7:],
        pl.col("monthly_benefit_fen").alias("benefit_fen"),
        "extra_benefit_fen",
        pl.lit(None, dtype=pl.String).alias("decision"),
        pl.lit(SOURCE[_OF_ROLL]).alias("source"),
        "file",
        "row_number",
    )


def _of_applications(evidence: Evidence) -> pl.DataFrame:
    head = pl.col("name").sort_by(~is_head(pl.col("relation")), maintain_order=True).first()
    first = pl.col("scheme", "town", "village", "decision", "file", "row_number").first()
    grouped = (
        new_applications(evidence).group_by("application_no", maintain_order=True).agg(first, head.alias("head_name"))
    )
    return grouped.select(
        pl.lit(_OF_APPLICATION).alias("kind"),
        pl.col("application_no").alias("household_no"),
        *_COLUMNS[2:6],
        pl.lit(None, dtype=pl.Int64).alias("declared_fen"),
        pl.lit(None, dtype=pl.Int32).alias("start_month"),
        pl.lit(None, dtype=pl.Int32).alias("taper_start_month"),
        pl.lit(None, dtype=pl.Int64).alias("benefit_fen"),
        pl.lit(None, dtype=pl.Int64).alias("extra_benefit_fen"),
        "decision",
        pl.lit(SOURCE[_OF_APPLICATION]).alias("source"),
        "file",
        "row_number",
    )


def _authorised(evidence: Evidence) -> pl.DataFrame:
    """Households in force stand under their standing authorisation; an application needs it of every member row."""
    every = (
        new_applications(evidence)
        .group_by("application_no")
        .agg(is_authorised(evidence.as_of).all().alias("authorised"))
    )
    applied = every.select(
        pl.lit(_OF_APPLICATION).alias("kind"), pl.col("application_no").alias("household_no"), "authorised"
    )
    standing = _of_roll(evidence).select(*HOUSEHOLD, pl.lit(value=True).alias("authorised"))
    return pl.concat([standing, applied])


def _refused(evidence: Evidence) -> pl.DataFrame:
    """kind, household_no of households of which a row was refused."""
    parts = [
        refused_households(evidence, SOURCE[kind]).select(pl.lit(kind).alias("kind"), "household_no") for kind in SOURCE
    ]
    return pl.concat(parts).with_columns(refused=pl.lit(value=True))
