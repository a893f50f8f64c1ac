"""Publish: a folder that was written aside takes its place in one step; what stood there stays until then."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

from pipelines.publishing.replaced import keep_replaced
from pipelines.workspace.exchange import ASIDE
from pipelines.workspace.fingerprint import sha256_of
from pipelines.workspace.folders import Workspace, clear_left_aside, close_to_others
from pipelines.workspace.manifest import MANIFEST
from schemas.errors import WorkspaceLayoutError

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_AT_ONCE = 8
"""Files that are written through at a time."""


def publish(workspace: Workspace, as_of: date, written: Path) -> None:
    """Puts a folder in the place of the publication of a date, and lets `latest` name the newest date.

    Args:
        workspace: where.
        as_of: the date.
        written: a folder below the workspace's staging folder, complete with its manifest.

    Raises:
        WorkspaceLayoutError: somebody put something else in its place.
    """
    target = workspace.publication(as_of)
    if os.path.lexists(target) and (target.is_symlink() or not target.is_dir()):
        raise WorkspaceLayoutError(f"{target} 不是文件夹,应为该日的发布")
    close_to_others(written)
    _write_through(written)
    if target.exists():
        _exchange(workspace, written, target)
    else:
        written.rename(target)
    _write_through_folder(workspace.published)
    name_latest(workspace)


def name_latest(workspace: Workspace) -> None:
    """Lets `latest` name the newest date published.

    Raises:
        WorkspaceLayoutError: somebody put a folder in its place.
    """
    latest, newest = workspace.published / "latest", workspace.latest()
    if latest.is_dir() and not latest.is_symlink():
        raise WorkspaceLayoutError(f"{latest} 是文件夹,应为指向最新发布的链接")
    if newest is not None:
        link = workspace.staging / f"latest.{os.getpid()}"
        link.unlink(missing_ok=True)
        link.symlink_to(newest.isoformat())
        link.replace(latest)


def recover(workspace: Workspace) -> None:
    """Puts back what a run that was killed had set aside, and clears away what it left half done."""
    if not workspace.staging.is_dir():
        return
    for aside in workspace.staging.glob(f"{ASIDE}*"):
        target = workspace.published / aside.name.removeprefix(ASIDE)
        if not target.exists():
            aside.rename(target)
    for left in workspace.staging.iterdir():
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)
        else:
            left.unlink()
    for folder in filter(None, (workspace.record, workspace.keys, workspace.deliveries, workspace.parameters)):
        clear_left_aside(folder)
    name_latest(workspace)


def outputs_of(folder: Path, rows: dict[str, int]) -> list[dict[str, object]]:
    """The manifest's entries of the files of a written folder, all but the manifest itself.

    Args:
        folder: the written folder.
        rows: file name -> rows, where a file has any.
    """
    return [
        {
            "file": name,
            "sha256": sha256_of(folder / name),
            "bytes": (folder / name).stat().st_size,
            "rows": rows.get(name),
        }
        for name in _names(folder)
        if name != MANIFEST
    ]


def stands(folder: Path, outputs: Iterable[object]) -> bool:
    """Whether a published folder holds exactly the files that its manifest names, unchanged."""
    listed = {entry["file"]: entry["sha256"] for entry in outputs if isinstance(entry, dict)}
    names = set(_names(folder)) - {MANIFEST}
    return names == listed.keys() and all(sha256_of(folder / name) == sha256 for name, sha256 in listed.items())


def _names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def _exchange(workspace: Workspace, written: Path, target: Path) -> None:
    if _swapped(written, target):
        keep_replaced(workspace, written, date.fromisoformat(target.name))
        shutil.rmtree(written)
        return
    # This file system cannot swap two names: for a moment the old one stands aside. Readers wait (`await_exchange`);
    # where this run is killed now, `recover` finds it there.
    day = date.fromisoformat(target.name)
    aside = workspace.set_aside(day)
    target.rename(aside)
    written.rename(target)
    keep_replaced(workspace, aside, day)
    shutil.rmtree(aside)


def _swapped(one: Path, other: Path) -> bool:
    """Swaps two names in one step; False where system or file system cannot."""
    swap = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if swap is None:
        return False
    if swap(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number not in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        raise OSError(number, os.strerror(number), one, None, other)
    return False


def _write_through(folder: Path) -> None:
    """Makes the files survive a power cut before a name points at them; a disk takes several in the time of one."""
    with ThreadPoolExecutor(_AT_ONCE) as beside:
        for written in [beside.submit(_synchronise, folder / name) for name in _names(folder)]:
            written.result()
    _write_through_folder(folder)


def _write_through_folder(folder: Path) -> None:
    _synchronise(folder, os.O_DIRECTORY)


def _synchronise(path: Path, kind: int = 0) -> None:
    descriptor = os.open(path, os.O_RDONLY | kind)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
