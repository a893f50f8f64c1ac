"""The history of a clue: what every night said of it, and every entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.findings.names import clue_names
from pipelines.findings.standing import looked_at
from pipelines.workspace.folders import Workspace
from policies.clues.history import CLUE, History
from policies.clues.spans import nights_that_ran, spans_of
from schemas.errors import UnknownIdError


@dataclass(frozen=True)
class Past:
    """The life of a clue.

    Attributes:
        clue: its row of the ledger, with all entries on record.
        spans: every night since it was first raised, oldest first, those together that said the same: columns
            `policies.clues.spans.SPANS`.
        nights: every night with what it said: as_of, answer (`Answer`, or `policies.clues.spans.NOT_RUN`).
        entries: what was entered, columns `schemas.work.WORK` by date, then in the order of import.
    """

    clue: Mapping[str, object]
    spans: pl.DataFrame
    nights: pl.DataFrame
    entries: pl.DataFrame


def past_of(workspace: Workspace, asked: str, today: date) -> Past:
    """The history of the clue that goes by a number.

    Raises:
        UnknownIdError: none does.
        NothingPublishedError: there is no ledger yet.
        WorkspaceBusyError: a run is at work.
    """
    with looked_at(workspace, today) as (warehouse, stands):
        clue = clue_names(workspace, warehouse, stands.clues["finding_id"]).clue(asked)
    if clue is None:
        raise UnknownIdError(
            f"没有发布过编号为 {asked} 的线索",
            hint="可用线索编号或移交材料中的编号(专题/序号);见 hedui findings list",
        )
    row = stands.clues.row(by_predicate=pl.col("finding_id") == clue, named=True)
    entries = stands.entries.filter(pl.col("finding_id") == clue).sort("date", "number")
    spans = spans_of(stands.history, pl.Series([clue]))
    return Past(row, spans, _nights(stands.history, spans), entries)


def _nights(history: History, spans: pl.DataFrame) -> pl.DataFrame:
    """The nights of the spans of one clue, each by itself."""
    own = history.clues.filter(pl.col("finding_id").is_in(spans["finding_id"].implode()))
    changed = history.answers.join(own, on=CLUE, how="semi")["as_of"]
    every = pl.concat([nights_that_ran(history), changed]).unique().sort()
    told = pl.DataFrame([every]).join_asof(spans.select("begins", "answer"), left_on="as_of", right_on="begins")
    return told.filter(pl.col("answer").is_not_null()).select("as_of", "answer")
