"""Which counts of a table of towns and checks are withheld so that no small one can be had back by sums.

A small count is safe where another table fits all that is shown: for each one such a table is found, by shifting one
case round a ring of cells that are all withheld. A ring has two towns, two checks and two counts, where the total of a
dimension may be one of the two. So every sum stays as it is, and nobody can tell the two tables apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, product

import numpy as np
import numpy.typing as npt

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
    table.hide(small)
    hidden = set(small)
    for cell in sorted(small, key=lambda one: (one[2] == PERSONS, one)):
        ring = table.cheapest(cell)
        table.hide(ring)
        hidden |= ring.keys()
    return frozenset(hidden)


class _Table:
    """A table of counts, and the rings in it.

    What withholding a cell still takes away stands in an array beside it: of the thousands of rings through a cell,
    only the cheapest are ever put together.
    """

    def __init__(self, cells: Mapping[Cell, int]) -> None:
        self._cells = cells
        self._towns = sorted({town for town, _, _ in cells})
        self._checks = sorted({check for _, check, _ in cells})
        self._loss = np.zeros((len(self._towns), len(self._checks), len(COUNTS)), dtype=np.int64)
        for cell, count in cells.items():
            # Totals first of all are to be shown.
            self._loss[self._place(cell)] = _WHOLE[(cell[0] == ALL) + (cell[1] == ALL)] * (1 + count)

    def hide(self, cells: Iterable[Cell]) -> None:
        """Withholds cells: to withhold them once more takes nothing away."""
        for cell in cells:
            self._loss[self._place(cell)] = 0

    def cheapest(self, cell: Cell) -> Ring:
        """The ring through a cell that takes least away, of those after which every count is one that can be."""
        # Whether a ring can be costs more to know than what it takes away: it is asked of the cheapest first.
        turned = ({place: sign * by for place, by in shift.items()} for shift in self._shifts(cell) for sign in (1, -1))
        return next(ring for ring in turned if self._can_be(ring))

    def _shifts(self, cell: Cell) -> Iterator[Ring]:
        """The rings through a cell, those that take least away first; of equals the one whose first new cell is."""
        (town, check, _), pairs = cell, _pairs(cell[2])
        rings = list(product(_others(self._towns, town), _others(self._checks, check), pairs))
        costs = self._costs(cell, pairs)
        cheapest_first = np.argsort(costs, kind="stable").tolist()
        for _, equals in groupby(cheapest_first, key=costs.__getitem__):
            corners = (rings[number] for number in equals)
            shifts = [_tensor((town, other_town), (check, other), pair) for other_town, other, pair in corners]
            yield from sorted(shifts, key=self._new)

    def _costs(self, cell: Cell, pairs: list[tuple[str, str]]) -> npt.NDArray[np.int64]:
        """What the rings through a cell take away, by other town, other check and pair."""
        town, check, _ = self._place(cell)
        moved = [sorted({COUNTS.index(count) for count in _moved(pair)}) for pair in pairs]
        loss = np.stack([self._loss[:, :, counts].sum(axis=2) for counts in moved], axis=2)
        of_corners = loss + loss[[town]] + loss[:, [check]] + loss[town, check]
        others = np.delete(np.delete(of_corners, town, axis=0), check, axis=1)
        return np.asarray(others.ravel())

    def _place(self, cell: Cell) -> tuple[int, int, int]:
        town, check, count = cell
        return self._towns.index(town), self._checks.index(check), COUNTS.index(count)

    def _new(self, shift: Ring) -> list[Cell]:
        return sorted(cell for cell in shift if self._loss[self._place(cell)])

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
    """Between which counts a ring through one of this kind can shift a case."""
    if count == PERSONS:
        return [(PERSONS, PERSONS), *((CLUES, part) for part in PARTS)]
    return [(count, other) for other in _others([CLUES, *PARTS], count)]


def _moved(pair: tuple[str, str]) -> set[str]:
    """The counts that a ring changes: a clue more is a person more, with the clues the persons go."""
    return {*pair, PERSONS} if CLUES in pair else {*pair}


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
            ring[town, check, PERSONS] = a * b * c
    return ring


def _signed(pair: tuple[str, str], total: str) -> dict[str, int]:
    """One and another of a dimension: what one gains the other loses, or gains too where it is the total."""
    one, other = pair
    return {one: 1, other: 1 if total in pair else -1}
