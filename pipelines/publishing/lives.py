"""The life of each clue up to the date of a publication, in words, for whatever people read of it."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from pipelines.publishing.said import says_of
from pipelines.run.context import Context
from pipelines.warehouse import Warehouse
from pipelines.warehouse.aliases import aliases_of, all_aliases
from pipelines.warehouse.stood import answers_before
from policies.clues.history import CLUE, History, with_night
from policies.clues.renaming import entries_under, renamed
from policies.clues.spans import spans_of
from reports.life import lives_of
from schemas.terms import Answer


def lives(context: Context, ledger: pl.DataFrame, ran: frozenset[str]) -> pl.DataFrame:
    """What became of every clue that is raised, gone tonight or overdue.

    Args:
        context: what every step needs; later nights and entries than of its date are not seen.
        ledger: the published ledger of the date.
        ran: the checks that ran for it.

    Returns:
        finding_id, life, as `reports.life.lives_of` gives them.
    """
    as_of = context.run.as_of
    is_shown = (pl.col("answer") == Answer.RAISED.value) | (pl.col("gone_since") == as_of) | pl.col("overdue")
    shown = ledger.filter(is_shown.fill_null(value=False))
    ids = shown["finding_id"]
    with context.warehouse.beside() as warehouse:  # the page is made in a thread of its own
        aliases = all_aliases(warehouse)
        history = _history(context, warehouse, pl.concat([ids, aliases["was"], aliases["finding_id"]]))
        history = with_night(renamed(history, aliases_of(warehouse, as_of)), says_of(shown, ran), as_of)
    entered = entries_under(context.entries, ledger["finding_id"], aliases)
    is_seen = (pl.col("date") <= as_of) & pl.col("finding_id").is_in(ids.implode())
    seen = entered.filter(is_seen).sort("date", "number")
    return lives_of(spans_of(history, ids), seen)


def _history(context: Context, warehouse: Warehouse, ids: pl.Series) -> History:
    """What earlier nights said of clues, but not on what facts: most were settled long ago, and not asked for."""
    before = context.before.of_clues(pl.col("finding_id").is_in(ids.unique().implode()))
    answers = answers_before(warehouse, context.run.as_of, before.stood[CLUE], with_facts=False)
    return replace(before, answers=answers)
