"""What the first page tells of hand-overs: counted from what was sent and answered, worked off, and not delivered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.workspace.deliveries import all_remembered
from pipelines.workspace.folders import Workspace
from pipelines.workspace.manifest import read_manifest
from policies.city_platform.history import History
from reports.hand_overs import SentBatch, ThemeProgress, Undelivered, sent_batch, theme_progress
from reports.themes import ThemeClues, read_clues
from schemas.terms import CityMode


def newest_batch(history: History) -> SentBatch | None:
    """The newest batch of a history, and the answers to its rows; None where there is none."""
    newest = history.batches.filter(pl.col("number") == history.newest)
    for number, as_of, mode in newest.select("number", "as_of", "mode").iter_rows():
        return sent_batch(number, as_of, CityMode(mode), history.rows_of(number))
    return None


def progress_of(handed: Iterable[ThemeClues]) -> tuple[ThemeProgress, ...]:
    """How far the work on campaign themes is, by name."""
    found = (theme_progress(one.theme.name, one.theme.since, one.theme.until, one.clues) for one in handed)
    return tuple(sorted(found, key=lambda one: one.name))


def published_progress(supervision: Path) -> tuple[ThemeProgress, ...]:
    """The same of themes that were published: read from the folder of the hand-over to the campaign."""
    found = [(path, read_manifest(path) or {}) for path in sorted(supervision.glob("*")) if path.is_dir()]
    return tuple(
        theme_progress(
            path.name, date.fromisoformat(str(said["from"])), date.fromisoformat(str(said["to"])), read_clues(path)
        )
        for path, said in found
        if "from" in said and "to" in said
    )


def undelivered(workspace: Workspace, before: date = date.max) -> tuple[Undelivered, ...]:
    """Targets that hand-overs for earlier dates could not be brought to, and have not been since."""
    return tuple(
        Undelivered(one.target, one.failed.since)
        for one in all_remembered(workspace)
        if one.failed and one.failed.since < before
    )
