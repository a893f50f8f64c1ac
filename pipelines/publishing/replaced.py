"""What stays of a publication whose place another run for its date takes: what a comparison of the two needs."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import date
from pathlib import Path

from pipelines.workspace.folders import Workspace, close_to_others, private_folder
from pipelines.workspace.manifest import MANIFEST, read_manifest
from reports.diff import COMPARED
from schemas.output import Table
from schemas.outputs import OUTPUTS
from schemas.outputs.ledger import LEDGER

KEPT: tuple[Table, ...] = (
    *COMPARED,
    LEDGER,
    *(table for name, table in OUTPUTS.items() if name == "corrections"),
)
"""The tables that are compared, and those that tell why."""


def keep_replaced(workspace: Workspace, replaced: Path) -> None:
    """Puts the tables of a replaced publication into the folder of the run that made it, beside its manifest."""
    run_id = (read_manifest(replaced) or {}).get("run_id")
    files = [replaced / table.file for table in KEPT if (replaced / table.file).exists()]
    if not run_id or not files:
        return
    with suppress(OSError):  # the publication stands; what it replaced can then not be compared any more
        folder = private_folder(workspace.runs / str(run_id))
        if not (folder / MANIFEST).exists():  # it was killed once it had published
            shutil.copyfile(replaced / MANIFEST, folder / MANIFEST)
        for file in files:
            shutil.move(file, folder / file.name)
        close_to_others(folder)


def replaced_runs(workspace: Workspace, day: date) -> list[Path]:
    """Folders of the runs for a date of which tables were kept, oldest first: their names are in order of time."""
    folders = (folder for folder in sorted(workspace.runs.glob("*")) if (folder / COMPARED[0].file).exists())
    return [one for one in folders if (read_manifest(one) or {}).get("as_of") == day.isoformat()]
