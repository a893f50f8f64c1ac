"""Which extracts are due on which night, and what becomes of them on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from data.district.dice import Dice
from data.district.living.span import Span

# Days between two extracts of a source.
_EVERY = {
    "civil_registry": 7,
    "deaths": 1,
    "marriages": 7,
    "low_income": 5,
    "low_income_payments": 7,
    "extreme_poverty": 7,
    "orphans": 10,
    "poverty_register": 14,
    "disability": 7,
    "disability_allowances": 7,
    "applications": 2,
    "reviews": 3,
    "economic_items": 14,
    "rigid_expenses": 14,
    "dossiers": 5,
    "assistance_measures": 10,
}
_TROUBLED, _LEAST, _LATEST = 0.25, 10, 4


class State(StrEnum):
    """What became of an extract on the way."""

    WHOLE = "whole"
    LATE = "late"
    MISSING = "missing"
    CUT_SHORT = "cut_short"
    SHRUNKEN = "shrunken"
    PART_MISSING = "part_missing"
    MENDED = "mended"  # sent again under the same name, and whole

    @property
    def accepted(self) -> bool:
        """A night can use it."""
        return self in (State.WHOLE, State.LATE, State.MENDED)


@dataclass(frozen=True)
class Delivery:
    """One extract on its way.

    Attributes:
        source: the extract.
        made_for: the night it was due.
        arrives: the night on which it lies in landing/; None = it never does.
        state: what became of it.
    """

    source: str
    made_for: date
    arrives: date | None
    state: State


def due(source: str, span: Span, dice: Dice) -> list[date]:
    """Nights on which an extract is due: the first, and then by its days."""
    every = _EVERY[source]
    offset = int(dice.integers(1, 0, every - 1)[0])
    turns = [(offset + span.every * number) // every for number in range(span.count)]
    return [night for number, night in enumerate(span.nights) if not number or turns[number] > turns[number - 1]]


def troubled(issued: list[tuple[str, date]], span: Span, trouble: float, dice: Dice) -> list[Delivery]:
    """Deliveries of the extracts that were made, by night: those of the first night arrive, others meet with trouble.

    Args:
        issued: source and night, for each extract.
        span: the nights.
        trouble: factor on how often; 0 = every extract arrives whole and in time.
        dice: chance.
    """
    later = [entry for entry in issued if entry[1] > span.nights[0]]
    kinds = (State.LATE, State.CUT_SHORT, State.SHRUNKEN, State.MISSING, State.PART_MISSING)
    planted = dice.planted(len(later), min(_TROUBLED * trouble, 1.0), _LEAST if trouble else 0, len(kinds)).to_list()
    delays = dice.integers(len(later), 1, _LATEST).tolist()
    deliveries = [Delivery(*entry, entry[1], State.WHOLE) for entry in issued if entry[1] == span.nights[0]]
    for (source, night), kind, delay in zip(later, planted, delays, strict=True):
        state = State.WHOLE if kind is None else kinds[kind]
        deliveries += _on_its_way(source, night, state, _after(span, night, delay), mended=delay % 2 == 0)
    return sorted(deliveries, key=lambda one: (one.arrives or one.made_for, one.source, one.made_for))


def _on_its_way(source: str, night: date, state: State, later: date | None, *, mended: bool) -> list[Delivery]:
    if state is State.MISSING or (state is State.LATE and later is None):
        return [Delivery(source, night, None, State.MISSING)]
    if state is State.LATE:
        return [Delivery(source, night, later, state)]
    again = [Delivery(source, night, later, State.MENDED)] if mended and later and not state.accepted else []
    return [Delivery(source, night, night, state), *again]


def _after(span: Span, night: date, number: int) -> date | None:
    place = span.nights.index(night) + number
    return span.nights[place] if place < span.count else None
