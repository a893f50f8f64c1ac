"""Marriage events by person and by couple, and which of them is the latest."""

from __future__ import annotations

import polars as pl

from policies.evidence import Evidence, view
from policies.terms.rows import rows
from schemas.codes import MARRIAGE_EVENT
from schemas.linked import PERSON

WEDDINGS = ("IA", "ICA")
DIVORCES = ("IB", "ICB")
PARTNER = "partner"
_WORDS = {code: word for word, code in MARRIAGE_EVENT.synonyms}


def event_words() -> pl.Expr:
    """The kind of event as people say it: 结婚, 离婚, 补发结婚证, 补发离婚证."""
    return pl.col("event_type").replace_strict(_WORDS, return_dtype=pl.String)


@view
def latest_event(evidence: Evidence) -> pl.DataFrame:
    """The latest marriages row of each linked person, in either role; of one day the divorces are last.

    Returns:
        person, partner (UInt32; null where the other side is not linked), event_type, registered_on.
    """
    return _sides(evidence).filter(pl.col(PERSON).is_last_distinct())


def latest_of_couple(evidence: Evidence, couples: pl.DataFrame) -> pl.DataFrame:
    """The latest marriages row between the two people (person, partner) of each couple: columns as `latest_event`."""
    theirs = _sides(evidence).join(couples, on=[PERSON, PARTNER], how="semi", maintain_order="left")
    return theirs.unique([PERSON, PARTNER], keep="last")


@view
def _sides(evidence: Evidence) -> pl.DataFrame:
    """Both sides of each event one after the other, in the order of events; people who are not linked are left out."""
    husband, wife = pl.col(f"husband_{PERSON}"), pl.col(f"wife_{PERSON}")
    events = rows(evidence, "marriages").select(husband, wife, "event_type", "registered_on")
    divorce = pl.col("event_type").is_in(DIVORCES)
    ordered = events.sort("registered_on", divorce, maintain_order=True).with_row_index("order")
    sides = [
        ordered.select(own.alias(PERSON), other.alias(PARTNER), "event_type", "registered_on", "order")
        for own, other in ((husband, wife), (wife, husband))
    ]
    return pl.concat(sides).drop_nulls(PERSON).sort("order").drop("order")
