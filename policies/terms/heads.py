"""The head of a household, who is named where a finding is about the household as a whole."""

from __future__ import annotations

import polars as pl

from policies.evidence import Evidence, view
from policies.terms.registry import registered
from policies.terms.rows import active_in, first_rows, rows
from policies.terms.spelling import is_head, plain_name
from schemas.linked import PERSON

_NUMBER = {"applications": "application_no"}


@view
def heads(evidence: Evidence, source: str) -> pl.DataFrame:
    """The head of each household of low_income, poverty_register or applications, by rows in force before others.

    The head is the member whose relation says so, or whose name is the head's as the row writes it; where a household
    has no such row, the head as written, of whom no person is known, or else who stands first.

    Returns:
        household_no (application_no of applications), name (the registry's, as written of who is not linked), person.
    """
    frame = rows(evidence, source)
    number = pl.col(_NUMBER.get(source, "household_no"))
    written = pl.col("head_name") if "head_name" in frame.columns else pl.lit(None, dtype=pl.String)
    now = active_in(evidence.month) if "start_month" in frame.columns else pl.lit(value=True)
    said = is_head(pl.col("relation"))
    same = (plain_name(written) == plain_name(pl.col("name"))).fill_null(value=False)
    ranked = frame.select(
        number.alias("household_no"), "name", PERSON, written.alias("written"), now=now, head=said | same
    )
    best = first_rows(ranked.sort(~pl.col("now"), ~pl.col("head"), maintain_order=True), "household_no")
    known = pl.col("head") | pl.col("written").is_null()
    return best.with_columns(
        person=pl.when(known).then(PERSON), name=pl.when(known).then("name").otherwise("written")
    ).select("household_no", pl.coalesce(registered(evidence, "name"), "name").alias("name"), PERSON)


def with_head(evidence: Evidence, households: pl.DataFrame, source: str) -> pl.DataFrame:
    """The households (column household_no) with name and person of their head.

    Of a household that the source does not hold they stay as they are, null where it has no such columns.
    """
    given = households.with_columns(
        pl.lit(None, dtype=dtype).alias(column)
        for column, dtype in (("name", pl.String()), (PERSON, pl.UInt32()))
        if column not in households.columns
    )
    found = heads(evidence, source).rename({"name": "head", PERSON: "head_person"})
    joined = given.join(found, on="household_no", how="left", maintain_order="left")
    is_known = pl.col("head").is_not_null()
    return joined.with_columns(
        pl.when(is_known).then("head").otherwise("name").alias("name"),
        pl.when(is_known).then("head_person").otherwise(PERSON).alias(PERSON),
    ).drop("head", "head_person")
