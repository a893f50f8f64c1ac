"""Rows cut into pieces that are linked two at a time: what a household decides together lies in one piece.

What a mention is linked to hangs on what it says, on the civil registry, and on the other mentions of its household. So
a city's rows need not be held in linking form all at once.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import polars as pl

from matchers.records import household_of
from schemas.extracts import EXTRACTS

T = TypeVar("T")
MENTIONS = 250_000
"""Mentions of a piece, about: those of some three hundred thousand people."""
_AT_A_TIME = 2
"""Pieces at work at the same time: much of the linking takes one core alone."""

Frames = Mapping[str, pl.DataFrame]
Positions = Mapping[str, pl.Series]


@dataclass(frozen=True, eq=False)
class Piece:
    """Some rows of each source.

    Attributes:
        rows: source -> the rows of the piece.
        positions: source -> where they stand among all rows of the source (UInt32).
    """

    rows: Frames
    positions: Positions


def cut(rows: Frames, mentions: int = MENTIONS) -> Iterator[Piece]:
    """Cuts rows into as many pieces as it takes for each to have about so many mentions.

    Args:
        rows: source -> accepted rows; sources without subjects are left out.
        mentions: how many mentions a piece may have.
    """
    named = {source: frame for source, frame in rows.items() if EXTRACTS[source].subjects}
    total = sum(frame.height * len(EXTRACTS[source].subjects) for source, frame in named.items())
    count = max(1, math.ceil(total / mentions))
    numbers = {source: _piece_numbers(source, frame, count) for source, frame in named.items()}
    for number in range(count):
        positions = {source: (found == number).arg_true() for source, found in numbers.items()}
        # Out of `rows` again, which may hold one source at a time.
        yield Piece(named if count == 1 else {source: rows[source][at] for source, at in positions.items()}, positions)


def of_each(pieces: Iterable[Piece], work: Callable[[Piece], T]) -> list[T]:
    """What is made of each piece, in order; no more pieces are held than are at work."""
    made: list[T] = []
    under_way: deque[Future[T]] = deque()
    with ThreadPoolExecutor(_AT_A_TIME) as workers:
        for piece in pieces:
            under_way.append(workers.submit(work, piece))
            del piece
            if len(under_way) == _AT_A_TIME:
                made.append(under_way.popleft().result())
        made.extend(one.result() for one in under_way)
    return made


def _piece_numbers(source: str, rows: pl.DataFrame, count: int) -> pl.Series:
    """By household, and where none is named by what the row says of the person: so rows that say the same meet."""
    extract = EXTRACTS[source]
    first = extract.subjects[0]  # where there are two they are a couple, and so a household
    said = [pl.col(name).cast(pl.String).fill_null("") for name in (first.name, first.id_no) if name]
    key = pl.coalesce(household_of(extract, first), pl.concat_str(said, separator=" "))
    return rows.select((key.hash() % count).cast(pl.UInt32)).to_series()


def put_together(rows: Frames, linked: Sequence[tuple[Positions, Frames]]) -> dict[str, pl.DataFrame]:
    """All rows in their order with their link columns.

    Args:
        rows: source -> accepted rows, as they were cut.
        linked: of each piece the positions of its rows and, source by source, their link columns alone; of several
            pieces these are taken out, so that no more than a column is held twice.
    """
    if len(linked) == 1:
        return {source: rows[source].hstack(found) for source, found in linked[0][1].items()}
    return {source: rows[source].hstack(_in_order(source, linked)) for source in linked[0][1]}


def _in_order(source: str, linked: Sequence[tuple[Positions, Frames]]) -> list[pl.Series]:
    """The link columns of all rows of a source, put in their order one after the other."""
    order = pl.concat(at[source] for at, _ in linked).arg_sort()
    frames = [of_piece[source] for _, of_piece in linked]
    return [pl.concat([one.drop_in_place(name) for one in frames]).gather(order) for name in frames[0].columns]
