"""Of which clues a night could not say whether they are still there, though their checks ran.

A clue that is not raised any more is gone only where its check could have raised it. It could not where a source that
the clue rested on has no usable extract, where the row that it may have rested on was refused, is in review or linked
to nobody, or where the data of the household do not suffice: unknown is not gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import polars as pl

from policies.checks.declaration import Check, Identity, Rests
from policies.economy.households import SOURCE
from policies.evidence import Evidence
from policies.terms.absence import in_doubt, refused_households, refused_people, refused_rows, strays
from policies.terms.marriages import PARTNER, latest_event
from policies.terms.payments import refused_payees
from policies.terms.places import household_source
from policies.terms.rows import linked, named
from policies.terms.spelling import plain_name, plain_number, squeezed
from policies.verification.verdict import insufficient
from schemas.extracts import EXTRACTS, REGISTRY
from schemas.feed import ABOVE
from schemas.linked import PERSON
from schemas.terms import Outcome
from schemas.words import COMMA

_ID = "finding_id"
_NO_ONE = pl.DataFrame(schema={_ID: pl.String()})
_LOOKED = "looked_at"
_PAYMENTS, _MARRIAGES = "low_income_payments", "marriages"
_NUMBERED_BY = {source: household_source(source) for source in EXTRACTS}


def unanswered(evidence: Evidence, asked: pl.DataFrame, checks: Mapping[str, Check]) -> pl.Series:
    """The clues of which nobody can say tonight whether they are still there.

    Args:
        evidence: the night's evidence.
        asked: clues that earlier nights raised and this one does not, though their checks ran: finding_id, check_id,
            source, observed_source, household_no, person_id_no, name, town, village, county as they were last worded.
        checks: check id -> check.
    """
    told = asked.filter(pl.col("check_id").is_in(list(checks))).with_columns(
        numbered_by=pl.col("source").replace(_NUMBERED_BY)
    )
    if told.is_empty():
        return pl.Series(_ID, [], dtype=pl.String)
    of_people = [source for source in evidence.rows if EXTRACTS[source].subjects]
    looked = _looked_at(told, checks).filter(pl.col(_LOOKED).is_in(of_people))
    parts = [
        _without_extract(evidence, told),
        *_of_counties(evidence, told, checks),
        _refused_from_registry(evidence, told),
        _insufficient(evidence, told, checks),
        _without_alternative(evidence, told, checks),
        *_doubted(evidence, looked, _people(evidence, told)),
    ]
    return pl.concat([_NO_ONE, *(part.select(_ID) for part in parts)]).unique(_ID).to_series()


def _looked_at(asked: pl.DataFrame, checks: Mapping[str, Check]) -> pl.DataFrame:
    """A row a clue and source that its check looks at for it, with what the check rests on and speaks of."""
    facts = pl.DataFrame(
        [
            (one.id, one.rests.value, one.identity.name, [*one.needs, *one.any_of, *one.if_landed])
            for one in checks.values()
        ],
        schema={
            "check_id": pl.String(),
            "rests": pl.String(),
            "identity": pl.String(),
            "declared": pl.List(pl.String()),
        },
        orient="row",
    )
    own = pl.concat_list("source", _several("observed_source"))
    alone = pl.col("identity").is_in([Identity.ROW.name, Identity.PERSON_AND_SOURCE.name])
    joined = asked.join(facts, on="check_id", maintain_order="left")
    every = joined.with_columns(pl.when(alone).then(own).otherwise(pl.concat_list(own, "declared")).alias(_LOOKED))
    return every.drop("declared").explode(_LOOKED).drop_nulls(_LOOKED).unique([_ID, _LOOKED], maintain_order=True)


def _several(column: str) -> pl.Expr:
    return pl.col(column).fill_null("").str.split(COMMA)


def _without_extract(evidence: Evidence, asked: pl.DataFrame) -> pl.DataFrame:
    """Clues that rested on a source of which there is no usable extract tonight."""
    usable = [*evidence.rows, REGISTRY, ""]
    rested = asked.select(_ID, pl.concat_list(pl.col("source"), _several("observed_source")).alias(_LOOKED))
    return rested.explode(_LOOKED).drop_nulls().remove(pl.col(_LOOKED).is_in(usable))


def _of_counties(evidence: Evidence, asked: pl.DataFrame, checks: Mapping[str, Check]) -> Iterator[pl.DataFrame]:
    """Of a city in parts: clues of a county that lacks a source of the check, or of the clue itself.

    The register that a clue about linked people was held against may be any county's: who died may have been cremated
    elsewhere.
    """
    if (counties := evidence.counties) is None:
        return
    somewhere = [one for one in EXTRACTS if one in evidence.rows and counties.without(one, landed=True)]
    by_links = pl.col("check_id").is_in([one.id for one in checks.values() if one.rests is not Rests.WRITTEN])
    against = asked.filter(by_links).with_columns(_several("observed_source").alias(_LOOKED)).explode(_LOOKED)
    yield against.filter(pl.col(_LOOKED).is_in(somewhere))
    for (check_id,), of in asked.partition_by("check_id", as_dict=True).items():
        lacking = counties.missing(checks[str(check_id)])
        yield of.filter(pl.col("county").is_in(list(lacking)) | (pl.col("county").is_null() & pl.lit(bool(lacking))))
    usable = [ABOVE.join(feed) for feed in counties.cut_offs]
    yield asked.remove(pl.concat_str("source", "county", separator=ABOVE).is_in(usable).fill_null(value=True))


def _without_alternative(evidence: Evidence, asked: pl.DataFrame, checks: Mapping[str, Check]) -> pl.DataFrame:
    """Clues that may have rested on one of several sources, of which one has no usable extract tonight.

    Only of checks whose clues do not say which of them it was (B2: the certificate or the costs of the illness).
    """
    lacking = [
        (one.id, list(one.any_of))
        for one in checks.values()
        if any(source in evidence.ever_landed and source not in evidence.rows for source in one.any_of)
    ]
    alternatives = pl.DataFrame(lacking, schema={"check_id": pl.String(), "any_of": pl.List(pl.String())}, orient="row")
    told = asked.join(alternatives, on="check_id").with_columns(
        rested=pl.concat_list(pl.col("source"), _several("observed_source"))
    )
    return told.filter(pl.col("rested").list.set_intersection("any_of").list.len() == 0)


def _refused_from_registry(evidence: Evidence, asked: pl.DataFrame) -> pl.DataFrame:
    """Clues of persons whose own row of the civil registry was refused."""
    refused = evidence.refused.get(REGISTRY)
    if refused is None or "id_no" not in refused.columns:
        return _NO_ONE
    numbers = refused.select(plain_number(pl.col("id_no")).alias("person_id_no")).drop_nulls()
    return asked.join(numbers, on="person_id_no", how="semi")


def _insufficient(evidence: Evidence, asked: pl.DataFrame, checks: Mapping[str, Check]) -> pl.DataFrame:
    """Clues about the economy of households whose data do not suffice."""
    economy = asked.filter(pl.col("check_id").is_in([one.id for one in checks.values() if one.rests is Rests.ECONOMY]))
    if economy.is_empty():
        return _NO_ONE
    lacking = insufficient(evidence).with_columns(source=pl.col("kind").replace(SOURCE))
    return economy.join(lacking, on=["source", "household_no"], how="semi")


def _doubted(evidence: Evidence, looked: pl.DataFrame, held: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The clues that a row of a source keeps from being answered.

    Args:
        evidence: the night's evidence.
        looked: a row a clue and source, as `_looked_at` gives them; all sources are asked at once, for to ask one after
            the other takes several hundred small joins.
        held: whom the clues are about (`_people`).
    """
    of_rows, written = pl.col("identity") == Identity.ROW.name, pl.col("rests") == Rests.WRITTEN.value
    rows, others = looked.filter(of_rows), looked.remove(of_rows | written)
    by_links = rows.remove(written)
    yield _households_refused(evidence, looked)
    yield _of_people(held, rows, _told(evidence, rows, refused_people))
    yield _rows_doubted(rows.filter(written), _told(evidence, rows.filter(written), refused_rows))
    yield _rows_doubted(by_links, _told(evidence, by_links, strays))
    yield _of_people(held, by_links, _told(evidence, by_links, in_doubt))
    yield _people_doubted(evidence, others, held)
    yield _mates_doubted(evidence, others.filter(pl.col("identity") == Identity.HOUSEHOLD.name))
    yield _households_doubted(evidence, others, held)


def _told(evidence: Evidence, asked: pl.DataFrame, ask: Callable[[Evidence, str], pl.DataFrame]) -> pl.DataFrame | None:
    """What every source that is looked at tells, with its name as `_LOOKED`; None where none is."""
    sources = asked[_LOOKED].unique().sort()
    told = [ask(evidence, source).with_columns(pl.lit(source).alias(_LOOKED)) for source in sources]
    return pl.concat(told) if told else None


def _rows_doubted(asked: pl.DataFrame, rows: pl.DataFrame | None) -> pl.DataFrame:
    """Clues about a row where a row of that name, in that household or village, cannot be told any more."""
    if rows is None or rows.is_empty():
        return _NO_ONE
    keyed = asked.select(
        _ID,
        _LOOKED,
        "household_no",
        plain_name(pl.col("name")).alias("name_key"),
        squeezed(pl.col("village")).alias("village"),
    )
    both = keyed.join(rows, on=["name_key", _LOOKED], suffix="_there")
    nowhere = pl.col("household_no_there").is_null() & pl.col("village_there").is_null()
    return both.filter(
        nowhere
        | (pl.col("household_no") == pl.col("household_no_there"))
        | (pl.col("village") == pl.col("village_there"))
    )


def _people(evidence: Evidence, asked: pl.DataFrame) -> pl.DataFrame:
    """finding_id, person: whom the clues are about, by number or former number."""
    numbers = asked["person_id_no"].unique().drop_nulls().implode()
    held = [
        evidence.persons.select(PERSON, person_id_no=column).filter(pl.col("person_id_no").is_in(numbers))
        for column in ("id_no", "former_id_no")
    ]
    return asked.join(pl.concat(held), on="person_id_no").select(_ID, PERSON)


def _of_people(held: pl.DataFrame, asked: pl.DataFrame, people: pl.DataFrame | None) -> pl.DataFrame:
    """The clues (with the source, `_LOOKED`) about any of these people of the source."""
    if people is None:
        return _NO_ONE
    return held.join(asked.select(_ID, _LOOKED), on=_ID).join(people, on=[PERSON, _LOOKED], how="semi")


def _people_doubted(evidence: Evidence, asked: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Clues about people of whom a row of the source may be missing; of a couple, of either."""
    wed = asked.filter(pl.col("observed_source") == _MARRIAGES).select(_ID)
    couples = held.join(wed, on=_ID, how="semi").join(latest_event(evidence), on=PERSON).drop_nulls(PARTNER)
    both = (
        pl.concat([held, couples.select(_ID, pl.col(PARTNER).alias(PERSON))]) if _MARRIAGES in evidence.rows else held
    )
    return _of_people(both, asked, _told(evidence, asked, in_doubt))


def _mates_doubted(evidence: Evidence, asked: pl.DataFrame) -> pl.DataFrame:
    """Clues about households of a member of which a row of the source may be missing."""
    parts = [_NO_ONE.with_columns(pl.lit(None, pl.UInt32).alias(PERSON))]
    for (roll,), of in asked.filter(pl.col("numbered_by").is_in(list(evidence.rows))).group_by(["numbered_by"]):
        members = linked(evidence, str(roll)) if len(EXTRACTS[str(roll)].subjects) == 1 else pl.DataFrame()
        household = EXTRACTS[str(roll)].subjects[0].household
        if household is not None and not members.is_empty():
            mates = members.select(PERSON, household_no=household)
            parts.append(of.select(_ID, "household_no").unique().join(mates, on="household_no").select(_ID, PERSON))
    return _of_people(pl.concat(parts), asked, _told(evidence, asked, in_doubt))


def _of_own_households(asked: pl.DataFrame) -> pl.DataFrame:
    """Those whose source bears the household numbers of the source that is looked at."""
    return asked.filter(pl.col("numbered_by") == pl.col(_LOOKED).replace(_NUMBERED_BY))


def _households_refused(evidence: Evidence, looked: pl.DataFrame) -> pl.DataFrame:
    """Clues of households of which a row of the source was refused."""
    numbered = _of_own_households(looked)
    refused = _told(evidence, numbered, _refused_households)
    return _NO_ONE if refused is None else numbered.join(refused, on=["household_no", _LOOKED], how="semi")


def _refused_households(evidence: Evidence, source: str) -> pl.DataFrame:
    return refused_payees(evidence) if source == _PAYMENTS else refused_households(evidence, source)


def _households_doubted(evidence: Evidence, asked: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Clues of households with a row of the source that is linked to nobody, which may be that of their person."""
    numbered = _of_own_households(asked)
    people = _told(
        evidence, numbered, lambda told, source: named(told, source).select("household_no", "outcome", PERSON)
    )
    if people is None:
        return _NO_ONE
    open_rows = people.filter(pl.col("outcome") != Outcome.LINKED.value)
    met = numbered.join(open_rows, on=["household_no", _LOOKED], how="semi")
    there = _of_people(held, met, people.drop_nulls(PERSON))
    alone = pl.col("identity") != Identity.HOUSEHOLD.name
    left = met.filter(alone).join(there, on=[_ID, _LOOKED], how="anti")
    return pl.concat([met.remove(alone), left])
