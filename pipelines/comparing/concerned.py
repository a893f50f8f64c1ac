"""Whose rows bear a clue: its household's and its members', its person's and those of whoever is married to him."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import polars as pl

from policies.evidence import Evidence
from schemas.extracts import EXTRACTS
from schemas.linked import PERSON

HOUSEHOLDS = ("household_no", "application_no")
"""Columns that say of which household a row is."""
_MARRIAGES = "marriages"
Keys = Mapping[str, frozenset[str]]


def concerned(clues: pl.DataFrame, nights: Iterable[Evidence]) -> Keys:
    """Clue -> the household numbers and resident ids whose rows bear it.

    Args:
        clues: finding_id, household_no, person_id_no.
        nights: what the registers said on both sides.
    """
    homes, people = clues["household_no"].drop_nulls(), clues["person_id_no"].drop_nulls()
    mates: dict[str, set[str]] = defaultdict(set)
    for night in nights:
        for home, person in _members(night, homes):
            mates[home].add(person)
    partners: dict[str, set[str]] = defaultdict(set)
    every = {*people, *(person for members in mates.values() for person in members)}
    for night in nights:
        for one, other in _couples(night, every):
            partners[one].add(other)
    return {
        clue: frozenset(_of_clue(home, person, mates, partners))
        for clue, home, person in clues.select("finding_id", "household_no", "person_id_no").iter_rows()
    }


def _of_clue(
    home: str | None, person: str | None, mates: Mapping[str, set[str]], partners: Mapping[str, set[str]]
) -> Iterable[str]:
    people = {person} if person else set()
    if home:
        yield home
        people |= mates.get(home, set())
    for one in people:
        yield one
        yield from partners.get(one, ())


def _members(night: Evidence, homes: pl.Series) -> Iterable[tuple[str, str]]:
    """(household, resident id) of everybody whom a row of these households names."""
    for source, rows in night.rows.items():
        for subject in EXTRACTS[source].subjects:
            for column in HOUSEHOLDS:
                if column in rows.columns:
                    of = rows.filter(pl.col(column).is_in(homes.implode()))
                    told = of.select(pl.col(column), person=_number(night, f"{subject.prefix}{PERSON}")).drop_nulls()
                    yield from told.unique().iter_rows()


def _couples(night: Evidence, people: set[str]) -> Iterable[tuple[str, str]]:
    """(one, the other) of every couple of which one is among these."""
    if _MARRIAGES not in night.rows:
        return
    roles = [f"{subject.prefix}{PERSON}" for subject in EXTRACTS[_MARRIAGES].subjects]
    pairs = night.rows[_MARRIAGES].select(_number(night, role).alias(role) for role in roles).drop_nulls().unique()
    for one, other in pairs.iter_rows():
        if one in people:
            yield one, other
        if other in people:
            yield other, one


def _number(night: Evidence, column: str) -> pl.Expr:
    """Resident id of the person of the registry at a position."""
    return pl.lit(night.persons["id_no"]).gather(pl.col(column))
