"""What of a workspace its settings no longer keep."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from pipelines.run.record import BEGAN
from pipelines.warehouse import Warehouse
from pipelines.warehouse.nights import recorded_run
from pipelines.warehouse.selections import selected_days
from pipelines.workspace.folders import Workspace
from pipelines.workspace.manifest import MANIFEST, read_manifest
from pipelines.workspace.settings import Settings

_LEAST = 2
"""Complete publications that always stay: the newest, and the one that it is compared with."""


@dataclass(frozen=True)
class Leaving:
    """What may go.

    Attributes:
        publications: dates whose folders go; they stay on record as nights.
        unrecorded: dates that would go, but the warehouse does not know what was published: they stay.
        chosen: dates for which the warehouse need not know any more which extracts were chosen; the rows of extracts
            that no other date chose go with them.
        runs: folders of runs; the manifest of a run that published stays.
    """

    publications: tuple[date, ...]
    unrecorded: tuple[date, ...]
    chosen: tuple[date, ...]
    runs: tuple[Path, ...]


def what_leaves(workspace: Workspace, warehouse: Warehouse, settings: Settings, now: datetime | None = None) -> Leaving:
    """What the settings no longer keep.

    Args:
        workspace: where.
        warehouse: its warehouse, with what was published on record.
        settings: how long things are kept.
        now: from when the age of runs is counted.
    """
    days = workspace.published_dates()
    old = _old_publications(workspace, days, settings)
    recorded = tuple(day for day in old if recorded_run(warehouse, day) == _run_of(workspace, day))
    standing = [day for day in days if day not in recorded]
    return Leaving(
        recorded,
        tuple(day for day in old if day not in recorded),
        tuple(_no_longer_asked_for(selected_days(warehouse), standing, settings.keep_extracts)),
        tuple(_old_runs(workspace, settings.keep_runs, now or datetime.now(UTC))),
    )


def _old_publications(workspace: Workspace, days: list[date], settings: Settings) -> list[date]:
    if not settings.keep_publications or not days:
        return []
    complete = [day for day in days if (read_manifest(workspace.publication(day)) or {}).get("complete")]
    kept = {*complete[-_LEAST:], days[-1]}
    if settings.keep_month_ends:
        kept.update({(day.year, day.month): day for day in days}.values())
    return [day for day in days if (days[-1] - day).days > settings.keep_publications and day not in kept]


def _no_longer_asked_for(chosen: Iterable[date], standing: list[date], keep_days: int) -> list[date]:
    """Dates without a publication, or with one too old; never a date after the last publication, nor that one."""
    if not standing:
        return []
    newest = standing[-1]
    asked_for = {day for day in standing if not keep_days or (newest - day).days <= keep_days}
    return [day for day in chosen if day < newest and day not in asked_for]


def _old_runs(workspace: Workspace, keep_days: int, now: datetime) -> list[Path]:
    """Runs are named by when they began; what is named otherwise is not ours."""
    if not keep_days or not workspace.runs.is_dir():
        return []
    folders = sorted(path for path in workspace.runs.iterdir() if path.is_dir())
    return [folder for folder in folders if _days_since(folder.name, now) > keep_days and files_leaving(folder)]


def _days_since(stamp: str, now: datetime) -> int:
    """Days since a run began, one that has begun counted whole; 0 for a folder that is no run's."""
    try:
        return -(datetime.strptime(stamp.partition(".")[0], BEGAN).replace(tzinfo=UTC) - now).days
    except ValueError:
        return 0


def files_leaving(run: Path) -> list[Path]:
    """The files of an old run that go: all, or all but the manifest where it says what was published."""
    published = "outputs" in (read_manifest(run) or {})
    return [path for path in sorted(run.iterdir()) if not (published and path.name == MANIFEST)]


def _run_of(workspace: Workspace, day: date) -> str:
    return str((read_manifest(workspace.publication(day)) or {}).get("run_id", ""))
