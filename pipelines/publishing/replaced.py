"""What stays of a publication whose place another run for its date takes: what a comparison of the two needs."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import date
from pathlib import Path

from pipelines.workspace.folders import Workspace, close_to_others, lying_in, private_folder
from pipelines.workspace.manifest import MANIFEST, read_manifest
from reports.diff import COMPARED
from schemas.output import Table
from schemas.outputs.corrections import CORRECTIONS
from schemas.outputs.ledger import LEDGER

KEPT: tuple[Table, ...] = (
    *COMPARED,
    LEDGER,
    CORRECTIONS,
)
"""The tables that are compared, and those that tell why."""
_MOST = 3
"""Runs for one date that stay, the newest."""


def keep_replaced(workspace: Workspace, replaced: Path, day: date) -> None:
    """Takes the tables that are compared, and the manifest, out of the folder of a replaced publication of a date."""
    run_id = (read_manifest(replaced) or {}).get("run_id")
    if not run_id:
        return
    with suppress(OSError):  # the publication stands; what it replaced can then not be compared any more
        private_folder(workspace.replaced)
        folder = private_folder(private_folder(_of(workspace, day)) / str(run_id))
        for name in (*(table.file for table in KEPT), MANIFEST):
            if (replaced / name).exists():
                shutil.move(replaced / name, folder / name)
        close_to_others(folder)
        for gone in {*lying_in(folder.parent)} - {*replaced_runs(workspace, day)[-_MOST:]}:  # of killed runs, too
            shutil.rmtree(gone)


def replaced_runs(workspace: Workspace, day: date) -> list[Path]:
    """What is kept of the runs for a date that others replaced, oldest first: their ids are in order of time."""
    return [folder for folder in lying_in(_of(workspace, day)) if (folder / MANIFEST).exists()]


def find_replaced(workspace: Workspace, run_id: str) -> Path | None:
    """What is kept of a run; None where nothing is."""
    kept = (one for day in lying_in(workspace.replaced) if day.is_dir() for one in lying_in(day))
    return next((one for one in kept if one.name == run_id and (one / MANIFEST).exists()), None)


def forget_replaced(workspace: Workspace, day: date) -> None:
    """Lets go of what is kept of the runs for a date."""
    shutil.rmtree(_of(workspace, day), ignore_errors=True)


def _of(workspace: Workspace, day: date) -> Path:
    return workspace.replaced / day.isoformat()
