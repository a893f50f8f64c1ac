"""The history of a clue: what every night said of it, and every entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.findings.names import clue_names
from pipelines.findings.standing import Standing, looked_at
from pipelines.workspace.folders import Workspace
from policies.clues.history import CLUE
from schemas.errors import UnknownIdError

NOT_RUN = "not_run"
"""What is told of a night on which the clue's check did not run."""


@dataclass(frozen=True)
class Past:
    """The life of a clue.

    Attributes:
        clue: its row of the ledger, with all entries on record.
        nights: every night since it was first raised, with `Answer`, or `not_run`, oldest first.
        entries: what was entered, columns `schemas.work.WORK` by date, then in the order of import.
    """

    clue: Mapping[str, object]
    nights: tuple[tuple[date, str], ...]
    entries: tuple[Mapping[str, object], ...]


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
    return Past(row, tuple(_nights(stands, clue)), tuple(entries))


def _nights(stands: Standing, clue: str) -> list[tuple[date, str]]:
    number = stands.history.clues.row(by_predicate=pl.col("finding_id") == clue, named=True)
    answers = dict(stands.history.answers.filter(pl.col(CLUE) == number[CLUE]).select("as_of", "answer").iter_rows())
    nights = stands.history.nights
    ran = set(nights.filter(pl.col("check_id") == number["check_id"])["as_of"])
    told: list[tuple[date, str]] = []
    said = NOT_RUN
    for night in sorted({*nights["as_of"], *answers}):
        said = answers.get(night, said)
        told.append((night, said if night in ran or night in answers else NOT_RUN))
    first = min(answers, default=date.max)
    return [one for one in told if one[0] >= first]
