"""The poverty register (建档立卡): who is poor by it, its households, and their living members."""

from __future__ import annotations

import polars as pl

from policies.evidence import Evidence, view
from policies.terms.deaths import living
from policies.terms.rows import first_rows, linked, rows
from schemas.linked import PERSON

POOR = ("未脱贫", "返贫")
ORDINARY, ON_LOW_INCOME, IN_SUPPORT = "一般贫困户", "低保贫困户", "特困供养贫困户"


@view
def poor(evidence: Evidence) -> pl.DataFrame:
    """Linked rows of 未脱贫 or 返贫 of living people."""
    return living(evidence, linked(evidence, "poverty_register")).filter(pl.col("poverty_status").is_in(POOR))


@view
def poverty_households(evidence: Evidence) -> pl.DataFrame:
    """First row of each household of the register, whose attribute and place count for the household."""
    return first_rows(rows(evidence, "poverty_register"), "household_no")


@view
def poverty_members(evidence: Evidence) -> pl.DataFrame:
    """Linked rows of living members of the register's households, each person once a household."""
    return first_rows(living(evidence, linked(evidence, "poverty_register")), "household_no", PERSON)
