"""Where a household or a person lives, as any of their rows says: nobody is left without a town that is known."""

from __future__ import annotations

import polars as pl

from policies.evidence import Evidence, view
from policies.terms.rows import named
from schemas.extracts import EXTRACTS
from schemas.linked import PERSON

_PLACE = ("town", "village")


def household_source(source: str) -> str:
    """The source whose household numbers the rows of a source bear: its own, or that of the roll it speaks of."""
    return next((one.holder_of for one in EXTRACTS[source].subjects if one.holder_of), source)


@view
def household_places(evidence: Evidence) -> pl.DataFrame:
    """household_source, household_no, town, village (String): of each the first that a row of the household says."""
    owned = [
        frame.select(pl.lit(household_source(source)).alias("household_source"), "household_no", *_PLACE)
        for source, frame in _placed_rows(evidence)
    ]
    return _first_said(pl.concat(owned), "household_source", "household_no")


@view
def person_places(evidence: Evidence) -> pl.DataFrame:
    """person, town, village: of each the first that a row linked to the person says."""
    return _first_said(pl.concat([frame.select(PERSON, *_PLACE) for _, frame in _placed_rows(evidence)]), PERSON)


def _placed_rows(evidence: Evidence) -> list[tuple[str, pl.DataFrame]]:
    """Rows of the sources that say where somebody lives."""
    placed = [source for source, extract in EXTRACTS.items() if any(one.town for one in extract.subjects)]
    return [(source, named(evidence, source)) for source in placed]


def _first_said(frame: pl.DataFrame, *by: str) -> pl.DataFrame:
    first = pl.col(_PLACE).drop_nulls().first()
    return frame.drop_nulls(by).group_by(by, maintain_order=True).agg(first)
