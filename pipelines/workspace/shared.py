"""Which place a workspace has where the parts of a night lie, and what a killed run left there."""

from __future__ import annotations

import os
import re
import socket
import stat
from contextlib import suppress
from pathlib import Path

from pipelines.workspace.fingerprint import digest
from pipelines.workspace.folders import Workspace
from pipelines.workspace.places import Folder, Place
from pipelines.workspace.remote import Store
from schemas.errors import SharedPlaceError
from schemas.system import system_words

_ADDRESS = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://")
_LOCAL = "file://"
_OPEN_TO_OTHERS = ("ftp", "http", "https", "sftp", "ssh", "webhdfs")
"""What fsspec takes there without asking who answers, or leaves readable by other accounts."""


def place_of(workspace: Workspace, address: str) -> Place:
    """A workspace's own place.

    Args:
        workspace: whose.
        address: a folder, from the workspace on where it does not begin with `/`, or an address of fsspec; empty: the
            workspace's staging folder.
    """
    if not address:
        return Folder(workspace.staging)
    # Two workspaces may share an address, and each clears away what it has left there.
    own = f"hedui-{digest([socket.gethostname(), str(workspace.root.resolve())])[:16]}"
    path = address.removeprefix(_LOCAL)
    return Store(f"{path.rstrip('/')}/{own}") if _ADDRESS.match(path) else Folder(workspace.root / path / own)


def clear_left(workspace: Workspace, address: str) -> None:
    """Takes away what a run that was killed has left in a workspace's own place at an address.

    Raises:
        SharedPlaceError: the place is not there, or cannot be reached.
    """
    protocol, mark, where = address.partition("://")
    named = f"{protocol}://…" if mark else address  # what stands behind may hold more than a place
    if mark and (not where.strip("/") or protocol in _OPEN_TO_OTHERS):
        raise SharedPlaceError(f"共享位置 {named} 无法使用(只能是文件夹、s3://桶/前缀 等不对外开放的地址)")
    try:
        place = place_of(workspace, address)
        if isinstance(place, Folder):
            place.path.parent.resolve(strict=True)
        place.clear()
        if isinstance(place, Folder):
            _own(place.path)
    except OSError as error:
        raise SharedPlaceError(f"共享位置 {named} 无法使用({system_words(error)})") from error


def _own(folder: Path) -> None:
    """Makes a folder of this account, in one in which nobody else can put another in its place.

    Raises:
        OSError: others might read or change what lies in it.
    """
    around = folder.parent.stat().st_mode
    if around & stat.S_IWOTH and not around & stat.S_ISVTX:
        raise PermissionError(f"{folder.parent} 可被其他账户改写")
    with suppress(FileExistsError):  # a worker that was given up for lost may hold a file yet
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise PermissionError(f"{folder} 不属于本账户")
    folder.chmod(0o700)
