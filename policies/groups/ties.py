"""The keys that tie rows together, declared once: two rows that any rule may look at together share a key.

Keys are hashes: where two keys happen to have one hash, two groups are one, which is never wrong, only larger.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from enum import IntEnum

import polars as pl

from policies.evidence import Evidence
from policies.terms.absence import (
    keyed,
    living_there,
    namesakes_of,
    number_columns,
    refused_numbers,
    refused_rows,
    strays,
)
from policies.terms.places import household_source
from policies.terms.registry import registered
from policies.terms.rows import named, rows
from policies.terms.spelling import ID_LENGTH, plain_account, plain_number, without_century
from schemas.extracts import EXTRACTS
from schemas.linked import PERSON
from schemas.terms import Outcome

KEY = pl.UInt64()
_BATCH = 1_000_000
"""Persons whose numbers are written in several ways at a time."""


class Tie(IntEnum):
    """What rows have in common. Beside these, a row is tied to its person and to its candidate."""

    HUKOU = 1
    """Household of the registry: 同户籍 beside a verified household, and namesakes at home of a row in doubt."""
    HOUSEHOLD = 2
    """Number of a household of a roll, or of an application, on all rows that bear it, refused ones too."""
    NUMBER = 3
    """An id, former id or certificate that a refused row, a clue or several persons of the registry bear."""
    NAMESAKE = 4
    """Name and village of a row that is linked to nobody: absence is no evidence of whoever bears it there."""
    ACCOUNT = 5
    """Account to which benefits are paid (M6)."""
    ALIKE = 6
    """Source, id, name and number as written: such rows share the id of a clue but for a running number."""


_NUMBERED_AS = {"assistance_measures": "poverty_register", "applications": "low_income"}
"""Measures bear the numbers of poverty households. Clues about applications and households in force are told apart by
their numbers alone, so that one number in both is one key."""
_FURTHER_NUMBERS = {"low_income": ("certificate_no", "head_id_no")}
"""Numbers by which a refused payment may be that of a household."""
_ACCOUNTS = {"low_income_payments": "account_no"}


def ties(evidence: Evidence, clues: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """What ties the evidence of a night together, piece by piece: a city's keys would take as much as its rows.

    Of what a piece was reckoned from nothing is kept for the next one.

    Args:
        evidence: the night's evidence, whole.
        clues: clues of earlier nights that may not be raised any more: source, household_no, person_id_no.

    Yields:
        Whose keys they are, and a frame with a column a key (UInt64, null where there is none): a source, with a row
        an accepted row; a source `refused`, with a row a refused row; or nobody's, in any order. A person is a key,
        too, by his position.
    """
    naming = [source for source in EXTRACTS if EXTRACTS[source].subjects]
    refusing = [source for source in evidence.refused if source in naming]
    numbers = [refused_numbers(replace(evidence), source).to_series() for source in refusing]
    asked = pl.concat([pl.Series(dtype=pl.String), *numbers, clues["person_id_no"]]).drop_nulls().unique()
    yield "", _hukou(evidence)
    yield "", _numbers_of_persons(evidence, asked)
    yield "", _namesakes(replace(evidence), naming)
    yield (
        "",
        clues.select(
            person=_key(Tie.NUMBER, pl.col("person_id_no")),
            household=_household(pl.col("source").replace(_rolls()), pl.col("household_no")),
        ),
    )
    for source in evidence.rows:
        yield source, _of_rows(replace(evidence), source, asked)
    for source, frame in evidence.refused.items():
        of_refused = _of_refused(evidence, source) if source in naming else frame.select(none=pl.lit(None, KEY))
        yield refused(source), of_refused


def refused(source: str) -> str:
    """Whose the keys of the refused rows of a source are."""
    return f"refused {source}"


def _key(tie: Tie, *parts: pl.Expr) -> pl.Expr:
    """The key of these texts; null where any of them is."""
    mixed = pl.lit(0, KEY)
    for place, part in enumerate(parts):
        mixed ^= part.cast(pl.String).hash(100 * tie + place)
    return pl.when(pl.all_horizontal(part.is_not_null() for part in parts)).then(mixed)


def _household(roll: pl.Expr, number: pl.Expr) -> pl.Expr:
    return _key(Tie.HOUSEHOLD, roll, number)


def _roll(source: str) -> str:
    """By whose numbers the households of a source go."""
    own = household_source(source)
    return _NUMBERED_AS.get(own, own)


def _rolls() -> dict[str, str]:
    return {source: _roll(source) for source in EXTRACTS}


def _hukou(evidence: Evidence) -> pl.DataFrame:
    return evidence.persons.select(pl.col(PERSON).cast(KEY), key=_key(Tie.HUKOU, pl.col("household_no")))


def _numbers_of_persons(evidence: Evidence, asked: pl.Series) -> pl.DataFrame:
    """Persons with the numbers that somebody else may look for: another person, a refused row or a clue."""
    people, known = evidence.persons, evidence.clue_key.oldest
    oldest = pl.coalesce("former_id_no", "id_no").replace(list(known), list(known.values()))
    earlier = [people["former_id_no"].drop_nulls(), pl.Series(list(known.values()), dtype=pl.String)]
    looked_for = pl.concat([asked, _shared(people["id_no"]), *earlier]).unique().implode()
    written = [pl.col("id_no"), pl.col("former_id_no"), without_century(pl.col("id_no")), oldest]
    held = (
        some.select(pl.col(PERSON).cast(KEY), number=number).filter(pl.col("number").is_in(looked_for))
        for some in people.select(PERSON, "id_no", "former_id_no").iter_slices(_BATCH)
        for number in written
    )
    nobody = pl.DataFrame(schema={PERSON: KEY, "number": pl.String()})
    return pl.concat([nobody, *held]).select(PERSON, key=_key(Tie.NUMBER, pl.col("number")))


def _shared(numbers: pl.Series) -> pl.Series:
    """The numbers that several bear; by chance one more, for hashes are compared, which takes a third of the memory."""
    hashes = numbers.hash()
    in_order = hashes.sort()
    return numbers.filter(hashes.is_in(in_order.filter(in_order == in_order.shift()).unique().implode()))


def _namesakes(evidence: Evidence, naming: list[str]) -> pl.DataFrame:
    """Persons with the name and a village of a row that is linked to nobody."""
    stray = pl.concat([strays(evidence, source) for source in naming]).drop_nulls("village").unique()
    there = living_there(evidence, namesakes_of(evidence, stray))
    return there.select(pl.col(PERSON).cast(KEY), key=_key(Tie.NAMESAKE, pl.col("name_key"), pl.col("village")))


def _of_rows(evidence: Evidence, source: str, asked: pl.Series) -> pl.DataFrame:
    frame, extract = rows(evidence, source), EXTRACTS[source]
    own: list[pl.Expr] = []
    if not extract.subjects:
        numbered = source in _NUMBERED_AS
        own.append(_household(pl.lit(_roll(source)), pl.col("household_no")) if numbered else pl.lit(None, KEY))
    if source in _ACCOUNTS:
        own.append(_key(Tie.ACCOUNT, plain_account(pl.col(_ACCOUNTS[source]))))
    own += [_asked(plain_number(pl.col(column)), asked) for column in _FURTHER_NUMBERS.get(source, ())]
    keys = [frame.select(key.alias(f"own_{place}") for place, key in enumerate(own))]
    if extract.subjects:
        people = _of_people(evidence, source, asked)
        keys += [
            people.slice(place * frame.height, frame.height).select(pl.all().name.suffix(f"_{place}"))
            for place in range(len(extract.subjects))
        ]
    return pl.concat([one for one in keys if one.width], how="horizontal")


def _asked(number: pl.Expr, asked: pl.Series) -> pl.Expr:
    return pl.when(number.is_in(asked.implode())).then(_key(Tie.NUMBER, number))


def _of_people(evidence: Evidence, source: str, asked: pl.Series) -> pl.DataFrame:
    """The keys of whom rows name: one row a row of `named`."""
    people = named(evidence, source)
    name = pl.coalesce("name", registered(evidence, "name"))
    keys = people.select(
        person=pl.col(PERSON).cast(KEY),
        candidate=pl.col("candidate").cast(KEY),
        household=_household(pl.lit(_roll(source)), pl.col("household_no")),
        id_clean=_asked(pl.col("id_clean"), asked),
        certificate=_asked(pl.col("certificate_clean"), asked),
        alike=_key(
            Tie.ALIKE, pl.lit(source), *(part.fill_null("") for part in (pl.col("id_no"), name, pl.col("number")))
        ),
    )
    keys = keys.with_columns(alike=pl.when(pl.col("alike").is_in(_not_one_person(keys).implode())).then("alike"))
    is_open = (people["outcome"] != Outcome.LINKED.value).fill_null(value=True)
    written = keyed(people.filter(is_open)).select(
        namesake=_key(Tie.NAMESAKE, pl.col("name_key"), pl.col("village")),
        written_household=_household(pl.lit(_roll(source)), pl.col("household_no")),
    )
    return keys.with_columns(_spread(one, is_open) for one in written)


def _not_one_person(keys: pl.DataFrame) -> pl.Series:
    """Keys of rows that are written alike and not all linked to one person, who would tie them."""
    person = pl.col("person")
    seen = keys.group_by("alike").agg(pl.len(), differ=(person.min() != person.max()), nobody=person.null_count())
    apart = (pl.col("len") > 1) & (pl.col("differ").fill_null(value=True) | (pl.col("nobody") > 0))
    return seen.filter(apart)["alike"]


def _spread(keys: pl.Series, at: pl.Series) -> pl.Series:
    """The keys of some rows as a column of all."""
    every = pl.repeat(None, at.len(), dtype=KEY, eager=True).alias(keys.name)
    return every.scatter(at.arg_true(), keys)


def _of_refused(evidence: Evidence, source: str) -> pl.DataFrame:
    refused, subjects = evidence.refused[source], EXTRACTS[source].subjects
    written = refused_rows(evidence, source).select(
        household=_household(pl.lit(_roll(source)), pl.col("household_no")),
        namesake=_key(Tie.NAMESAKE, pl.col("name_key"), pl.col("village")),
    )
    numbers = [plain_number(pl.col(column)) for column in number_columns(source) if column in refused.columns]
    numbers += [number.str.head(ID_LENGTH) for number in numbers]
    keys = [refused.select(_key(Tie.NUMBER, number).alias(f"number_{at}") for at, number in enumerate(numbers))]
    keys += [
        written.slice(place * refused.height, refused.height).select(pl.all().name.suffix(f"_{place}"))
        for place in range(len(subjects))
    ]
    return pl.concat(keys, how="horizontal")
