"""The life of each clue up to the date of a publication, in words, for whatever people read of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import polars as pl

from pipelines.publishing.said import says_of
from pipelines.record.store import read_record
from pipelines.record.work import work_of
from pipelines.warehouse import Warehouse
from pipelines.warehouse.aliases import aliases_of, all_aliases
from pipelines.warehouse.stood import answers_before, stood_before
from pipelines.workspace.folders import Workspace
from policies.clues.history import CLUE, with_night
from policies.clues.renaming import entries_under, renamed
from policies.clues.spans import spans_of
from reports.life import life_lines
from schemas.terms import Answer


def lives(
    workspace: Workspace, warehouse: Warehouse, as_of: date, ledger: pl.DataFrame, ran: frozenset[str]
) -> pl.DataFrame:
    """What became of every clue that is raised, gone tonight or overdue.

    Args:
        workspace: where.
        warehouse: open; of the nights before the date.
        as_of: the date; later nights and entries are not seen.
        ledger: the published ledger of the date.
        ran: the checks that ran for it.

    Returns:
        finding_id, life (String): a line a span of nights, then a line an entry.
    """
    is_shown = (pl.col("answer") == Answer.RAISED.value) | (pl.col("gone_since") == as_of) | pl.col("overdue")
    shown = ledger.filter(is_shown.fill_null(value=False))
    ids, aliases = shown["finding_id"], all_aliases(warehouse)
    # Most clues were settled long ago: only those that are shown, under whatever ids, are asked for.
    asked = pl.concat([ids, aliases["was"], aliases["finding_id"]]).unique().implode()
    before = stood_before(warehouse, as_of).of_clues(pl.col("finding_id").is_in(asked))
    before = replace(before, answers=answers_before(warehouse, as_of, before.stood[CLUE]))
    history = with_night(renamed(before, aliases_of(warehouse, as_of)), says_of(shown, ran), as_of)
    entered = entries_under(work_of(read_record(workspace)), ledger["finding_id"], aliases)
    seen = entered.filter(pl.col("date") <= as_of).sort("date", "number")
    numbered, spans = spans_of(history, ids)
    nights = ["\n".join(life_lines([(one.nights, one.answer) for one in of], ())) for of in spans]
    said = [(str(clue), "\n".join(life_lines((), of.to_dicts()))) for (clue,), of in _by_clue(seen)]
    told = numbered.with_columns(pl.lit(pl.Series(nights, dtype=pl.String)).gather(pl.col("life")).alias("life"))
    entries = pl.DataFrame(said, schema={"finding_id": pl.String(), "said": pl.String()}, orient="row")
    both = told.join(entries, on="finding_id", how="left")
    return both.select("finding_id", life=pl.concat_str("life", "said", separator="\n", ignore_nulls=True))


def _by_clue(entries: pl.DataFrame) -> Iterable[tuple[tuple[object, ...], pl.DataFrame]]:
    return entries.partition_by("finding_id", as_dict=True, maintain_order=True).items()
