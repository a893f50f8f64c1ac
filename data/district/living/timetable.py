"""Which extracts are due on which night, and what becomes of them on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from data.district.dice import Dice
from data.district.living.span import Span
from schemas.extracts import REGISTRY
from schemas.feed import Feed

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
        feed: the extract, of a city that of one county.
        made_for: the night it was due.
        arrives: the night on which it lies in landing/; None = it never does.
        state: what became of it.
    """

    feed: Feed
    made_for: date
    arrives: date | None
    state: State


def due(source: str, span: Span, dice: Dice) -> list[date]:
    """Nights on which an extract is due: the first, and then by its days."""
    every = _EVERY[source]
    offset = int(dice.integers(1, 0, every - 1)[0])
    turns = [(offset + span.every * number) // every for number in range(span.count)]
    return [night for number, night in enumerate(span.nights) if not number or turns[number] > turns[number - 1]]


def handing_over(due_on: list[date]) -> list[date]:
    """Nights on which people may pass from one county's registry into another's: the registries all arrive whole.

    So no night holds anybody in two registries of a city, or in none.

    Args:
        due_on: nights on which the registry is due.
    """
    return due_on[1::2]


def troubled(
    issued: list[tuple[Feed, date]], span: Span, trouble: float, dice: Dice, spared: frozenset[date] = frozenset()
) -> list[Delivery]:
    """Deliveries of the extracts that were made, by night: those of the first night arrive, others meet with trouble.

    Args:
        issued: feed and night, for each extract.
        span: the nights.
        trouble: factor on how often; 0 = every extract arrives whole and in time.
        dice: chance.
        spared: nights on which no registry meets with any (`handing_over`).
    """

    def safe(entry: tuple[Feed, date]) -> bool:
        return entry[1] == span.nights[0] or (entry[0].source == REGISTRY and entry[1] in spared)

    later = [entry for entry in issued if not safe(entry)]
    kinds = (State.LATE, State.CUT_SHORT, State.SHRUNKEN, State.MISSING, State.PART_MISSING)
    planted = dice.planted(len(later), min(_TROUBLED * trouble, 1.0), _LEAST if trouble else 0, len(kinds)).to_list()
    delays = dice.integers(len(later), 1, _LATEST).tolist()
    deliveries = [Delivery(*entry, entry[1], State.WHOLE) for entry in issued if safe(entry)]
    for (feed, night), kind, delay in zip(later, planted, delays, strict=True):
        state = State.WHOLE if kind is None else kinds[kind]
        deliveries += _on_its_way(feed, night, state, _after(span, night, delay), mended=delay % 2 == 0)
    return sorted(deliveries, key=lambda one: (one.arrives or one.made_for, one.feed, one.made_for))


def _on_its_way(feed: Feed, night: date, state: State, later: date | None, *, mended: bool) -> list[Delivery]:
    if state is State.MISSING or (state is State.LATE and later is None):
        return [Delivery(feed, night, None, State.MISSING)]
    if state is State.LATE:
        return [Delivery(feed, night, later, state)]
    again = [Delivery(feed, night, later, State.MENDED)] if mended and later and not state.accepted else []
    return [Delivery(feed, night, night, state), *again]


def _after(span: Span, night: date, number: int) -> date | None:
    place = span.nights.index(night) + number
    return span.nights[place] if place < span.count else None
