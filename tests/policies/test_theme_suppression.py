"""No small count of a theme's summary can be had back: held against all tables that fit what is shown."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.themes.suppression import ALL, CLUES, PARTS, PERSONS, Cell, withheld

MIN = 2
MOST = 2


def tables(towns: int, checks: int) -> dict[Cell, np.ndarray]:
    """Every table of that size whose single counts are at most `MOST`, one column a table; with its totals."""
    places = list(product([f"t{n}" for n in range(towns)], [f"c{n}" for n in range(checks)], PARTS))
    grid = np.indices([MOST + 1] * len(places)).reshape(len(places), -1)
    return _with_totals(dict(zip(places, grid, strict=True)))


def _with_totals(single: dict[Cell, np.ndarray]) -> dict[Cell, np.ndarray]:
    cells: dict[Cell, np.ndarray] = {}
    for (town, check, part), counts in single.items():
        for place in product((town, ALL), (check, ALL), (part, CLUES)):
            cells[place] = cells.get(place, 0) + counts
    return cells


ALL_TABLES = {size: tables(*size) for size in [(1, 1), (2, 1), (1, 2), (2, 2)]}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(ALL_TABLES)), st.data())
def test_no_small_count_follows_from_what_is_shown(size: tuple[int, int], data: st.DataObject) -> None:
    every = ALL_TABLES[size]
    single = [cell for cell in every if ALL not in cell and cell[2] in PARTS]
    drawn = {cell: np.array(data.draw(st.integers(0, MOST - 1))) for cell in single}
    truth = {cell: int(count) for cell, count in _with_totals(drawn).items()}
    persons = {(*cell[:2], PERSONS): count for cell, count in truth.items() if cell[2] == CLUES}
    hidden = withheld(truth | persons, MIN)

    small = {cell for cell, count in truth.items() if 0 < count < MIN}
    assert small <= hidden
    assert all((town, check, PERSONS) in hidden for town, check, count in hidden if count == CLUES)
    fits = np.logical_and.reduce(
        [every[cell] == count for cell, count in truth.items() if cell not in hidden] or [every[single[0]] >= 0]
    )
    for cell in small:
        assert np.unique(every[cell][fits]).size > 1, cell


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=2), st.integers(0, 6))
def test_nor_do_small_numbers_of_persons(rows: list[tuple[int, int]], shared: int) -> None:
    """Persons of two checks in one town, some of whom are in both."""
    clues = [count + more for count, more in rows]
    persons = [min(count, 1) if more == 0 and count == 0 else max(count, min(1, count + more)) for count, more in rows]
    whole = max(*persons, sum(persons) - shared)
    cells: dict[Cell, int] = {}
    for town in ("t", ALL):
        for check, has, are in zip(("c0", "c1", ALL), (*clues, sum(clues)), (*persons, whole), strict=True):
            cells |= {(town, check, CLUES): has, (town, check, PERSONS): are, (town, check, "open"): has}
            cells |= {(town, check, "confirmed"): 0, (town, check, "refuted"): 0}
    hidden = withheld(cells, 3)
    small = {cell for cell, count in cells.items() if 0 < count < 3}
    assert small <= hidden
    for cell in (cell for cell in small if cell[2] == PERSONS):
        assert len(_possible_persons(cells, hidden, cell[1])) > 1, cell


def _possible_persons(cells: dict[Cell, int], hidden: frozenset[Cell], check: str) -> set[int]:
    def allowed(name: str, count: str, most: int) -> list[int]:
        known = {cells[town, name, count] for town in ("t", ALL) if (town, name, count) not in hidden}
        return sorted(known) or list(range(most))

    found = set()
    for a, b in product(allowed("c0", CLUES, 9), allowed("c1", CLUES, 9)):
        if a + b not in allowed(ALL, CLUES, 18):
            continue
        for p, q, both in product(allowed("c0", PERSONS, 9), allowed("c1", PERSONS, 9), allowed(ALL, PERSONS, 18)):
            is_table = p <= a and q <= b and (a > 0) == (p > 0) and (b > 0) == (q > 0) and max(p, q) <= both <= p + q
            if is_table:
                found.add({"c0": p, "c1": q, ALL: both}[check])
    return found


def test_what_is_large_everywhere_is_shown_whole() -> None:
    every = ALL_TABLES[1, 1]
    truth = dict.fromkeys(every, 10) | {("t0", "c0", PERSONS): 10}
    whole = {(town, check, part): 30 if part == CLUES else 10 for town, check, part in [*truth]}
    full = whole | {(town, check, PERSONS): 10 for town, check, _ in whole}
    assert withheld(full, 5) == frozenset()
