"""What nights before said of the clues that may go on, made ready for the page while files are read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from pipelines.warehouse import Warehouse
from pipelines.warehouse.stood import answers_before
from policies.clues.history import CLUE, History
from policies.clues.spans import going_on, spans_of
from reports.life import nights_of
from schemas.terms import Answer


@dataclass(frozen=True)
class Lived:
    """The lives of clues up to the night before.

    Attributes:
        spans: their nights before: columns `policies.clues.spans.SPANS`.
        going_on: the last answer of each clue, and its nights as `reports.life.nights_of` tells them if the night to
            come says the same again, as it does of most: finding_id, answer, nights.
    """

    spans: pl.DataFrame
    going_on: pl.DataFrame


def lived_before(warehouse: Warehouse, before: History, as_of: date) -> Lived:
    """The lives of the clues that were not known to be gone, under the ids that they had in each night.

    Args:
        warehouse: where their answers stand.
        before: what the nights before a date said.
        as_of: the date.
    """
    history = with_answers(warehouse, before.of_clues(pl.col("answer") != Answer.ABSENT.value), as_of)
    spans = spans_of(history, history.stood["finding_id"])
    told = going_on(spans, as_of)
    answers = told.filter(pl.col("ends") == as_of).select("finding_id", "answer")
    return Lived(spans, answers.hstack([nights_of(told)["nights"]]))


def with_answers(warehouse: Warehouse, history: History, as_of: date) -> History:
    """With what nights said of each clue, but not on what facts: most were settled long ago, and not asked for."""
    return replace(history, answers=answers_before(warehouse, as_of, history.stood[CLUE], with_facts=False))
