"""The life of each clue up to the date of a publication, in words, for whatever people read of it."""

from __future__ import annotations

from collections.abc import Iterable
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
    earlier = renamed(history_before(warehouse, as_of), aliases_of(warehouse, as_of))
    history = with_night(earlier, says_of(ledger, ran), as_of)
    shown = (pl.col("answer") == Answer.RAISED.value) | (pl.col("gone_since") == as_of) | pl.col("overdue")
    ids = ledger.filter(shown.fill_null(value=False))["finding_id"]
    entered = entries_under(work_of(read_record(workspace)), ledger["finding_id"], all_aliases(warehouse))
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
