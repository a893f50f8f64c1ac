"""Which counties of a city in parts the evidence of a clue comes from, and of what day it is.

The evidence of a clue are its own row; who its people are by the civil registry, where it rests on links; the rows of
those people, or of its household, in the registers that it is held against; and what its check lists itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from policies.checks.declaration import Check, Identity, Rests
from policies.counties import COUNTY, FILES, Counties, of_town
from policies.evidence import Evidence, view
from policies.terms.benefits import ROSTERS, beneficiaries
from policies.terms.marriages import PARTNER, latest_event
from policies.terms.places import household_source
from policies.terms.rows import named
from schemas.extracts import EXTRACTS, REGISTRY
from schemas.linked import PERSON
from schemas.words import COMMA

_CLUE = "clue"
_LOOKED = {_CLUE: pl.UInt32(), "source": pl.String(), COUNTY: pl.String()}
_MARRIAGES = "marriages"


def with_counties(evidence: Evidence, full: pl.DataFrame, checks: Iterable[Check]) -> pl.DataFrame:
    """Findings with county, cross_county and, where their check gives none itself, observed_as_of.

    Args:
        evidence: the night's evidence.
        full: the findings, check after check, with check_id, all columns of `policies.finding.RAW_COLUMNS` and their
            places.
        checks: the checks, in that order.

    Returns:
        They, in order; county and cross_county are null where extracts come whole.
    """
    counties = evidence.counties
    if counties is None or full.is_empty():
        nobody = full.with_columns(
            pl.lit(None, pl.String).alias(COUNTY), pl.lit(None, pl.Boolean).alias("cross_county")
        )
        return nobody.with_columns(observed_as_of=pl.coalesce("observed_as_of", _newest(evidence)))
    of_check = ((one, full.filter(pl.col("check_id") == one.id)) for one in checks)
    return pl.concat(_of_check(evidence, counties, *one) for one in of_check)


def _of_check(evidence: Evidence, counties: Counties, check: Check, full: pl.DataFrame) -> pl.DataFrame:
    clues = full.with_row_index(_CLUE).with_columns(pl.coalesce(counties.of_row(), of_town()).alias(COUNTY))
    looked = pl.concat([_of_own_rows(clues, counties), *_of_others(evidence, clues, check)]).drop_nulls()
    several = looked.group_by(_CLUE).agg(cross_county=pl.col(COUNTY).n_unique() > 1)
    told = clues.join(several, on=_CLUE, how="left", maintain_order="left")
    dated = told.join(_days(clues, looked, counties), on=_CLUE, how="left", maintain_order="left")
    return dated.with_columns(
        pl.col("cross_county").fill_null(value=False),
        observed_as_of=pl.coalesce("observed_as_of", "day", "own_day", _newest(evidence)),
    ).drop(_CLUE, "day", "own_day")


def _newest(evidence: Evidence) -> pl.Expr:
    sources = pl.Series(list(evidence.cut_offs), dtype=pl.String)
    days = pl.Series(list(evidence.cut_offs.values()), dtype=pl.Date)
    return pl.col("observed_source").replace_strict(sources, days, default=None, return_dtype=pl.Date)


def _days(clues: pl.DataFrame, looked: pl.DataFrame, counties: Counties) -> pl.DataFrame:
    """clue, day (the oldest of the rows that it is held against), own_day (of its own county's extract)."""
    known = [(*feed, day) for feed, day in counties.cut_offs.items()]
    cut_offs = pl.DataFrame(
        known, schema={"observed_source": pl.String(), COUNTY: pl.String(), "day": pl.Date()}, orient="row"
    )
    observed = looked.rename({"source": "observed_source"})
    against = observed.join(clues.select(_CLUE, "observed_source"), on=[_CLUE, "observed_source"], how="semi")
    days = against.join(cut_offs, on=["observed_source", COUNTY]).group_by(_CLUE).agg(pl.col("day").min())
    own = clues.select(_CLUE, "observed_source", COUNTY).join(cut_offs, on=["observed_source", COUNTY])
    return (
        clues.select(_CLUE)
        .join(days, on=_CLUE, how="left")
        .join(own.select(_CLUE, own_day="day"), on=_CLUE, how="left")
    )


def _of_own_rows(clues: pl.DataFrame, counties: Counties) -> pl.DataFrame:
    own = clues.select(_LOOKED.keys()).cast(pl.Schema(_LOOKED))
    listed = clues.select(_CLUE, "source", pl.col(FILES).alias("file")).explode("file")
    return pl.concat([own, listed.drop_nulls("file").select(_CLUE, "source", counties.of_row())])


def _of_others(evidence: Evidence, clues: pl.DataFrame, check: Check) -> Iterator[pl.DataFrame]:
    against = _against(clues, check)
    if check.rests is Rests.WRITTEN:
        if check.identity is Identity.HOUSEHOLD:
            yield from _of_household(evidence, against)
        return
    people = _people(evidence, clues, check)
    yield _registered(evidence, people)
    for (source,), of in against.partition_by("seen", as_dict=True).items():
        if source in evidence.rows and EXTRACTS[str(source)].subjects:
            rows = _rows_of_people(evidence, str(source))
            yield (
                people.join(of.select(_CLUE), on=_CLUE, how="semi")
                .join(rows, on=PERSON)
                .select(_CLUE, pl.lit(source).alias("source"), COUNTY)
            )
    if (against["seen"] == _MARRIAGES).any():
        wed = against.filter(pl.col("seen") == _MARRIAGES).select(_CLUE)
        couples = people.join(wed, on=_CLUE, how="semi").join(latest_event(evidence), on=PERSON).drop_nulls(PARTNER)
        yield _registered(evidence, couples.select(_CLUE, pl.col(PARTNER).alias(PERSON)))


def _against(clues: pl.DataFrame, check: Check) -> pl.DataFrame:
    """clue, household_no, source and `seen`: a row a source that the clue is held against.

    A clue about a person or a household speaks of all rows of its own source too; one about a person on one roster
    lists them itself.
    """
    several = pl.col("observed_source").fill_null("").str.split(COMMA)
    own = check.identity in (Identity.PERSON, Identity.HOUSEHOLD)
    seen = pl.concat_list("source", several) if own else several
    told = clues.select(_CLUE, "household_no", "source", seen.alias("seen")).explode("seen")
    return told.filter(pl.col("seen") != "").unique([_CLUE, "seen"], maintain_order=True)


def _people(evidence: Evidence, clues: pl.DataFrame, check: Check) -> pl.DataFrame:
    """clue, person: whom the clues are about; of a household those who are linked in its rows."""
    named_one = clues.select(_CLUE, PERSON).drop_nulls()
    if check.identity is not Identity.HOUSEHOLD:
        return named_one
    parts = [named_one]
    for (source,), of in clues.partition_by("source", as_dict=True).items():
        members = named(evidence, str(source)).select("household_no", PERSON).drop_nulls().unique()
        parts.append(of.select(_CLUE, "household_no").join(members, on="household_no").select(_CLUE, PERSON))
    return pl.concat(parts).unique(maintain_order=True)


def _registered(evidence: Evidence, people: pl.DataFrame) -> pl.DataFrame:
    county = pl.lit(_of_persons(evidence)).gather(pl.col(PERSON)).alias(COUNTY)
    return people.select(_CLUE, pl.lit(REGISTRY).alias("source"), county)


@view
def _of_persons(evidence: Evidence) -> pl.Series:
    """The county in whose part of the registry each person stands."""
    counties = evidence.counties
    return pl.Series(dtype=pl.String) if counties is None else evidence.persons.select(counties.of_row()).to_series()


@view
def _rows_of_people(evidence: Evidence, source: str) -> pl.DataFrame:
    """person, county of the rows of a source that a clue may rest on, each once.

    Of a benefit roster these are the rows of those who benefit in m(D).
    """
    rows = beneficiaries(evidence, source) if source in ROSTERS else named(evidence, source)
    return _with_county(evidence, rows.drop_nulls(PERSON), PERSON)


def _of_household(evidence: Evidence, against: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Of clues about households as written: the rows that bear their numbers."""
    for (seen,), of in against.partition_by("seen", as_dict=True).items():
        source = str(seen)
        if source in evidence.rows and EXTRACTS[source].subjects:
            alike = pl.col("source").replace({one: household_source(one) for one in EXTRACTS})
            numbered = of.filter(alike == household_source(source)).select(_CLUE, "household_no")
            rows = _rows_of_households(evidence, source)
            yield numbered.join(rows, on="household_no").select(_CLUE, pl.lit(source).alias("source"), COUNTY)


@view
def _rows_of_households(evidence: Evidence, source: str) -> pl.DataFrame:
    """household_no, county of the rows of a source, each once."""
    return _with_county(evidence, named(evidence, source).drop_nulls("household_no"), "household_no")


def _with_county(evidence: Evidence, rows: pl.DataFrame, key: str) -> pl.DataFrame:
    counties = evidence.counties
    return rows.select(key, counties.of_row() if counties else pl.lit(None, pl.String).alias(COUNTY)).unique()
