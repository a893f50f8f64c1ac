"""How far people have come with clues: the nights and entries of each, one after the other.

What happens to a clue depends on what happened before, so this is a walk and not a computation on columns; it is taken
only for clues about which something was entered, which are as many as people could look into.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

import polars as pl

from policies.clues.withdrawn import Placed, withdrawn
from schemas.terms import TRUE, FindingState
from schemas.work import WorkKind

NIGHT = ""
"""Kind of a step that is no entry but a night that raised the clue and may change how far people have come."""
_OPEN, _ASSIGNED, _REFUTED, _CLOSED = (
    one.value for one in (FindingState.OPEN, FindingState.ASSIGNED, FindingState.REFUTED, FindingState.CLOSED)
)
_TRUE = frozenset(one.value for one in TRUE)
_DEALT_WITH = _TRUE | {_CLOSED}
_ASSIGNMENT, _RESULT, _WITHDRAWAL = (one.value for one in (WorkKind.ASSIGNMENT, WorkKind.RESULT, WorkKind.WITHDRAWAL))
_NO_FACTS: frozenset[str] = frozenset()


class Step(NamedTuple):
    """One night or entry of a clue, in the order in which they count: by date, the night first, then by number.

    Attributes:
        clue: number of the clue.
        day: date of the night, or own date of the entry.
        kind: `NIGHT`, or one of `WorkKind`.
        facts: what the registers said that raised it that night, or up to an entry: hashes, blank between.
        is_return: of a night: the clue was gone before.
        number: of an entry, and so on: as `schemas.work.WORK` has it.
    """

    clue: int
    day: date
    kind: str
    facts: str | None
    is_return: bool
    number: int
    by: str | None
    reviewed_by: str | None
    unit: str | None
    due_on: date | None
    result: str | None
    note: str | None
    disposal: str | None
    amount_recovered_fen: int | None


STANDING: dict[str, pl.DataType] = {
    "clue": pl.UInt32(),
    "state": pl.String(),
    "state_since": pl.Date(),  # null: since it was first seen
    "recurrences": pl.Int64(),
    "latest_result": pl.String(),  # of any round
    "found_true": pl.Boolean(),  # by the latest result, of any round, unless it was opened again since
    "assigned_to": pl.String(),
    "assigned_on": pl.Date(),
    "due_on": pl.Date(),
    "first_result_on": pl.Date(),
    "result_on": pl.Date(),
    "result": pl.String(),
    "prepared_by": pl.String(),
    "reviewed_by": pl.String(),
    "note": pl.String(),
    "disposal": pl.String(),
    "disposed_on": pl.Date(),
    "amount_recovered_fen": pl.Int64(),
}
"""Where the work on a clue stands; from `assigned_to` on what is said of the present round only."""


def walked(steps: Iterable[Step]) -> Iterator[tuple[object, ...]]:
    """Where each clue stands after its steps: rows of `STANDING`.

    Args:
        steps: of one clue after the other, those of a clue in order.
    """
    own: list[Step] = []
    for step in steps:
        if own and own[-1].clue != step.clue:
            yield _walk(own)
            own = []
        own.append(step)
    if own:
        yield _walk(own)


def _walk(steps: list[Step]) -> tuple[object, ...]:
    walk = _Walk()
    for step in _standing(steps):
        kind = step.kind
        if kind == NIGHT:
            walk.night(step)
        elif kind == _ASSIGNMENT:
            walk.assign(step)
        elif kind == _RESULT:
            walk.find(step)
        else:
            walk.dispose(step)
    own = (steps[0].clue, walk.state, walk.since, walk.recurrences, walk.latest, walk.is_true)
    return (*own, *walk.given, *walk.found, *walk.done)


def _standing(steps: list[Step]) -> Iterable[Step]:
    """The nights, and the entries that were not withdrawn."""
    if all(step.kind != _WITHDRAWAL for step in steps):
        return steps
    entries = (Placed(step.day, step.number, step.kind) for step in steps if step.kind != NIGHT)
    gone = withdrawn(entries)
    return [step for step in steps if step.kind == NIGHT or step.number not in gone]


class _Walk:
    """A clue on its way."""

    __slots__ = ("done", "found", "given", "is_true", "latest", "recurrences", "refuted_on", "since", "state")

    def __init__(self) -> None:
        self.state = _OPEN
        self.since: date | None = None
        self.recurrences = 0
        self.latest: str | None = None
        self.is_true = False
        self.refuted_on = _NO_FACTS
        self._begin_round()

    def _begin_round(self) -> None:
        self.given: tuple[object, ...] = (None, None, None)
        self.found: tuple[object, ...] = (None, None, None, None, None, None)
        self.done: tuple[object, ...] = (None, None, None)

    def _reopen(self, day: date) -> None:
        self.state, self.since, self.is_true = _OPEN, day, False
        self._begin_round()

    def night(self, step: Step) -> None:
        facts = _facts(step)
        if step.is_return and self.state in _DEALT_WITH:
            self.recurrences += 1
            self._reopen(step.day)
        elif self.state == _REFUTED:
            if self.refuted_on and facts - self.refuted_on:
                self._reopen(step.day)
            self.refuted_on = self.refuted_on or facts  # what it was refuted on may not be known any more

    def assign(self, step: Step) -> None:
        self.state, self.since = _ASSIGNED, step.day
        self._begin_round()
        self.given = (step.unit, step.day, step.due_on)

    def find(self, step: Step) -> None:
        self.state, self.since = str(step.result), step.day
        self.latest, self.refuted_on = step.result, _facts(step)
        self.is_true = step.result in _TRUE
        first = self.found[0] or step.day
        self.found = (first, step.day, step.result, step.by, step.reviewed_by, step.note or None)

    def dispose(self, step: Step) -> None:
        if self.is_true:  # also of a round before: giving a clue out again does not make it untrue
            self.state, self.since = _CLOSED, step.day
            self.done = (step.disposal, step.day, step.amount_recovered_fen)


def _facts(step: Step) -> frozenset[str]:
    return frozenset(step.facts.split()) if step.facts else _NO_FACTS
