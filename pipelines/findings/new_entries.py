"""The entries that a form asks for, in the order in which they come on record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pipelines.findings.form import FormLine
from pipelines.findings.lines import Said
from pipelines.findings.on_record import row_of
from pipelines.record.entry import Entry, Kind
from schemas.terms import TRUE

_TRUE = frozenset(one.value for one in TRUE)


@dataclass(frozen=True)
class New:
    """An entry that is to be made, and the line that says so."""

    number: int
    line: FormLine
    entry: Entry

    @cached_property
    def row(self) -> dict[str, Any]:
        """As a row of `schemas.work.WORK`."""
        return row_of(self.number, self.entry)


def follows(added: New, of_line: Iterable[New]) -> bool:
    """Whether an entry comes after one of its own day that its line makes, and says what became of that.

    A result is that of the assignment, a disposal that of the true result of its line, also where the same words stand
    on record from before: there they belong to what the line sets right or begins anew.

    Args:
        added: the entry.
        of_line: what its line makes before it.
    """
    same_day = [one for one in of_line if one.entry.day == added.entry.day]
    if added.entry.kind is Kind.RESULT:
        return any(one.entry.kind is Kind.ASSIGNMENT for one in same_day)
    return added.entry.kind is Kind.DISPOSAL and any(one.row["result"] in _TRUE for one in same_day)


def in_order(said: Iterable[Said]) -> list[tuple[FormLine, Entry]]:
    """What the lines say as they are written, save that a disposal follows the results of its clue and day.

    It rests on them, and whoever fills in a form need not know that of one day the order of the lines counts. It does
    not move past a withdrawal, which would then take another entry.
    """
    every = [(one.line, one.clue, entry) for one in said for entry in one.entries]
    withdraws = {clue for _, clue, entry in every if entry.kind is Kind.WITHDRAWAL}
    results = {
        (clue, entry.day): place
        for place, (_, clue, entry) in enumerate(every)
        if entry.kind is Kind.RESULT and clue not in withdraws
    }

    def place_of(place: int) -> tuple[int, bool]:
        _, clue, entry = every[place]
        is_disposal = entry.kind is Kind.DISPOSAL
        return max(place, results.get((clue, entry.day), place)) if is_disposal else place, is_disposal

    return [(every[place][0], every[place][2]) for place in sorted(range(len(every)), key=place_of)]
