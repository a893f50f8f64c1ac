"""The publication before a date, and those between the two that a night cannot go by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.workspace.folders import Workspace
from pipelines.workspace.manifest import is_damaged, read_manifest
from schemas.passed_over import PassedOver


@dataclass(frozen=True)
class Previous:
    """A publication of an earlier date: its folder, run, files and rows."""

    as_of: date
    folder: Path
    run_id: str
    outputs: list[dict[str, object]]

    @property
    def rows(self) -> dict[str, int]:
        """Published table -> rows."""
        listed = {str(entry["file"]).removesuffix(".parquet"): entry.get("rows") for entry in self.outputs}
        return {name: rows for name, rows in listed.items() if isinstance(rows, int)}


def previous_publication(workspace: Workspace, as_of: date) -> Previous | None:
    """The complete publication of the newest date before `as_of`; None where there is none."""
    for day in reversed([day for day in workspace.published_dates() if day < as_of]):
        folder = workspace.publication(day)
        manifest = read_manifest(folder)
        if manifest is not None and manifest.get("complete"):
            outputs = manifest["outputs"]
            return Previous(day, folder, str(manifest["run_id"]), outputs if isinstance(outputs, list) else [])
    return None


def passed_over(workspace: Workspace, as_of: date, previous: Previous | None) -> PassedOver | None:
    """The damaged ones newer than the `previous_publication` of a date; None where there are none."""
    earliest = previous.as_of if previous else date.min
    days = [day for day in workspace.published_dates() if earliest < day < as_of]
    damaged = tuple(day for day in days if is_damaged(workspace.publication(day)))
    return PassedOver(damaged, previous.as_of if previous else None) if damaged else None
