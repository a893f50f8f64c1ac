"""What the verification of a household concludes, in only three wordings, and on what grounds."""

from __future__ import annotations

import polars as pl

from policies.checks import CHECKS
from policies.economy.exact import HOUSEHOLD
from policies.economy.households import SOURCE
from policies.economy.known import shortfalls
from policies.economy.ledger import ledger
from policies.economy.members import household_members
from policies.evidence import Evidence, view
from schemas.money import yuan_amount
from schemas.outputs.households import HOUSEHOLDS
from schemas.terms import Family, HouseholdOutcome, Insufficient, NotCounted, Strength

NEVER_DECISIVE = "P3"
_OF_MEMBER = {
    NotCounted.REVIEW.value: Insufficient.MEMBER_REVIEW.value,
    NotCounted.UNLINKED.value: Insufficient.MEMBER_UNLINKED.value,
    NotCounted.WEAK_LINK.value: Insufficient.MEMBER_WEAK_LINK.value,
}


@view
def clues(evidence: Evidence) -> pl.DataFrame:
    """What the checks of family P raise: kind, household_no, check_id, strength (String), one row a clue."""
    kinds = {source: kind for kind, source in SOURCE.items()}
    raised = [
        check.function(evidence).select(
            pl.col("source").replace_strict(kinds, return_dtype=pl.String).alias("kind"),
            "household_no",
            pl.lit(check.id).alias("check_id"),
            "strength",
        )
        for check in CHECKS.values()
        if check.family is Family.ECONOMY
    ]
    return pl.concat(raised)


@view
def verdicts(evidence: Evidence) -> pl.DataFrame:
    """`ledger` with outcome (`HouseholdOutcome`) and reasons (String: checks raised and what is missing, comma).

    Suspected wins over insufficient; a weak clue or P3 alone suspects nobody.
    """
    raised = (
        clues(evidence)
        .group_by(HOUSEHOLD)
        .agg(pl.col("check_id").sort().alias("raised"), is_decisive().any().alias("suspected"))
    )
    both = (
        ledger(evidence)
        .join(raised, on=HOUSEHOLD, how="left", maintain_order="left")
        .join(_missing_members(evidence), on=HOUSEHOLD, how="left", maintain_order="left")
    )
    grounds = both.with_columns(missing=_missing(evidence))
    suspected, lacking = pl.col("suspected").fill_null(value=False), pl.col("missing").list.len() > 0
    return grounds.with_columns(
        outcome=pl.when(suspected)
        .then(pl.lit(HouseholdOutcome.OVER_LIMIT_SUSPECTED.value))
        .when(lacking)
        .then(pl.lit(HouseholdOutcome.INSUFFICIENT_DATA.value))
        .otherwise(pl.lit(HouseholdOutcome.NONE_FOUND.value)),
        reasons=pl.concat_list(pl.col("raised").fill_null([]), "missing").list.join(","),
    ).drop("raised", "suspected", "missing", "of_members")


@view
def insufficient(evidence: Evidence) -> pl.DataFrame:
    """kind, household_no of the households whose data do not suffice, suspected of something else or not."""
    both = ledger(evidence).join(_missing_members(evidence), on=HOUSEHOLD, how="left", maintain_order="left")
    return both.filter(_missing(evidence).list.len() > 0).select(HOUSEHOLD)


def is_decisive() -> pl.Expr:
    """True for a clue that makes a household suspected: any but P3 that is not weak."""
    return (pl.col("check_id") != NEVER_DECISIVE) & (pl.col("strength") != Strength.WEAK.value)


def published(households: pl.DataFrame) -> pl.DataFrame:
    """households.parquet of `verdicts`: money in yuan, columns and order of `HOUSEHOLDS`."""
    yuan = {
        "observed_monthly_income_per_head": "observed_fen",
        "declared_monthly_income_per_head": "declared_fen",
        "deductions": "deductions_fen",
    }
    money = {name: yuan_amount(pl.col(fen)) for name, fen in yuan.items()}
    return (
        households.with_columns(**money)
        .select(pl.col(name).cast(dtype) for name, dtype in HOUSEHOLDS.dtypes.items())
        .sort(HOUSEHOLDS.order)
    )


def _missing_members(evidence: Evidence) -> pl.DataFrame:
    why = pl.col("why_not").replace_strict(_OF_MEMBER, default=None)
    lacking = household_members(evidence).select(*HOUSEHOLD, why.alias("why")).drop_nulls()
    return lacking.group_by(HOUSEHOLD).agg(pl.col("why").unique().sort().alias("of_members"))


def _missing(evidence: Evidence) -> pl.Expr:
    """What is missing to say that nothing was found, as a list of words."""
    words = [
        pl.when(~pl.col("authorised")).then(pl.lit(Insufficient.NOT_AUTHORISED.value)),
        pl.when(pl.col("members_counted") == 0).then(pl.lit(Insufficient.NOBODY_COUNTED.value)),
        pl.when("refused").then(pl.lit(Insufficient.ROW_REFUSED.value)),
        *shortfalls(evidence),
    ]
    return pl.concat_list(pl.col("of_members").fill_null([]), *words).list.drop_nulls()
