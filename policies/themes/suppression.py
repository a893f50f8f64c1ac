"""Which counts of a table of towns and checks are withheld so that no small one can be had back by sums.

A small count is safe where another table fits all that is shown: for each one such a table is found, by shifting one
case round a ring of cells that are all withheld. A ring has two towns, two checks and two counts, where the total of a
dimension may be one of the two. So every sum stays as it is, and nobody can tell the two tables apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

ALL = "合计"
CLUES, PERSONS = "clues", "persons"
PARTS = ("confirmed", "refuted", "open")
"""The counts that add up to `clues`."""
COUNTS = (CLUES, PERSONS, *PARTS)
Cell = tuple[str, str, str]
"""Town, check and count; `ALL` is a total."""
_WHOLE = {0: 1, 1: 30, 2: 900}
Ring = dict[Cell, int]


def withheld(cells: Mapping[Cell, int], min_cell: int) -> frozenset[Cell]:
    """The cells to withhold.

    Args:
        cells: every cell of the table: all towns and `ALL`, all checks and `ALL`, `COUNTS`.
        min_cell: counts from 1 to one less are never shown.
    """
    table = _Table(cells)
    small = sorted(cell for cell, count in cells.items() if 0 < count < min_cell)
    hidden: set[Cell] = set(small)
    for cell in sorted(small, key=lambda one: (one[2] == PERSONS, one)):
        hidden |= table.cheapest(cell, hidden).keys()
    return frozenset(hidden)


class _Table:
    """A table of counts, and the rings in it."""

    def __init__(self, cells: Mapping[Cell, int]) -> None:
        self._cells = cells
        self._towns = sorted({town for town, _, _ in cells})
        self._checks = sorted({check for _, check, _ in cells})

    def cheapest(self, cell: Cell, hidden: set[Cell]) -> Ring:
        """The ring through a cell that takes least away, of those after which every count is one that can be."""
        # Whether a ring can be costs more to know than what it takes away: it is asked of the cheapest first.
        cheapest_first = sorted(self._shifts(cell), key=lambda shift: self._cost(shift, hidden))
        turned = ({place: sign * by for place, by in shift.items()} for shift in cheapest_first for sign in (1, -1))
        return next(ring for ring in turned if self._can_be(ring))

    def _cost(self, shift: Ring, hidden: set[Cell]) -> tuple[int, list[Cell]]:
        """What withholding its cells takes away: totals first of all are to be shown."""
        new = sorted(shift.keys() - hidden)
        return sum(_WHOLE[(cell[0] == ALL) + (cell[1] == ALL)] * (1 + self._cells[cell]) for cell in new), new

    def _shifts(self, cell: Cell) -> Iterator[Ring]:
        town, check, count = cell
        along = [(PERSONS, PERSONS), *((CLUES, part) for part in PARTS)] if count == PERSONS else _pairs(count)
        for other_town, other_check in product(_others(self._towns, town), _others(self._checks, check)):
            for pair in along:
                yield _tensor((town, other_town), (check, other_check), pair)

    def _can_be(self, ring: Ring) -> bool:
        after = {cell: self._cells[cell] + by for cell, by in ring.items()}
        if min(after.values()) < 0:
            return False
        rows = {cell[:2] for cell in ring if cell[2] in {CLUES, PERSONS}}
        return all(self._persons_fit(row, after) for row in rows)

    def _persons_fit(self, row: tuple[str, str], after: Mapping[Cell, int]) -> bool:
        """No more persons than clues, none without any, no more in a part than in the whole, nor fewer in all parts."""

        def value(town: str, check: str, count: str) -> int:
            cell = (town, check, count)
            return after.get(cell, self._cells[cell])

        town, check = row
        persons, clues = value(town, check, PERSONS), value(town, check, CLUES)
        if persons > clues or (clues > 0) != (persons > 0):
            return False
        lines = {
            (ALL, check): [(one, check) for one in self._towns if one != ALL],
            (town, ALL): [(town, one) for one in self._checks if one != ALL],
        }
        for whole, parts in lines.items():
            counted = [value(*part, PERSONS) for part in parts]
            if counted and not max(counted) <= value(*whole, PERSONS) <= sum(counted):
                return False
        return True


def _others(names: list[str], one: str) -> list[str]:
    return [name for name in names if name != one]


def _pairs(count: str) -> list[tuple[str, str]]:
    return [(count, other) for other in _others([CLUES, *PARTS], count)]


def _tensor(towns: tuple[str, str], checks: tuple[str, str], counts: tuple[str, str]) -> Ring:
    pairs = [
        _signed(towns, ALL),
        _signed(checks, ALL),
        _signed(counts, CLUES) if counts[0] != counts[1] else {counts[0]: 1},
    ]
    ring: Ring = {}
    for (town, a), (check, b), (count, c) in product(*(pair.items() for pair in pairs)):
        ring[town, check, count] = a * b * c
        if count == CLUES:
            ring[town, check, PERSONS] = a * b * c  # a clue more is a person more: with the clues the persons go
    return ring


def _signed(pair: tuple[str, str], total: str) -> dict[str, int]:
    """One and another of a dimension: what one gains the other loses, or gains too where it is the total."""
    one, other = pair
    return {one: 1, other: 1 if total in pair else -1}
