"""Clues that had another id before: their nights and entries are told under the id of the date that asks."""

from __future__ import annotations

import polars as pl

from policies.clues.data_side import stood_after
from policies.clues.history import CLUE, WORDING, History, numbered
from schemas.terms import Answer

_TIMES = 3
"""How often a clue may have changed its id one after the other: a person's number changes hardly ever."""
_ANSWER_FIRST = {Answer.RAISED.value: 0, Answer.UNANSWERED.value: 1, Answer.ABSENT.value: 2}


def renamed(history: History, aliases: pl.DataFrame) -> History:
    """A history under the ids of a date.

    Args:
        history: what nights said, under the ids of each night; with the answers of the clues of the aliases.
        aliases: was, finding_id: the ids that the clues have on the date. One old id may be that of several clues.
    """
    final = _to_the_end(aliases).join(history.stood, left_on="was", right_on="finding_id")
    if final.is_empty():
        return history
    clues = numbered(history.clues, final.select("finding_id", "check_id"))
    moves = final.select("finding_id", was=CLUE).join(clues.select("finding_id", to=CLUE), on="finding_id")
    answers = _moved(history.answers, moves)
    first = pl.col("answer").replace_strict(_ANSWER_FIRST)
    once = answers.sort(CLUE, "as_of", first).unique([CLUE, "as_of"], keep="first", maintain_order=True)
    old, new = moves["was"].unique().implode(), moves["to"].unique().implode()
    said = _moved(history.stood.select(CLUE, *WORDING, as_of="worded_on"), moves).sort(CLUE, "as_of")
    last = said.unique(CLUE, keep="last", maintain_order=True)
    told = clues.filter(pl.col(CLUE).is_in(new))
    under = stood_after(told, once.filter(pl.col(CLUE).is_in(new)), last, history.ran)
    left = history.stood.remove(pl.col(CLUE).is_in(old) | pl.col(CLUE).is_in(new))
    return History(pl.concat([left, under]), once, history.ran)


def entries_under(entries: pl.DataFrame, ids: pl.Series, aliases: pl.DataFrame) -> pl.DataFrame:
    """Entries under the ids of a date, whether they were entered under earlier or later ones.

    Args:
        entries: columns `schemas.work.WORK`.
        ids: the clues of the date.
        aliases: was, finding_id, also those that were found out later.
    """
    bears_alias = pl.col("finding_id").is_in(pl.concat([aliases["was"], aliases["finding_id"]]).unique().implode())
    under_alias = entries.filter(bears_alias)
    if under_alias.is_empty():
        return entries
    now = ids.filter(ids.is_in(under_alias["finding_id"].unique().implode())).implode()  # few of many
    other = under_alias.remove(pl.col("finding_id").is_in(now))
    final = _to_the_end(aliases)
    ways = pl.concat([final, final.select(was="finding_id", finding_id="was")])
    found = other.join(ways, left_on="finding_id", right_on="was", suffix="_today")
    moved = found.filter(pl.col("finding_id_today").is_in(ids.implode())).with_columns(finding_id="finding_id_today")
    stay = entries.remove(bears_alias & ~pl.col("finding_id").is_in(now))
    return pl.concat([stay, moved.select(entries.columns).unique(maintain_order=True)])


def heirs(aliases: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
    """Old id -> the clue that it is of now (was, finding_id); without those of which several clues are.

    Args:
        aliases: was, finding_id.
        ids: the clues that there are now; what is the id of one of them is no old one.
    """
    now = pl.concat([aliases.select("was", "finding_id"), _to_the_end(aliases)]).unique()
    asked = pl.concat([now["was"], now["finding_id"]])
    there = ids.filter(ids.is_in(asked.implode())).implode()  # few of many
    found = now.filter(pl.col("finding_id").is_in(there) & ~pl.col("was").is_in(there))
    return found.filter(pl.len().over("was") == 1).sort("was")


def _to_the_end(aliases: pl.DataFrame) -> pl.DataFrame:
    """Old id -> the last of the ids that follow it."""
    found = aliases.select("was", "finding_id")
    for _ in range(_TIMES):
        further = found.join(aliases, left_on="finding_id", right_on="was", how="left", suffix="_next")
        found = further.select("was", finding_id=pl.coalesce("finding_id_next", "finding_id")).unique()
    return found.filter(pl.col("was") != pl.col("finding_id"))


def _moved(rows: pl.DataFrame, moves: pl.DataFrame) -> pl.DataFrame:
    joined = rows.join(moves.select("was", "to"), left_on=CLUE, right_on="was", how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("to", CLUE).alias(CLUE)).select(rows.columns)
