"""How far people have come with one clue: its nights and entries, one after the other.

What happens to a clue depends on what happened before, so this is a walk and not a computation on columns; it is taken
only for clues about which something was entered, which are as many as people could look into.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from schemas.terms import TRUE, FindingState
from schemas.work import WorkKind

_OPEN, _REFUTED, _CLOSED = FindingState.OPEN.value, FindingState.REFUTED.value, FindingState.CLOSED.value
_TRUE = frozenset(one.value for one in TRUE)
_DISPOSABLE = _TRUE | {_CLOSED}


@dataclass(frozen=True)
class Night:
    """A night that raised the clue with something new to say.

    Attributes:
        day: its date.
        facts: what the registers said that raised it; empty where nobody knows any more.
        is_return: it was gone the night before.
    """

    day: date
    facts: frozenset[str]
    is_return: bool


@dataclass(frozen=True)
class Entered:
    """An entry about the clue: a row of `schemas.work.WORK`."""

    number: int
    kind: str
    day: date
    by: str
    reviewed_by: str
    unit: str | None
    due_on: date | None
    result: str | None
    note: str | None
    disposal: str | None
    amount_recovered_fen: int | None


@dataclass
class Standing:
    """Where the work on a clue stands; dates and texts are those of the present round.

    Attributes:
        state: one of `FindingState`.
        state_since: day of the entry or night that made it.
        recurrences: times that it came back after it was found true or closed.
        first_result_on: day of the first result of the round.
        latest_result: of any round, null where there was none.
    """

    state: str
    state_since: date
    recurrences: int = 0
    latest_result: str | None = None
    assigned_to: str | None = None
    assigned_on: date | None = None
    due_on: date | None = None
    first_result_on: date | None = None
    result_on: date | None = None
    prepared_by: str | None = None
    reviewed_by: str | None = None
    note: str | None = None
    disposal: str | None = None
    disposed_on: date | None = None
    amount_recovered_fen: int | None = None

    def turn(self, state: str, day: date) -> None:
        """Puts it in a state."""
        self.state, self.state_since = state, day

    def begin_round(self) -> None:
        """Clears what belongs to the round before."""
        for name in ROUND:
            setattr(self, name, None)


ROUND = tuple(field.name for field in fields(Standing))[4:]
"""What is said of the present round only."""


def walk(first_seen: date, nights: Iterable[Night], entries: Iterable[Entered]) -> Standing:
    """Where a clue stands after all of them (the rules of the ledger, in the order of their dates).

    Args:
        first_seen: the first night that raised it.
        nights: those that raised it with other facts than the night before, or again; by date.
        entries: what was entered about it, by date, then number.
    """
    walker = _Walker(Standing(_OPEN, first_seen))
    steps: list[Night | Entered] = [*nights, *_standing_entries(entries)]
    for step in sorted(steps, key=lambda one: (one.day, isinstance(one, Entered))):  # stable: numbers stay in order
        if isinstance(step, Night):
            walker.night(step)
        else:
            walker.enter(step)
    return walker.standing


def _standing_entries(entries: Iterable[Entered]) -> list[Entered]:
    """Those that were not withdrawn: a withdrawal takes the last one before it."""
    kept: list[Entered] = []
    for entry in entries:
        if entry.kind != WorkKind.WITHDRAWAL:
            kept.append(entry)
        elif kept:
            kept.pop()
    return kept


@dataclass
class _Walker:
    standing: Standing
    facts: frozenset[str] = frozenset()
    refuted_on: frozenset[str] = frozenset()  # facts that stood when it was refuted

    def night(self, night: Night) -> None:
        standing = self.standing
        if night.is_return and standing.state in _DISPOSABLE:
            standing.recurrences += 1
            self._reopen(night.day)
        elif standing.state == _REFUTED:
            if self.refuted_on and night.facts - self.refuted_on:
                self._reopen(night.day)
            self.refuted_on = self.refuted_on or night.facts
        self.facts = night.facts or self.facts

    def _reopen(self, day: date) -> None:
        self.standing.turn(_OPEN, day)
        self.standing.begin_round()

    def enter(self, entry: Entered) -> None:
        if entry.kind == WorkKind.ASSIGNMENT:
            self._assign(entry)
        elif entry.kind == WorkKind.RESULT:
            self._find(entry)
        elif self.standing.state in _DISPOSABLE:
            self._dispose(entry)

    def _assign(self, entry: Entered) -> None:
        standing = self.standing
        standing.begin_round()
        standing.turn(FindingState.ASSIGNED.value, entry.day)
        standing.assigned_to, standing.assigned_on, standing.due_on = entry.unit, entry.day, entry.due_on

    def _find(self, entry: Entered) -> None:
        standing, self.refuted_on = self.standing, self.facts
        standing.turn(str(entry.result), entry.day)
        standing.latest_result = entry.result
        standing.first_result_on = standing.first_result_on or entry.day
        standing.result_on, standing.note = entry.day, entry.note
        standing.prepared_by, standing.reviewed_by = entry.by, entry.reviewed_by

    def _dispose(self, entry: Entered) -> None:
        standing = self.standing
        standing.turn(_CLOSED, entry.day)
        standing.disposal, standing.disposed_on = entry.disposal, entry.day
        standing.amount_recovered_fen = entry.amount_recovered_fen


def standing_values(standing: Standing) -> tuple[Any, ...]:
    """Its values in the order of its attributes."""
    return tuple(vars(standing).values())
