"""Of which clues a row keeps a night from saying whether they are still there.

A row that was refused, is in review or linked to nobody may be the one that a clue rested on; so may one of the extract
that a county of a city did not send.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import polars as pl

from policies.checks.declaration import Identity, Rests
from policies.evidence import Evidence
from policies.terms.absence import (
    in_doubt,
    refused_households,
    refused_numbers,
    refused_people,
    refused_rows,
    strays,
)
from policies.terms.lacking_counties import of_lacking_counties
from policies.terms.marriages import PARTNER, latest_event
from policies.terms.payments import refused_payees
from policies.terms.places import household_source
from policies.terms.rows import linked, named
from policies.terms.spelling import plain_name, squeezed
from schemas.extracts import EXTRACTS
from schemas.linked import PERSON
from schemas.terms import Outcome

ID = "finding_id"
LOOKED = "looked_at"
"""Column: a source that a clue's check looks at for it."""
NUMBERED_BY = {source: household_source(source) for source in EXTRACTS}
"""Source -> the source whose household numbers it bears."""
NO_ONE = pl.DataFrame(schema={ID: pl.String()})
_PAYMENTS, _MARRIAGES = "low_income_payments", "marriages"
_Ask = Callable[[Evidence, str], pl.DataFrame]
"""What a source tells of rows or people."""


def doubted_by_rows(evidence: Evidence, looked: pl.DataFrame, held: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The clues that a row of a source keeps from being answered.

    Args:
        evidence: the night's evidence.
        looked: a row a clue and source that its check looks at for it (`LOOKED`), with what the check rests on and
            speaks of; all sources are asked at once, for to ask one after the other takes several hundred small joins.
        held: whom the clues are about (`people_of`).
    """
    written = pl.col("rests") == Rests.WRITTEN.value
    rows, others, unwritten = looked.filter(_is_of_row()), _by_people(looked), looked.remove(written)
    by_links = rows.remove(written)
    yield _households_refused(evidence, looked)
    yield _of_people(held, rows, _told(evidence, rows, refused_people))
    yield _rows_doubted(rows.filter(written), _told(evidence, rows.filter(written), refused_rows))
    yield _rows_doubted(by_links, _told(evidence, by_links, strays))
    yield _of_people(held, by_links, _told(evidence, by_links, in_doubt))
    yield _rows_doubted(others, _told(evidence, others, _placed_strays))
    yield _numbers_doubted(unwritten, _told(evidence, unwritten, _open_numbers))
    yield _people_doubted(evidence, others, held, in_doubt)
    yield _mates_doubted(evidence, others, in_doubt)
    yield _households_doubted(evidence, others, held)


def doubted_by_counties(evidence: Evidence, looked: pl.DataFrame, held: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The same of clues about people and their households of whom a row may stand in what a county did not send."""
    if evidence.counties is None:
        return
    others = _by_people(looked)
    yield _people_doubted(evidence, others, held, of_lacking_counties)
    yield _mates_doubted(evidence, others, of_lacking_counties)


def _is_of_row() -> pl.Expr:
    return pl.col("identity") == Identity.ROW.name


def _by_people(looked: pl.DataFrame) -> pl.DataFrame:
    """Clues about people or households that rest on links."""
    return looked.remove(_is_of_row() | (pl.col("rests") == Rests.WRITTEN.value))


def _told(evidence: Evidence, asked: pl.DataFrame, ask: _Ask) -> pl.DataFrame | None:
    """What every source that is looked at tells, with its name as `LOOKED`; None where none is."""
    sources = asked[LOOKED].unique().sort()
    told = [ask(evidence, source).with_columns(pl.lit(source).alias(LOOKED)) for source in sources]
    return pl.concat(told) if told else None


def _rows_doubted(asked: pl.DataFrame, rows: pl.DataFrame | None) -> pl.DataFrame:
    """Clues where a row of that name, in that household or village, cannot be told any more."""
    if rows is None or rows.is_empty():
        return NO_ONE
    keyed = asked.select(
        ID,
        LOOKED,
        "household_no",
        plain_name(pl.col("name")).alias("name_key"),
        squeezed(pl.col("village")).alias("village"),
    )
    both = keyed.join(rows, on=["name_key", LOOKED], suffix="_there")
    nowhere = pl.col("household_no_there").is_null() & pl.col("village_there").is_null()
    return both.filter(
        nowhere
        | (pl.col("household_no") == pl.col("household_no_there"))
        | (pl.col("village") == pl.col("village_there"))
    )


def _placed_strays(evidence: Evidence, source: str) -> pl.DataFrame:
    """Rows that are linked to nobody and say where: also those of somebody whom the registry lacks tonight."""
    return strays(evidence, source).filter(pl.col("household_no").is_not_null() | pl.col("village").is_not_null())


def _numbers_doubted(asked: pl.DataFrame, numbers: pl.DataFrame | None) -> pl.DataFrame:
    """Clues about somebody whose own number stands on such a row, also where the registry lacks him tonight."""
    if numbers is None:
        return NO_ONE
    return asked.join(numbers, left_on=["person_id_no", LOOKED], right_on=["number", LOOKED], how="semi")


def _open_numbers(evidence: Evidence, source: str) -> pl.DataFrame:
    """`number` (String, each once): ids and certificates on rows of the source that are refused or linked to nobody."""
    open_rows = named(evidence, source).filter(pl.col("outcome") != Outcome.LINKED.value)
    written = [open_rows.select(number=column) for column in ("id_clean", "certificate_clean")]
    return pl.concat([*written, refused_numbers(evidence, source)]).drop_nulls().unique()


def people_of(evidence: Evidence, asked: pl.DataFrame) -> pl.DataFrame:
    """finding_id, person: whom clues (as they were last worded) are about, by number or former number."""
    numbers = asked["person_id_no"].unique().drop_nulls().implode()
    held = [
        evidence.persons.select(PERSON, person_id_no=column).filter(pl.col("person_id_no").is_in(numbers))
        for column in ("id_no", "former_id_no")
    ]
    return asked.join(pl.concat(held), on="person_id_no").select(ID, PERSON)


def _of_people(held: pl.DataFrame, asked: pl.DataFrame, people: pl.DataFrame | None) -> pl.DataFrame:
    """The clues (with the source, `LOOKED`) about any of these people of the source."""
    if people is None:
        return NO_ONE
    return held.join(asked.select(ID, LOOKED), on=ID).join(people, on=[PERSON, LOOKED], how="semi")


def _people_doubted(evidence: Evidence, asked: pl.DataFrame, held: pl.DataFrame, ask: _Ask) -> pl.DataFrame:
    """Clues about people of whom a row of the source may be missing; of a couple, of either."""
    wed = asked.filter(pl.col("observed_source") == _MARRIAGES).select(ID)
    couples = held.join(wed, on=ID, how="semi").join(latest_event(evidence), on=PERSON).drop_nulls(PARTNER)
    both = pl.concat([held, couples.select(ID, pl.col(PARTNER).alias(PERSON))]) if _MARRIAGES in evidence.rows else held
    return _of_people(both, asked, _told(evidence, asked, ask))


def _mates_doubted(evidence: Evidence, others: pl.DataFrame, ask: _Ask) -> pl.DataFrame:
    """Clues about households of a member of which a row of the source may be missing."""
    parts = [NO_ONE.with_columns(pl.lit(None, pl.UInt32).alias(PERSON))]
    asked = others.filter(pl.col("identity") == Identity.HOUSEHOLD.name)
    for (roll,), of in asked.filter(pl.col("numbered_by").is_in(list(evidence.rows))).group_by(["numbered_by"]):
        members = linked(evidence, str(roll)) if len(EXTRACTS[str(roll)].subjects) == 1 else pl.DataFrame()
        household = EXTRACTS[str(roll)].subjects[0].household
        if household is not None and not members.is_empty():
            mates = members.select(PERSON, household_no=household)
            parts.append(of.select(ID, "household_no").unique().join(mates, on="household_no").select(ID, PERSON))
    return _of_people(pl.concat(parts), asked, _told(evidence, asked, ask))


def _of_own_households(asked: pl.DataFrame) -> pl.DataFrame:
    """Those whose source bears the household numbers of the source that is looked at."""
    return asked.filter(pl.col("numbered_by") == pl.col(LOOKED).replace(NUMBERED_BY))


def _households_refused(evidence: Evidence, looked: pl.DataFrame) -> pl.DataFrame:
    """Clues of households of which a row of the source was refused."""
    numbered = _of_own_households(looked)
    refused = _told(evidence, numbered, _refused_households)
    return NO_ONE if refused is None else numbered.join(refused, on=["household_no", LOOKED], how="semi")


def _refused_households(evidence: Evidence, source: str) -> pl.DataFrame:
    return refused_payees(evidence) if source == _PAYMENTS else refused_households(evidence, source)


def _households_doubted(evidence: Evidence, asked: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Clues of households with a row of the source that is linked to nobody, which may be that of their person."""
    numbered = _of_own_households(asked)
    people = _told(
        evidence, numbered, lambda told, source: named(told, source).select("household_no", "outcome", PERSON)
    )
    if people is None:
        return NO_ONE
    open_rows = people.filter(pl.col("outcome") != Outcome.LINKED.value)
    met = numbered.join(open_rows, on=["household_no", LOOKED], how="semi")
    there = _of_people(held, met, people.drop_nulls(PERSON))
    alone = pl.col("identity") != Identity.HOUSEHOLD.name
    left = met.filter(alone).join(there, on=[ID, LOOKED], how="anti")
    return pl.concat([met.remove(alone), left])
