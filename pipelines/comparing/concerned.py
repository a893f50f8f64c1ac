"""Whose rows bear a clue: its household's and members', its person's and his spouse's; its own where it has neither."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

import polars as pl

from policies.evidence import Evidence
from schemas.extracts import EXTRACTS
from schemas.linked import PERSON

HOUSEHOLDS = ("household_no", "application_no")
"""Columns that say of which household a row is."""
EARLIER, LATER = "earlier", "later"
"""On which side a line stands: another file may bear the name of one that is no more."""
_MARRIAGES = "marriages"
Keys = Mapping[str, frozenset[str]]


def concerned(clues: pl.DataFrame, before: Evidence, after: Evidence, came: Collection[str]) -> Keys:
    """Clue -> the household numbers and resident ids whose rows bear it, or its own line where it says neither.

    Args:
        clues: finding_id, household_no, person_id_no, and source, file, row_number on the side that raises them.
        before: what the registers said on the earlier side.
        after: on the later side.
        came: the clues that the later side raises.
    """
    nights = (before, after)
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
    own = _own_lines(clues, came)
    return {
        clue: frozenset(_of_clue(home, person, mates, partners)) or own.get(clue, frozenset())
        for clue, home, person in clues.select("finding_id", "household_no", "person_id_no").iter_rows()
    }


def line_key(side: str, source: pl.Expr) -> pl.Expr:
    """The line of a row on one side as a key; null where it has none. Needs columns file and row_number."""
    return pl.format("{} {} {}:{}", pl.lit(side), source, "file", "row_number")


def _own_lines(clues: pl.DataFrame, came: Collection[str]) -> dict[str, frozenset[str]]:
    """Clue -> its own line: of a row that is linked to nobody and names no household nothing else tells."""
    is_later = pl.col("finding_id").is_in(list(came))
    earlier, later = (line_key(side, pl.col("source")) for side in (EARLIER, LATER))
    lines = clues.select("finding_id", line=pl.when(is_later).then(later).otherwise(earlier))
    return {clue: frozenset({line}) for clue, line in lines.drop_nulls().iter_rows()}


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
