"""Of a city in parts: whose rows of a source may be missing because the extract of his county is."""

from __future__ import annotations

import polars as pl

from policies.counties import COUNTY, Counties
from policies.evidence import Evidence, view
from policies.terms.rows import named
from schemas.extracts import EXTRACTS
from schemas.linked import PERSON

_NOBODY = pl.DataFrame(schema={PERSON: pl.UInt32()})


@view
def of_lacking_counties(evidence: Evidence, source: str) -> pl.DataFrame:
    """`person` of everybody whom the registry or a roll of a county knows of which the source has no usable extract."""
    counties = evidence.counties
    lacking = counties.without(source) if counties else []
    if counties is None or not lacking:
        return _NOBODY
    rolls = [named(evidence, one) for one in evidence.rows if EXTRACTS[one].subjects]
    known = [one.select(PERSON, "file").drop_nulls() for one in (evidence.persons, *rolls)]
    return pl.concat([_NOBODY, *(_of(frame, counties, lacking) for frame in known)]).unique()


def _of(rows: pl.DataFrame, counties: Counties, lacking: list[str]) -> pl.DataFrame:
    return rows.with_columns(counties.of_row()).filter(pl.col(COUNTY).is_in(lacking)).select(PERSON)
