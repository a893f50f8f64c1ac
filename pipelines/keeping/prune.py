"""Lets go of what the settings no longer keep, and makes the warehouse as small as what is left."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines.keeping.retention import Leaving, files_leaving, what_leaves
from pipelines.publishing.place import name_latest, recover
from pipelines.publishing.publications import record_published
from pipelines.publishing.replaced import forget_replaced
from pipelines.publishing.tables import read_tables
from pipelines.warehouse import Warehouse
from pipelines.warehouse.city import record_listed
from pipelines.warehouse.compaction import compact
from pipelines.warehouse.extracts import forget_extracts
from pipelines.warehouse.history import keep_history
from pipelines.warehouse.linkages import forget_linkages
from pipelines.warehouse.selections import forget_selections
from pipelines.workspace.folders import Workspace
from pipelines.workspace.lock import hold
from pipelines.workspace.settings import load_settings
from schemas.errors import DamagedPublicationError
from schemas.outputs.city_returned import CITY_RETURNED


@dataclass(frozen=True)
class Pruned:
    """What went, or would go.

    Attributes:
        leaving: what.
        freed: bytes of the folders of publications and runs, and, where it was done, of the warehouse.
    """

    leaving: Leaving
    freed: int


def plan(workspace: Workspace) -> Pruned:
    """What `prune` would do now; nothing is changed.

    Raises:
        SettingError: a setting is wrong.
        WorkspaceBusyError: a run is at work.
    """
    with Warehouse(workspace.warehouse, read_only=True) as warehouse:
        leaving = what_leaves(workspace, warehouse, load_settings(workspace))
    return Pruned(leaving, _size(workspace, leaving))


def prune(workspace: Workspace) -> Pruned:
    """Lets go of what the settings no longer keep; what was published stays on record as a night.

    Raises:
        SettingError: a setting is wrong.
        WorkspaceBusyError: a run is at work.
    """
    with hold(workspace.lock_file, datetime.now(UTC)):
        with Warehouse(workspace.warehouse) as warehouse:
            recover(workspace)
            record_published(workspace, warehouse)
            leaving = what_leaves(workspace, warehouse, load_settings(workspace))
            freed = _size(workspace, leaving)
            with warehouse.transaction():
                _record_listed(workspace, warehouse, leaving)
                forget_selections(warehouse, leaving.chosen)
                forget_extracts(warehouse)
                forget_linkages(warehouse)
        _remove(workspace, leaving)
        keep_history(workspace.warehouse, workspace.history)
        return Pruned(leaving, freed + compact(workspace.warehouse, least_worth=0))


def _record_listed(workspace: Workspace, warehouse: Warehouse, leaving: Leaving) -> None:
    """Keeps since when rows are listed as sent back by the city platform: publications alone say so."""
    for day in leaving.publications:
        with suppress(DamagedPublicationError):
            listed = read_tables(workspace.publication(day), [CITY_RETURNED]).get(CITY_RETURNED.name)
            if listed is not None:
                record_listed(warehouse, day, listed)


def _remove(workspace: Workspace, leaving: Leaving) -> None:
    for day in leaving.publications:
        forget_replaced(workspace, day)  # before the publication: of a date without one nobody would think of it again
        aside = workspace.staging / f"pruned-{day}"  # whatever happens now, no publication stands in part
        workspace.publication(day).rename(aside)
        shutil.rmtree(aside)
    name_latest(workspace)
    for run in leaving.runs:
        for path in files_leaving(run):
            path.unlink()
        if not any(run.iterdir()):
            run.rmdir()


def _size(workspace: Workspace, leaving: Leaving) -> int:
    places = (workspace.published, workspace.replaced)
    folders = [place / day.isoformat() for day in leaving.publications for place in places]
    files = [*(path for folder in folders for path in folder.rglob("*")), *_of_runs(leaving)]
    return sum(path.lstat().st_size for path in files if path.is_file())


def _of_runs(leaving: Leaving) -> list[Path]:
    return [path for run in leaving.runs for path in files_leaving(run)]
