"""Who is on which benefit in the as-of month, and which households are in force."""

from __future__ import annotations

import polars as pl

from policies.evidence import Evidence, view
from policies.terms.rows import active, first_rows
from schemas.linked import PERSON

ROSTERS = ("low_income", "extreme_poverty", "orphans", "disability_allowances")
LIVING_ALLOWANCE = "生活补贴"
NURSING_ALLOWANCE = "护理补贴"
URBAN, RURAL = "城市低保", "农村低保"


def is_beneficiary(source: str) -> pl.Expr:
    """True where a roster row is of a person who benefits: in low_income only 是否保障对象 = 是."""
    return pl.col("covered") == "是" if source == "low_income" else pl.lit(value=True)


@view
def beneficiaries(evidence: Evidence, source: str) -> pl.DataFrame:
    """Linked rows of a benefit roster that are active in m(D) (low_income: covered)."""
    return active(evidence, source).filter(pl.col(PERSON).is_not_null() & is_beneficiary(source))


@view
def covered(evidence: Evidence) -> pl.DataFrame:
    """Linked low_income rows, active in m(D), of people with 是否保障对象 = 是."""
    return beneficiaries(evidence, "low_income")


@view
def in_extreme_poverty(evidence: Evidence) -> pl.DataFrame:
    """Linked extreme_poverty rows that are active in m(D)."""
    return beneficiaries(evidence, "extreme_poverty")


@view
def allowances(evidence: Evidence, allowance: str) -> pl.DataFrame:
    """Linked rows of one of the two allowances of disabled people that are active in m(D)."""
    return beneficiaries(evidence, "disability_allowances").filter(pl.col("allowance") == allowance)


@view
def enrolled(evidence: Evidence) -> pl.DataFrame:
    """`person` of everybody covered or in extreme_poverty, each once."""
    both = pl.concat([covered(evidence).select(PERSON), in_extreme_poverty(evidence).select(PERSON)])
    return both.unique()


@view
def in_force(evidence: Evidence) -> pl.DataFrame:
    """Households in force: the first active low_income row of each household, whose household columns count."""
    return first_rows(active(evidence, "low_income"), "household_no")


@view
def members(evidence: Evidence) -> pl.DataFrame:
    """Linked active low_income rows: the members, covered or not, of households in force."""
    return active(evidence, "low_income").filter(pl.col(PERSON).is_not_null())


def tapering(month: int) -> pl.Expr:
    """True where the taper has begun by a month (index), overdue or not."""
    return (pl.col("taper_start_month") <= month).fill_null(value=False)
