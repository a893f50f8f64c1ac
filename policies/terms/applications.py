"""Which applications are new (新申请): those that the year's verification is about."""

from __future__ import annotations

from datetime import date

import polars as pl

from policies.evidence import Evidence, view
from policies.terms.rows import rows


@view
def new_applications(evidence: Evidence) -> pl.DataFrame:
    """Rows of the applications accepted from 1 January of D's year to D, by their first row."""
    every = rows(evidence, "applications")
    accepted = pl.col("accepted_on").first().over("application_no")
    return every.filter((accepted >= date(evidence.as_of.year, 1, 1)) & (accepted <= evidence.as_of))
