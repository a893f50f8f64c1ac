"""Absence is no evidence where a row may be missing: of whom a source may hold a row that could not be used.

A row may be missing where it was refused, where it is not linked and bears the person's name in the same household or
village, or where the extract of the person's county is missing. Checks that rest on somebody *not* being in a source
leave these people and households out.
"""

from __future__ import annotations

import polars as pl

from policies.evidence import Evidence, view
from policies.terms.lacking_counties import of_lacking_counties
from policies.terms.registry import registered
from policies.terms.rows import linked, named
from policies.terms.spelling import ID_LENGTH, is_traditional, plain_name, plain_number, squeezed, without_century
from schemas.extract import Subject
from schemas.extracts import EXTRACTS
from schemas.linked import PERSON
from schemas.terms import Outcome

_PLACED = ("name_key", "town", "village", "household_no")
_CERTIFIED = tuple(
    source for source, extract in EXTRACTS.items() if any(subject.certificate for subject in extract.subjects)
)
_ODD = r"[\s·•‧・.]"


@view
def in_doubt(evidence: Evidence, source: str) -> pl.DataFrame:
    """`person` (each once) of everybody of whom a row of the source may be missing."""
    return _of_source(_in_doubt(evidence), source)


@view
def _in_doubt(evidence: Evidence) -> pl.DataFrame:
    """source, person (each once) of all sources at once: to ask each in turn takes longer for the few rows of each."""
    return pl.concat([_refused(evidence), _namesakes_of_strays(evidence), _candidates(evidence)]).unique()


def _of_source(people: pl.DataFrame, source: str) -> pl.DataFrame:
    return people.filter(pl.col("source") == source).select(PERSON)


@view
def unproven(evidence: Evidence, source: str) -> pl.DataFrame:
    """`person` (each once) of everybody whose absence from the source is no evidence: a row or extract is missing."""
    return pl.concat([in_doubt(evidence, source), of_lacking_counties(evidence, source)]).unique()


@view
def refused_households(evidence: Evidence, source: str) -> pl.DataFrame:
    """`household_no` (each once) as written on refused rows of the source."""
    return refused_rows(evidence, source).select("household_no").drop_nulls().unique()


@view
def refused_numbers(evidence: Evidence, source: str) -> pl.DataFrame:
    """`number` (String, each once): plain ids and certificates on refused rows of the source.

    Of a longer number (残疾人证号) the part that is an id stands beside it.
    """
    refused = evidence.refused.get(source, pl.DataFrame())
    columns = [column for column in number_columns(source) if column in refused.columns]
    written = [refused.select(plain_number(pl.col(column)).alias("number")) for column in columns]
    whole = pl.concat([pl.DataFrame(schema={"number": pl.String()}), *written]).drop_nulls()
    return pl.concat([whole, whole.select(pl.col("number").str.head(ID_LENGTH))]).unique()


def number_columns(source: str) -> tuple[str, ...]:
    """Columns of a source in which a number may tell whose a refused row is."""
    subjects = EXTRACTS[source].subjects
    columns = [column for subject in subjects for column in (subject.id_no, subject.certificate) if column]
    return tuple(dict.fromkeys([*columns, "certificate_no"]))


def certain(evidence: Evidence, people: pl.DataFrame, *sources: str) -> pl.DataFrame:
    """The rows of `people` (column person) of whom no row of these sources may be missing."""
    for source in sources:
        people = people.join(unproven(evidence, source), on=PERSON, how="anti", maintain_order="left")
    return people


def bears_name(evidence: Evidence, source: str) -> pl.DataFrame:
    """name_key, household_no of rows of the source that are not linked, refused ones too (String, each once)."""
    return strays(evidence, source).select("name_key", "household_no").drop_nulls().unique()


@view
def refused_people(evidence: Evidence, source: str) -> pl.DataFrame:
    """`person` of everybody who holds a number of a refused row of the source, as id, former id or certificate."""
    return _of_source(_refused(evidence), source)


@view
def _refused(evidence: Evidence) -> pl.DataFrame:
    return _holders(evidence).join(_numbers_of_refused(evidence), on="number").select("source", PERSON)


@view
def _numbers_of_refused(evidence: Evidence) -> pl.DataFrame:
    """number, source: `refused_numbers` of all sources."""
    numbers = [
        refused_numbers(evidence, source).with_columns(source=pl.lit(source)) for source in _that_name_persons(evidence)
    ]
    return pl.concat([pl.DataFrame(schema={"number": pl.String(), "source": pl.String()}), *numbers])


@view
def _holders(evidence: Evidence) -> pl.DataFrame:
    """number, person: who holds any number of a refused row, as id, former id, 15-character form or certificate."""
    wanted = _numbers_of_refused(evidence)["number"].unique().implode()
    people = evidence.persons
    held = [people.select(number, PERSON) for number in (pl.col("id_no"), pl.col("former_id_no"))]
    alike = people.filter(pl.col("id_no").str.slice(8, 9).is_in(wanted.list.eval(pl.element().str.tail(9))))
    held.append(alike.select(without_century(pl.col("id_no")), PERSON))  # to shorten the ids of all takes longer
    held += [linked(evidence, source).select("certificate_clean", PERSON) for source in _CERTIFIED]
    named_alike = [frame.rename({frame.columns[0]: "number"}) for frame in held]
    return pl.concat([frame.filter(pl.col("number").is_in(wanted)) for frame in named_alike])


def _candidates(evidence: Evidence) -> pl.DataFrame:
    """source, person of whom a row in review may be."""
    rows = [
        named(evidence, source).filter(pl.col("outcome") == Outcome.REVIEW.value).select("source", "candidate")
        for source in _that_name_persons(evidence)
    ]
    nobody = pl.DataFrame(schema={"source": pl.String(), "candidate": pl.UInt32()})
    return pl.concat([nobody, *rows]).drop_nulls().rename({"candidate": PERSON})


def _that_name_persons(evidence: Evidence) -> list[str]:
    """The sources of which there are rows, if only refused ones, that name persons."""
    told = {*evidence.rows, *evidence.refused}
    return [source for source, extract in EXTRACTS.items() if extract.subjects and source in told]


@view
def strays(evidence: Evidence, source: str) -> pl.DataFrame:
    """Rows that name somebody but are linked to nobody: `_PLACED`, String.

    A refused row whose number somebody holds is that person's, and no namesake's.
    """
    open_rows = named(evidence, source).filter(pl.col("outcome") != Outcome.LINKED.value)
    held = pl.col("number").is_in(_holders(evidence)["number"].implode()).fill_null(value=False)
    both = [frame.select(_PLACED) for frame in (keyed(open_rows), refused_rows(evidence, source).remove(held))]
    return pl.concat(both).filter(pl.col("name_key").is_not_null()).unique()


@view
def refused_rows(evidence: Evidence, source: str) -> pl.DataFrame:
    """Refused rows of a source: `_PLACED`, number (plain, String)."""
    refused = evidence.refused.get(source)
    if refused is None or not EXTRACTS[source].subjects:
        return keyed(pl.DataFrame(schema=dict.fromkeys(("name", "number", *_PLACED[1:]), pl.String())), "number")
    return pl.concat([keyed(_placed(refused, subject), "number") for subject in EXTRACTS[source].subjects])


def _placed(refused: pl.DataFrame, subject: Subject) -> pl.DataFrame:
    columns = (subject.name, subject.id_no, subject.town, subject.village, subject.household)
    wanted = dict(zip(("name", "number", *_PLACED[1:]), columns, strict=True))
    return refused.select(
        (pl.col(column) if column in refused.columns else pl.lit(None, dtype=pl.String)).alias(field)
        for field, column in wanted.items()
    )


def keyed(frame: pl.DataFrame, *numbers: str) -> pl.DataFrame:
    """Rows as they are compared where nobody knows who they are: `_PLACED` and the numbers asked for, plain, String."""
    return frame.select(
        plain_name(pl.col("name")).alias("name_key"),
        squeezed(pl.col("town")).alias("town"),
        squeezed(pl.col("village")).alias("village"),
        pl.col("household_no").str.normalize("NFKC").str.strip_chars(" \t\u3000'’").alias("household_no"),
        *(plain_number(pl.col(number)) for number in numbers),
    )


@view
def _namesakes_of_strays(evidence: Evidence) -> pl.DataFrame:
    """source, person: who bears the name of a stray row that says where, and lives there or with one of its household.

    Of all sources at once: half a million names are looked through a single time, whoever asks and however often.
    """
    placed = pl.col("village").is_not_null() | pl.col("household_no").is_not_null()
    nothing = pl.DataFrame(schema=dict.fromkeys(("source", *_PLACED), pl.String()))
    of_persons = _that_name_persons(evidence)
    each = [
        strays(evidence, source).filter(placed).select(pl.lit(source).alias("source"), *_PLACED)
        for source in of_persons
    ]
    stray = pl.concat([nothing, *each])
    if stray.is_empty():
        return pl.DataFrame(schema={"source": pl.String(), PERSON: pl.UInt32()})
    namesakes = namesakes_of(evidence, stray)
    homes = [_kin_households(evidence, source) for source in stray["source"].unique().sort()]
    at_home = namesakes.join(pl.concat(homes), on=["source", "household_no", "registry_household"])
    return pl.concat([living_there(evidence, namesakes), at_home], how="diagonal").select("source", PERSON)


def living_there(evidence: Evidence, namesakes: pl.DataFrame) -> pl.DataFrame:
    """Those of `namesakes_of` who live in the village that the row names, as any row says of them."""
    return namesakes.join(_places(evidence, namesakes), on=[PERSON, "village"], suffix="_of_person").filter(
        (pl.col("town") == pl.col("town_of_person")).fill_null(value=True)
    )


def namesakes_of(evidence: Evidence, stray: pl.DataFrame) -> pl.DataFrame:
    """Stray rows x registry people of that name (or former name): columns of both, person, registry_household."""
    names = _registry_names(evidence).filter(pl.col("name_key").is_in(stray["name_key"].unique().implode()))
    return names.with_columns(registered(evidence, "household_no").alias("registry_household")).join(
        stray, on="name_key"
    )


@view
def _registry_names(evidence: Evidence) -> pl.DataFrame:
    """name_key, person for every name and former name of the registry.

    Half a million names, of which few are not in plain form as they stand.
    """
    columns = (evidence.persons.select(PERSON, name_key=c).drop_nulls() for c in ("name", "former_name"))
    names = pl.concat(columns)
    key = pl.col("name_key")
    odd = names.filter(key.str.contains(_ODD) | is_traditional(key))
    return pl.concat([names, odd.with_columns(plain_name(key))])


def _places(evidence: Evidence, people: pl.DataFrame) -> pl.DataFrame:
    """person, town, village: where the registry and the rosters say that these people live."""
    registry = people.select(
        PERSON, *(registered(evidence, column).alias(column) for column in ("town", "village"))
    ).unique()
    placed = [
        linked(evidence, source).select(PERSON, subject.town, subject.village)
        for source, extract in EXTRACTS.items()
        for subject in extract.subjects
        if subject.town and subject.village
    ]
    rosters = pl.concat(placed).join(people, on=PERSON, how="semi")
    both = pl.concat([registry, rosters])
    return both.select(PERSON, squeezed(pl.col("town")), squeezed(pl.col("village"))).drop_nulls("village").unique()


def _kin_households(evidence: Evidence, source: str) -> pl.DataFrame:
    """source, household_no of the source x registry household of somebody linked in it."""
    own = named(evidence, source).select("source", "household_no", registered(evidence, "household_no"))
    return own.rename({"registry_household_no": "registry_household"}).drop_nulls().unique()
