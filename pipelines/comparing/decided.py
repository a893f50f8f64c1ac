"""Which decisions of reviewers stand between two nights, and whom they are about."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from pipelines.comparing.cause import Cause
from pipelines.comparing.concerned import concerned
from pipelines.comparing.made_from import MadeFrom
from pipelines.comparing.rows import by_clue, moved_rows
from pipelines.comparing.worlds import Worlds
from pipelines.record.people import normal_name
from schemas.decision import Verdict
from schemas.extracts import EXTRACTS
from schemas.words import SOURCE_TITLES


def decided_between(
    before: MadeFrom, after: MadeFrom, worlds: Worlds, clues: pl.DataFrame, came: Collection[str]
) -> dict[str, str]:
    """Clue -> the decisions that only one side knew about rows that bear it, in words.

    A row bears it, and a decision is about the row, where the row is linked otherwise without the decision.
    """
    known = before.decisions["number"]
    both = known.is_in(after.decisions["number"].implode())
    new = pl.concat([before.decisions, after.decisions]).remove(pl.col("number").is_in(known.filter(both).implode()))
    undone = worlds.evidence(frozenset(Cause) - {Cause.DECISION})
    keys = concerned(clues, undone, worlds.later, came)
    wanted = frozenset(key for of in keys.values() for key in of)
    moved = [
        row
        for source in EXTRACTS
        if source in worlds.later.rows
        for row in moved_rows(source, undone, worlds.later, wanted)
    ]
    decided = [((row["source"], normal_name(row["name"] or "")), _words(row)) for row in new.iter_rows(named=True)]
    about: dict[str, str] = {}
    for clue, rows in by_clue(moved, keys).items():
        named = {(one.row.source, name) for one in rows for name in one.names}
        own = [words for subject, words in decided if subject in named]
        about[clue] = ";".join(own or [words for _, words in decided])
    return about


def _words(row: dict[str, object]) -> str:
    verdict = Verdict(str(row["verdict"])).label
    title = SOURCE_TITLES.get(str(row["source"]), str(row["source"]))
    who = f"{row['preparer']}、{row['reviewer']}"
    pair = f"{title}中的「{row['name'] or ''}」与户籍「{row['registry_name'] or ''}」"
    return f"{row['decided_on']} {who} 判定 {pair} {verdict}"
