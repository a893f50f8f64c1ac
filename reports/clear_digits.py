"""Two numbers beside each other with only those digits in clear in which they differ: as much as a reviewer needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz.distance import Levenshtein

_HIDDEN = "*"
_AREA = 6
_NEAR = 4
"""Numbers further apart than this are simply different: to show more digits would show the numbers."""


def side_by_side(written: str, held: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """A number and those it is compared with, masked but for the digits in which they differ.

    Args:
        written: the number of the row.
        held: numbers of the candidates.

    Returns:
        The written number, and each of the others; of a number that is not near only the area at its beginning shows:
        beside a birth date the last digits of a mask would leave a handful of numbers that it can be.
    """
    shown: set[int] = set()
    others, any_near = [], not held
    for other in held:
        ours, theirs = _differing(written, other)
        near = max(len(ours), len(theirs)) <= _NEAR
        others.append(_masked(other, theirs) if near else _area(other))
        if near:
            shown, any_near = shown | ours, True
    return _masked(written, shown) if any_near else _area(written), tuple(others)


def pair(written: str, held: str) -> tuple[str, str]:
    """Two numbers beside each other; how long they are where that differs; that they differ where both look alike."""
    ours, (theirs,) = side_by_side(written, [held])
    if written and len(written) != len(held):
        return f"{ours}（{len(written)}位）", f"{theirs}（{len(held)}位）"
    return ours, theirs if ours != theirs or written == held else f"{theirs}（相差多位）"


def _differing(left: str, right: str) -> tuple[set[int], set[int]]:
    """Positions in which two numbers differ, in each."""
    if len(left) == len(right):
        apart = {position for position, (ours, theirs) in enumerate(zip(left, right, strict=True)) if ours != theirs}
        if len(apart) <= _NEAR:
            return apart, apart
    edits = [code for code in Levenshtein.opcodes(left, right) if code.tag != "equal"]
    ours = {position for code in edits for position in range(code.src_start, code.src_end)}
    theirs = {position for code in edits for position in range(code.dest_start, code.dest_end)}
    return ours, theirs


def _area(number: str) -> str:
    return _masked(number, range(_AREA) if len(number) > _AREA + _NEAR else ())


def _masked(number: str, shown: Iterable[int]) -> str:
    digits = [_HIDDEN] * len(number)
    for position in shown:
        if position < len(number):
            digits[position] = number[position]
    return "".join(digits)
