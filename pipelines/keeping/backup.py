"""Backs up what of a workspace cannot be made anew, whole also while a night is at work.

The order matters: a manifest remembers how long the record was, so publications go first and the record, which only
ever grows, later.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO

from pipelines.keeping.archive import ArchiveWriter, write_archive
from pipelines.warehouse.history import keep_history
from pipelines.workspace.folders import Workspace
from pipelines.workspace.lock import hold
from pipelines.workspace.standing import standing
from schemas.errors import ArgumentError, WorkspaceBusyError

_TRIES = 100


@dataclass(frozen=True)
class BackedUp:
    """What a backup holds.

    Attributes:
        files: how many files.
        size: bytes of the backup.
        publications: dates of the publications in it.
        beside_a_run: a run was at work: what the warehouse remembers is as the run before left it.
    """

    files: int
    size: int
    publications: tuple[date, ...]
    beside_a_run: bool


def back_up(workspace: Workspace, path: Path, *, landing: bool = False, publications: int | None = None) -> BackedUp:
    """Writes a backup.

    Args:
        workspace: of what.
        path: the file to be made, outside the workspace.
        landing: with the agencies' files.
        publications: how many of the newest publications; all where it is None.

    Raises:
        ArgumentError: the file is there already, or would lie in the workspace.
        WorkspaceBusyError: a run is at work, and none before it has left anything.
    """
    root = workspace.root.resolve()
    if path.resolve().is_relative_to(root):
        raise ArgumentError(f"{path} 在工作区内", hint="请把备份写到工作区以外,最好是另一台机器或磁盘")
    days = workspace.published_dates()
    wanted = days if publications is None else days[len(days) - min(publications, len(days)) :]
    with write_archive(path) as archive:
        taken = tuple(day for day in wanted if _add_publication(archive, workspace, day))
        beside_a_run = not _history_is_fresh(workspace)
        if workspace.history.is_file():
            _add(archive, workspace.history.name, workspace.history)
        for name in _rest(workspace, landing=landing):
            _add(archive, name, workspace.root / name)
        files = archive.files
    return BackedUp(files, path.stat().st_size, taken, beside_a_run)


def _history_is_fresh(workspace: Workspace) -> bool:
    """Takes what the warehouse remembers out of it; False where a run holds it, and the run before has to do."""
    if not workspace.warehouse.is_file():
        return True
    try:
        with hold(workspace.lock_file, datetime.now(UTC)):
            keep_history(workspace.warehouse, workspace.history)
    except WorkspaceBusyError:
        if not workspace.history.is_file():
            raise
        return False
    return True


def _add_publication(archive: ArchiveWriter, workspace: Workspace, day: date) -> bool:
    """Adds a publication as it stands at one moment; False where it is pruned meanwhile."""
    folder = workspace.publication(day)
    for _ in range(_TRIES):
        with ExitStack() as stack, suppress(FileNotFoundError):
            stands = stack.enter_context(standing(folder))
            opened = [(path, stack.enter_context(path.open("rb"))) for path in _files(folder)]
            if opened and stands():  # what is open stays, though another publication takes its place
                _add_all(archive, workspace, opened)
                return True
        if not folder.exists():
            return False
    raise WorkspaceBusyError(f"{folder} 不断被改写,无法备份")


def _add_all(archive: ArchiveWriter, workspace: Workspace, opened: Iterable[tuple[Path, BinaryIO]]) -> None:
    root = workspace.root.resolve()
    for path, file in opened:
        archive.add(path.relative_to(root).as_posix(), file)


def _add(archive: ArchiveWriter, name: str, path: Path) -> None:
    with suppress(FileNotFoundError), path.open("rb") as file:  # the log of a run may be pruned meanwhile
        archive.add(name, file)


def _rest(workspace: Workspace, *, landing: bool) -> Iterator[str]:
    """Names of all other files that are to be backed up; what begins with a point is no more than work under way."""
    left_out = {workspace.published.name, workspace.warehouse.name, workspace.history.name}
    left_out |= set() if landing else {workspace.landing.name}
    root = workspace.root.resolve()
    for path in sorted(root.iterdir()):
        if path.name in left_out or path.name.startswith(".") or path.suffix == ".wal":
            continue
        for file in [path] if path.is_file() else _files(path):
            yield file.relative_to(root).as_posix()


def _files(folder: Path) -> list[Path]:
    """Files below a folder; one that is closed is an error, where `rglob` would find nothing in it."""
    if not folder.is_dir():
        return []
    walked = os.walk(folder.resolve(), onerror=_unless_gone)
    found = (Path(inside, name) for inside, _, names in walked for name in names if not name.startswith("."))
    return sorted(path for path in found if path.is_file())


def _unless_gone(error: OSError) -> None:
    """Raises what keeps a folder from being read; the log of a run may be pruned meanwhile."""
    if not isinstance(error, FileNotFoundError):
        raise error
