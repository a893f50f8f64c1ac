"""Which entries of a clue were withdrawn: a withdrawal takes the last of those that stood when it was made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from schemas.work import WorkKind


class Placed(NamedTuple):
    """An entry by its place.

    Attributes:
        day: its own date.
        number: place in the record: what has the larger number was imported later.
        kind: one of `WorkKind`.
    """

    day: date
    number: int
    kind: str


def withdrawn(entries: Iterable[Placed]) -> frozenset[int]:
    """The numbers of the entries of one clue that do not stand: those that were withdrawn, and the withdrawals.

    What was imported after a withdrawal is never taken by it, whatever its date: it is what was entered instead.

    Args:
        entries: of the clue, in any order; those of after a date left out for how it stood on that date.
    """
    standing: list[Placed] = []
    gone: set[int] = set()
    for one in sorted(entries, key=lambda entry: entry.number):
        if one.kind != WorkKind.WITHDRAWAL.value:
            standing.append(one)
            continue
        gone.add(one.number)
        before = [entry for entry in standing if entry.day <= one.day]
        if before:
            last = max(before)
            standing.remove(last)
            gone.add(last.number)
    return frozenset(gone)
