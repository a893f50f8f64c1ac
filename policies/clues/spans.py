"""The life of a clue as spans of nights: those one after the other that said the same of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import polars as pl

from policies.clues.history import CLUE, History

NOT_RUN = "not_run"
"""What is told of a night on which the clue's check did not run."""
_MARK = " "


@dataclass(frozen=True)
class Span:
    """Nights one after the other that said the same of a clue.

    Attributes:
        nights: their dates, at least one.
        answer: `schemas.terms.Answer`, or `NOT_RUN`.
    """

    nights: tuple[date, ...]
    answer: str


Spans = tuple[Span, ...]


def spans_of(history: History, ids: pl.Series) -> dict[str, Spans]:
    """The nights of clues, from the first that knew each on, oldest first.

    Args:
        history: what the nights said.
        ids: finding_id of the clues that are asked for; those that no night knew are left out.
    """
    asked = history.clues.filter(pl.col("finding_id").is_in(ids.implode()))
    changes = history.answers.join(asked, on=CLUE).sort(CLUE, "as_of")
    said = pl.concat_str("as_of", "answer", separator=_MARK).str.join(_MARK)
    told = changes.group_by("finding_id", "check_id").agg(said.alias("said"))
    every = history.nights["as_of"].unique().sort().to_list()
    ran = {check: frozenset(days) for check, days in history.nights.group_by("check_id").agg("as_of").iter_rows()}
    # Thousands of clues have come with the same night and stayed since: a life is told once.
    lives = {
        (check, life): tuple(_joined(_parts(every, ran.get(check, frozenset()), _read(life))))
        for check, life in told.select("check_id", "said").unique().iter_rows()
    }
    return {clue: lives[check, life] for clue, check, life in told.iter_rows()}


def _read(life: str) -> list[tuple[date, str]]:
    words = life.split(_MARK)
    return [(date.fromisoformat(day), answer) for day, answer in zip(words[::2], words[1::2], strict=True)]


def _parts(every: Sequence[date], ran: frozenset[date], said: Sequence[tuple[date, str]]) -> Iterator[Span]:
    """One change after the other, each with its nights; those on which the check did not run apart."""
    days = [day for day, _ in said]
    nights = every if set(days) <= set(every) else sorted({*every, *days})  # first versions did not say what ran
    starts = [*(bisect_left(nights, day) for day in days), len(nights)]
    for (start, end), (_, answer) in zip(pairwise(starts), said, strict=True):
        idle = [place for place in range(start + 1, end) if nights[place] not in ran]
        begun = start
        for place in idle:
            if begun < place:
                yield Span(tuple(nights[begun:place]), answer)
            yield Span((nights[place],), NOT_RUN)
            begun = place + 1
        if begun < end:
            yield Span(tuple(nights[begun:end]), answer)


def _joined(parts: Iterator[Span]) -> Iterator[Span]:
    last: Span | None = None
    for part in parts:
        if last is not None and last.answer == part.answer:
            last = Span(last.nights + part.nights, part.answer)
            continue
        if last is not None:
            yield last
        last = part
    if last is not None:
        yield last
