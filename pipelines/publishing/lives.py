"""The life of each clue up to the date of a publication, in words, for whatever people read of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import polars as pl

from pipelines.publishing.said import says_of
from pipelines.record.store import read_record
from pipelines.record.work import work_of
from pipelines.warehouse import Warehouse
from pipelines.warehouse.aliases import aliases_of, all_aliases
from pipelines.warehouse.nights import history_before
from pipelines.workspace.folders import Workspace
from policies.clues.history import with_night
from policies.clues.renaming import entries_under, renamed
from policies.clues.spans import Spans, spans_of
from reports.life import life_lines
from schemas.terms import Answer


def lives(
    workspace: Workspace, warehouse: Warehouse, as_of: date, ledger: pl.DataFrame, ran: frozenset[str]
) -> dict[str, tuple[str, ...]]:
    """Clue -> a line a span of nights and a line an entry, of every clue that is raised, gone tonight or overdue.

    Args:
        workspace: where.
        warehouse: open; of the nights before the date.
        as_of: the date; later nights and entries are not seen.
        ledger: the published ledger of the date.
        ran: the checks that ran for it.
    """
    earlier = renamed(history_before(warehouse, as_of), aliases_of(warehouse, as_of))
    history = with_night(earlier, says_of(ledger, ran), as_of)
    shown = (pl.col("answer") == Answer.RAISED.value) | (pl.col("gone_since") == as_of) | pl.col("overdue")
    ids = ledger.filter(shown.fill_null(value=False))["finding_id"]
    entered = entries_under(work_of(read_record(workspace)), ledger["finding_id"], all_aliases(warehouse))
    seen = entered.filter(pl.col("date") <= as_of).sort("date", "number")
    entries = {str(clue): of.to_dicts() for (clue,), of in seen.partition_by("finding_id", as_dict=True).items()}
    found = spans_of(history, ids)
    told = {id(spans): life_lines([(one.nights, one.answer) for one in spans], ()) for spans in _each(found)}
    return {clue: told[id(spans)] + life_lines((), entries.get(clue, ())) for clue, spans in found.items()}


def _each(found: Mapping[str, Spans]) -> Iterable[Spans]:
    """The lives, each once: those of most clues are one and the same."""
    return {id(spans): spans for spans in found.values()}.values()
