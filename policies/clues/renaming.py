"""Clues that had another id before: their nights and entries are told under the id of the date that asks."""

from __future__ import annotations

import polars as pl

from policies.clues.history import History
from schemas.terms import Answer

_TIMES = 3
"""How often a clue may have changed its id one after the other: a person's number changes hardly ever."""
_ANSWER_FIRST = [Answer.RAISED.value, Answer.UNANSWERED.value, Answer.ABSENT.value]


def renamed(history: History, aliases: pl.DataFrame) -> History:
    """A history under the ids of a date.

    Args:
        history: what nights said, under the ids of each night.
        aliases: was, finding_id: the ids that the clues have on the date. One old id may be that of several clues.
    """
    if aliases.is_empty():
        return history
    final = _to_the_end(aliases)
    answers = _under_new_ids(history.answers, final)
    first = pl.col("answer").replace_strict({word: place for place, word in enumerate(_ANSWER_FIRST)})
    once = answers.sort("finding_id", "as_of", first, maintain_order=True).unique(
        ["finding_id", "as_of"], keep="first", maintain_order=True
    )
    said = _under_new_ids(history.said, final).unique(["finding_id", "as_of"], keep="last", maintain_order=True)
    return History(once, said, history.nights)


def entries_under(entries: pl.DataFrame, ids: pl.Series, aliases: pl.DataFrame) -> pl.DataFrame:
    """Entries under the ids of a date, whether they were entered under earlier or later ones.

    Args:
        entries: columns `schemas.work.WORK`.
        ids: the clues of the date.
        aliases: was, finding_id, also those that were found out later.
    """
    other = entries.remove(pl.col("finding_id").is_in(ids.implode()))
    if other.is_empty() or aliases.is_empty():
        return entries
    final = _to_the_end(aliases)
    ways = pl.concat([final, final.select(was="finding_id", finding_id="was")])
    found = other.join(ways, left_on="finding_id", right_on="was", suffix="_today").filter(
        pl.col("finding_id_today").is_in(ids.implode())
    )
    moved = found.with_columns(finding_id="finding_id_today").select(entries.columns)
    return pl.concat([entries.filter(pl.col("finding_id").is_in(ids.implode())), moved.unique(maintain_order=True)])


def _to_the_end(aliases: pl.DataFrame) -> pl.DataFrame:
    """Old id -> the last of the ids that follow it."""
    found = aliases.select("was", "finding_id")
    for _ in range(_TIMES):
        further = found.join(aliases, left_on="finding_id", right_on="was", how="left", suffix="_next")
        found = further.select("was", finding_id=pl.coalesce("finding_id_next", "finding_id")).unique()
    return found.filter(pl.col("was") != pl.col("finding_id"))


def _under_new_ids(rows: pl.DataFrame, aliases: pl.DataFrame) -> pl.DataFrame:
    joined = rows.join(aliases, left_on="finding_id", right_on="was", how="left", suffix="_new", maintain_order="left")
    return joined.with_columns(pl.coalesce("finding_id_new", "finding_id").alias("finding_id")).select(rows.columns)
