"""Restores a backup into an empty workspace."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from pipelines.keeping.archive import unpack
from pipelines.publishing.place import name_latest
from pipelines.record.store import verified_record
from pipelines.warehouse import Warehouse
from pipelines.warehouse.history import warehouse_from
from pipelines.workspace.folders import Workspace, close_to_others, private_folder
from pipelines.workspace.lock import hold
from schemas.errors import ArgumentError

_NOBODYS = "lost+found"


@dataclass(frozen=True)
class Restored:
    """What was restored.

    Attributes:
        files: how many files.
        publications: dates published.
        entries: entries of the record, whose chain holds.
        landing: the agencies' files were in the backup.
    """

    files: int
    publications: tuple[date, ...]
    entries: int
    landing: bool


def restore(workspace: Workspace, path: Path) -> Restored:
    """Restores a backup; a workspace is there whole, or refused by every command as one that is not.

    Args:
        workspace: does not exist, or is an empty folder.
        path: the backup.

    Raises:
        ArgumentError: the workspace is not empty, or the backup cannot be read.
        DamagedBackupError: a file is not what was backed up; nothing is restored.
        OtherVersionError: a newer program made the backup; nothing is restored.
        TamperedRecordError: the record was changed before it was backed up; all is restored.
        WorkspaceBusyError: another process restores here.
    """
    _require_empty(workspace)
    private_folder(workspace.root, keep_existing=True)
    with hold(workspace.lock_file, datetime.now(UTC)):
        _require_empty(workspace)  # another process may have restored here since
        return _restored(workspace, path)


def _require_empty(workspace: Workspace) -> None:
    root, ours = workspace.root, {workspace.restoring.name, workspace.lock_file.name, _NOBODYS}
    if root.exists() and (not root.is_dir() or any(one.name not in ours for one in root.iterdir())):
        workspace.require_restored()
        raise ArgumentError(f"{root} 不是空文件夹", hint="只能恢复到空的或新的工作区,请用 --workspace 指定")


def _restored(workspace: Workspace, path: Path) -> Restored:
    aside = workspace.restoring
    files = _unpacked(path, workspace)
    for one in sorted(aside.iterdir()):
        one.rename(workspace.root / one.name)
    landing = workspace.landing.is_dir()
    workspace.prepare()
    name_latest(workspace)
    aside.rmdir()  # the last step: as long as it is there, no command takes what lies here for a whole workspace
    with Warehouse(workspace.warehouse) as warehouse:
        entries = len(verified_record(workspace, warehouse))
    return Restored(files, tuple(workspace.published_dates()), entries, landing)


def _unpacked(path: Path, workspace: Workspace) -> int:
    """Unpacks a backup aside, ready to be put in place; how many files. Where it cannot be, nothing is left of it."""
    root, aside = workspace.root, workspace.restoring
    shutil.rmtree(aside, ignore_errors=True)
    private_folder(aside)
    try:
        files = unpack(path, aside)
        _make_warehouse(Workspace(aside))
        close_to_others(aside)
    except BaseException:
        shutil.rmtree(aside)
        workspace.lock_file.unlink()
        if not any(root.iterdir()):
            root.rmdir()
        raise
    return files


def _make_warehouse(workspace: Workspace) -> None:
    if workspace.history.is_file():
        warehouse_from(workspace.history, workspace.warehouse)
    Warehouse(workspace.warehouse).close()
