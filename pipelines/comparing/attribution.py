"""Which of the things that differ between two nights it took for a clue to come or go.

A clue is asked for again with one thing at a time put back as it was. What only happens to differ (a telephone number
in its row, while the standard was raised) does not bring the clue back and is no cause.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

T = TypeVar("T", bound=Hashable)
Raised = frozenset[str]


def attributed(
    moved: Iterable[str], after: Raised, differing: tuple[T, ...], raised_with: Callable[[frozenset[T]], Raised]
) -> dict[str, tuple[T, ...]]:
    """Clue -> what it took, in the order of `differing`.

    What brings the clue back to where it was, put back alone, was needed. Where nothing does, several would each have
    done alone, and all of these are named; where none would have, it took all together.

    Args:
        moved: the clues that came or went; `raised_with` tells the two sides of each apart.
        after: the clues that are raised on the later side.
        differing: what differs between the two sides.
        raised_with: the clues that are raised where these are as on the later side, and all others as on the earlier.
    """
    asked = list(moved)
    if len(differing) <= 1:
        return dict.fromkeys(asked, differing)
    every = frozenset(differing)
    without = {one: raised_with(every - {one}) for one in differing} if asked else {}
    needed = {clue: tuple(one for one in differing if (clue in without[one]) != (clue in after)) for clue in asked}
    rest = [clue for clue in asked if not needed[clue]]
    alone = {one: raised_with(frozenset({one})) for one in differing} if rest else {}
    enough = {clue: tuple(one for one in differing if (clue in alone[one]) == (clue in after)) for clue in rest}
    return {clue: needed[clue] or enough.get(clue) or differing for clue in asked}
