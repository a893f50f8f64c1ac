"""The history of a clue: what every night said of it, and every entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.findings.names import clue_names
from pipelines.findings.standing import looked_at
from pipelines.workspace.folders import Workspace
from policies.clues.spans import Spans, spans_of
from schemas.errors import UnknownIdError


@dataclass(frozen=True)
class Past:
    """The life of a clue.

    Attributes:
        clue: its row of the ledger, with all entries on record.
        spans: every night since it was first raised, oldest first, those together that said the same.
        entries: what was entered, columns `schemas.work.WORK` by date, then in the order of import.
    """

    clue: Mapping[str, object]
    spans: Spans
    entries: tuple[Mapping[str, object], ...]

    @property
    def nights(self) -> tuple[tuple[date, str], ...]:
        """Every night with what it said: `Answer`, or `policies.clues.spans.NOT_RUN`."""
        return tuple((night, span.answer) for span in self.spans for night in span.nights)


def past_of(workspace: Workspace, asked: str, today: date) -> Past:
    """The history of the clue that goes by a number.

    Raises:
        UnknownIdError: none does.
        NothingPublishedError: there is no ledger yet.
        WorkspaceBusyError: a run is at work.
    """
    with looked_at(workspace, today) as (warehouse, stands):
        clue = clue_names(workspace, warehouse, stands).clue(asked)
    if clue is None:
        raise UnknownIdError(
            f"没有发布过编号为 {asked} 的线索",
            hint="可用线索编号或移交材料中的编号(专题/序号);见 hedui findings list",
        )
    row = stands.clues.row(by_predicate=pl.col("finding_id") == clue, named=True)
    entries = stands.entries.filter(pl.col("finding_id") == clue).sort("date", "number").to_dicts()
    return Past(row, spans_of(stands.history, pl.Series([clue]))[str(clue)], tuple(entries))
