"""What nights before said of the clues that may go on, made ready for the page while files are read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from pipelines.warehouse import Warehouse
from pipelines.warehouse.stood import answers_before
from policies.clues.history import CLUE, History
from policies.clues.spans import spans_of, with_last_apart
from reports.life import nights_of
from schemas.terms import Answer


@dataclass(frozen=True)
class Lived:
    """The lives of clues up to the night before.

    Attributes:
        over: their spans of nights but the last ones: columns `reports.life.NIGHTS`.
        last: the last span of each clue: columns `policies.clues.spans.SPANS`.
    """

    over: pl.DataFrame
    last: pl.DataFrame


def lived_before(warehouse: Warehouse, before: History, as_of: date) -> Lived:
    """The lives of the clues that were not known to be gone, under the ids that they had in each night.

    Args:
        warehouse: where their answers stand.
        before: what the nights before a date said.
        as_of: the date.
    """
    going_on = before.of_clues(pl.col("answer") != Answer.ABSENT.value)
    told = with_answers(warehouse, going_on, as_of)
    over, last = with_last_apart(spans_of(told, told.stood["finding_id"]))
    return Lived(nights_of(over), last)


def with_answers(warehouse: Warehouse, history: History, as_of: date) -> History:
    """With what nights said of each clue, but not on what facts: most were settled long ago, and not asked for."""
    return replace(history, answers=answers_before(warehouse, as_of, history.stood[CLUE], with_facts=False))
