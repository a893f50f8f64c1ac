"""Of a city in parts: whose rows of a source may be missing because the extract of his county is."""

from __future__ import annotations

import polars as pl

from policies.counties import COUNTY, Counties
from policies.evidence import Evidence, view
from policies.terms.rows import linked, named
from schemas.extracts import EXTRACTS
from schemas.linked import PERSON

_OF_ANYWHERE = ("deaths", "economic_items", "marriages", "rigid_expenses")
"""Registers that hold people of other counties, too; whoever stands on another roll is known to its county."""
_NOBODY = pl.DataFrame(schema={PERSON: pl.UInt32()})


@view
def of_lacking_counties(evidence: Evidence, source: str) -> pl.DataFrame:
    """`person` of everybody known to a county of which the source has no usable extract, and of those they live with.

    Of a household a roll may name the head alone.
    """
    counties = evidence.counties
    lacking = tuple(counties.without(source)) if counties else ()
    if not lacking:
        return _NOBODY
    known = known_to(evidence, lacking)
    homes = [frame.select(PERSON, "household_no") for frame in (evidence.persons, linked(evidence, "poverty_register"))]
    return pl.concat([known, *(_living_with(known, home) for home in homes)]).unique()


@view
def known_to(evidence: Evidence, some: tuple[str, ...]) -> pl.DataFrame:
    """`person` (each once) of everybody whom the registry or a roll of any of these counties names."""
    counties = evidence.counties
    if counties is None or not some:
        return _NOBODY
    rolls = [one for one in evidence.rows if EXTRACTS[one].subjects and one not in _OF_ANYWHERE]
    frames = [evidence.persons, *(named(evidence, one) for one in rolls)]
    return pl.concat([_of(frame.select(PERSON, "file").drop_nulls(), counties, some) for frame in frames]).unique()


def _of(rows: pl.DataFrame, counties: Counties, some: tuple[str, ...]) -> pl.DataFrame:
    return rows.with_columns(counties.of_row()).filter(pl.col(COUNTY).is_in(some)).select(PERSON)


def _living_with(people: pl.DataFrame, homes: pl.DataFrame) -> pl.DataFrame:
    theirs = homes.join(people, on=PERSON, how="semi").select("household_no").drop_nulls().unique()
    return homes.join(theirs, on="household_no", how="semi").select(PERSON)
