"""What the first page tells of hand-overs: counted from what was sent and answered, worked off, and not delivered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.publishing.names import SUPERVISION
from pipelines.publishing.tables import read_tables
from pipelines.warehouse import Warehouse
from pipelines.warehouse.city import city_history
from pipelines.workspace.deliveries import failing
from pipelines.workspace.folders import Workspace
from pipelines.workspace.manifest import read_manifest
from policies.city_platform.history import History
from reports.hand_overs import HandOvers, SentBatch, ThemeProgress, Undelivered, sent_batch, theme_progress
from reports.themes import ThemeClues, read_clues
from schemas.outputs.city_returned import CITY_RETURNED
from schemas.terms import CityMode


def standing_hand_overs(workspace: Workspace) -> HandOvers:
    """What has become of all hand-overs so far: as the last run left it, also while another is at work.

    Raises:
        BrokenWarehouseError: what the last run left is damaged.
        OtherVersionError: another version of the program left it.
    """
    latest = workspace.latest()
    if latest is None or not workspace.history.exists():
        return HandOvers(undelivered=undelivered(workspace))
    with Warehouse(workspace.history, read_only=True) as kept:
        batch = newest_batch(city_history(kept))
    folder = workspace.publication(latest)
    listed = read_tables(folder, [CITY_RETURNED]).get(CITY_RETURNED.name, CITY_RETURNED.empty())
    return HandOvers(batch, listed.height, published_progress(folder / SUPERVISION), undelivered(workspace))


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
    return tuple(Undelivered(target, since) for target, since in failing(workspace, before))
