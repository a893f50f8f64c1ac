"""What tells the titles of a page, and the lines about unit and date below them, from rows of data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

BESIDE = (
    r"^\s*(?:单\s*位|填\s*报|填\s*表|制\s*表|审\s*核|日\s*期|时\s*间|截\s*[至止])"
    r"|^\s*[0-9]{4}\s*[-/.年](?:\s*[0-9]{1,2}\s*(?:[-/.月]\s*(?:[0-9]{1,2}\s*日?)?)?)?\s*$"
)
"""A unit, a date, or who filled it in: what stands beside a title."""
_BESIDE = re.compile(BESIDE)


def is_title(row: Iterable[str]) -> bool:
    """Whether a row above the header is a title: one filled cell, beside it no more than a unit or dates."""
    filled = [cell for cell in row if cell.strip()]
    return sum(not _BESIDE.search(cell) for cell in filled) <= 1 and bool(filled)


def titles(rows: Iterable[Sequence[str]]) -> frozenset[str]:
    """First filled cells of the title rows among rows."""
    return frozenset(next(text for cell in row if (text := cell.strip())) for row in rows if is_title(row))
