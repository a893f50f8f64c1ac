"""Marriage events by person and by couple, and which of them is the latest."""

from __future__ import annotations

import polars as pl

from policies.evidence import Evidence, view
from policies.terms.rows import rows
from schemas.linked import PERSON

WEDDINGS = ("IA", "ICA")
DIVORCES = ("IB", "ICB")
PARTNER = "partner"


@view
def _in_order(evidence: Evidence) -> pl.DataFrame:
    """Marriages rows by date; of one day the divorces last."""
    divorce = pl.col("event_type").is_in(DIVORCES)
    return rows(evidence, "marriages").sort("registered_on", divorce, maintain_order=True)


@view
def latest_event(evidence: Evidence) -> pl.DataFrame:
    """The latest marriages row of each linked person, in either role.

    Returns:
        person, partner (UInt32; null where the other side is not linked), grade (of the person's own link),
        partner_grade, event_type, registered_on, file, row_number.
    """
    sides = [_side(_in_order(evidence), "husband", "wife"), _side(_in_order(evidence), "wife", "husband")]
    both = pl.concat(sides).filter(pl.col(PERSON).is_not_null()).sort("order", maintain_order=True)
    return both.unique(PERSON, keep="last", maintain_order=True).drop("order")


@view
def latest_of_couple(evidence: Evidence) -> pl.DataFrame:
    """The latest marriages row between any two linked people: person, partner (both orders), event as above."""
    husband_first = _side(_in_order(evidence), "husband", "wife")
    wife_first = _side(_in_order(evidence), "wife", "husband")
    both = pl.concat([husband_first, wife_first]).filter(
        pl.col(PERSON).is_not_null() & pl.col(PARTNER).is_not_null(),
    )
    ordered = both.sort("order", maintain_order=True)
    return ordered.unique([PERSON, PARTNER], keep="last", maintain_order=True).drop("order")


def _side(events: pl.DataFrame, own: str, other: str) -> pl.DataFrame:
    return events.with_row_index("order").select(
        pl.col(f"{own}_{PERSON}").alias(PERSON),
        pl.col(f"{other}_{PERSON}").alias(PARTNER),
        pl.col(f"{own}_grade").alias("grade"),
        pl.col(f"{other}_grade").alias("partner_grade"),
        "event_type",
        "registered_on",
        "file",
        "row_number",
        "order",
    )
