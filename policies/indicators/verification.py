"""K1, K2: has every new application been verified, has every household in force been reviewed this year."""

from __future__ import annotations

import polars as pl

from policies.counties import of_file
from policies.evidence import Evidence
from policies.indicators.declaration import indicator
from policies.indicators.objects import counted
from policies.law import DISTRICT_NOTICE
from policies.terms.applications import new_applications
from policies.terms.benefits import in_force
from policies.terms.rows import rows
from schemas.month import MONTHS_IN_YEAR
from schemas.terms import GapReason


@indicator("K1", "新增对象核对率", DISTRICT_NOTICE, needs=("applications",))
def new_applications_verified(evidence: Evidence) -> pl.DataFrame:
    """Applications accepted from 1 January of D's year to D; a gap has the first reason that any member row meets."""
    judged = new_applications(evidence).with_columns(_application_gap(evidence).alias("rank"))
    by_rank = {rank: reason.value for rank, (reason, _) in enumerate(_reasons(evidence))}
    applications = judged.group_by("application_no", maintain_order=True).agg(
        pl.col("name", "town", "village", "file").first(), pl.col("rank").min()
    )
    reason = pl.col("rank").replace_strict(by_rank, default=None, return_dtype=pl.String)
    key = pl.col("application_no").alias("key")
    return applications.select(key, "name", "town", "village", of_file(evidence.counties), *counted(reason))


def _application_gap(evidence: Evidence) -> pl.Expr:
    return pl.coalesce(pl.when(broken).then(rank) for rank, (_, broken) in enumerate(_reasons(evidence)))


def _reasons(evidence: Evidence) -> list[tuple[GapReason, pl.Expr]]:
    authorised, until = pl.col("authorised_on"), pl.col("authorised_until")
    reported, decided = pl.col("reported_on"), pl.col("decided_on")
    # The day is cut to the month's end: 31 August and six months is 28 February.
    usual_end = reported.dt.offset_by(f"{evidence.parameters['report_validity_months']}mo")
    valid_until = pl.coalesce("report_valid_until", usual_end)
    lacking = pl.col("report_no").is_null() | reported.is_null() | (reported > evidence.as_of)
    return [
        (GapReason.NO_AUTHORISATION, authorised.is_null()),
        (GapReason.AUTHORISATION_AFTER_REPORT, authorised > reported),
        (GapReason.AUTHORISATION_EXPIRED, until < reported),
        (GapReason.NO_REPORT, lacking),
        (GapReason.SOURCE_UNANSWERED, pl.col("unanswered_sources").is_not_null()),
        (GapReason.REPORT_AFTER_DECISION, reported > decided),
        (GapReason.REPORT_EXPIRED, decided > valid_until),
    ]


@indicator("K2", "在保对象复核率", DISTRICT_NOTICE, needs=("low_income", "reviews"))
def households_reviewed(evidence: Evidence) -> pl.DataFrame:
    """Households in force since before D's year; done: a review of D's year with report, result, completed by D."""
    households = in_force(evidence).filter(pl.col("start_month") < evidence.as_of.year * MONTHS_IN_YEAR)
    judged = households.join(_best_review(evidence), on="household_no", how="left", maintain_order="left")
    reason = (
        pl.when(pl.col("reported").is_null())
        .then(pl.lit(GapReason.NO_REVIEW.value))
        .when(~pl.col("reported"))
        .then(pl.lit(GapReason.NO_REPORT.value))
        .when(~pl.col("done"))
        .then(pl.lit(GapReason.UNFINISHED.value))
    )
    key, name = pl.col("household_no").alias("key"), pl.col("head_name").alias("name")
    return judged.select(key, name, "town", "village", of_file(evidence.counties), *counted(reason))


def _best_review(evidence: Evidence) -> pl.DataFrame:
    reported = pl.col("report_no").is_not_null() & pl.col("verified_on").is_not_null()
    completed = (pl.col("completed_on") <= evidence.as_of).fill_null(value=False)
    done = reported & pl.col("result").is_not_null() & completed
    this_year = rows(evidence, "reviews").filter(pl.col("review_year") == evidence.as_of.year)
    return this_year.group_by("household_no").agg(reported.any().alias("reported"), done.any().alias("done"))
