"""Where the parts of a night lie while they are looked at: a folder, or any file system that fsspec knows by address.

Whoever looks at a part is given the place, which travels to the workers of a cluster and holds nothing but an address.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol
from uuid import uuid4

import polars as pl

from pipelines.workspace.fingerprint import digest
from pipelines.workspace.folders import Workspace, private_folder
from schemas.errors import SharedPlaceError

if TYPE_CHECKING:
    from pyarrow.fs import FileSystem

_ADDRESS = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://")
_LOCAL, _OBJECTS = "file://", "s3://"
_OPEN_TO_OTHERS = ("ftp", "http", "https", "sftp", "ssh", "webhdfs")
"""What fsspec takes there without asking who answers, or leaves readable by other accounts."""
_SERVERS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
"""Variables that name the server; Arrow reads all others of AWS itself."""
_FILE_MODE = 0o600


class Place(Protocol):
    """Where files lie by name.

    What is written is there whole or not at all: a worker that was given up for lost may write the very same yet.
    """

    def below(self, name: str) -> Place:
        """A folder in it."""

    def make(self) -> None:
        """Makes the place; where it is gone again nothing comes back, whoever still writes."""

    def write(self, name: str, content: bytes) -> None:
        """Writes a file."""

    def write_table(self, name: str, table: pl.DataFrame) -> None:
        """Writes a table as Parquet."""

    def read(self, name: str) -> bytes:
        """A file that was written.

        Raises:
            OSError: it is not there, or the place cannot be reached.
        """

    def read_table(self, name: str) -> pl.DataFrame:
        """A table that was written.

        Raises:
            OSError: it is not there, or the place cannot be reached.
        """

    def names(self) -> list[str]:
        """What lies in it, in order; nothing where there is no such place."""

    def clear(self) -> None:
        """Takes away the place and all that lies in it.

        Raises:
            OSError: the place cannot be reached.
        """


@dataclass(frozen=True)
class Folder:
    """A folder that all see under the same path, closed to other accounts."""

    path: Path

    def below(self, name: str) -> Folder:
        """As of `Place`."""
        return Folder(self.path / name)

    def make(self) -> None:
        """As of `Place`."""
        private_folder(self.path)

    def write(self, name: str, content: bytes) -> None:
        """As of `Place`."""
        with self._new(name) as file:
            file.write(content)

    def write_table(self, name: str, table: pl.DataFrame) -> None:
        """As of `Place`."""
        with self._new(name) as file:
            _parquet(table, file)

    def read(self, name: str) -> bytes:
        """As of `Place`."""
        return (self.path / name).read_bytes()

    def read_table(self, name: str) -> pl.DataFrame:
        """As of `Place`."""
        return pl.read_parquet(self.path / name)

    def names(self) -> list[str]:
        """As of `Place`."""
        return sorted(path.name for path in self.path.iterdir()) if self.path.is_dir() else []

    def clear(self) -> None:
        """As of `Place`."""
        shutil.rmtree(self.path, ignore_errors=True)

    @contextmanager
    def _new(self, name: str) -> Iterator[BinaryIO]:
        """A file that only its owner reads; it need not outlive the run, and so is not waited for on the disk."""
        aside = self.path / f".{uuid4().hex}"
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE), "wb") as file:
            yield file
        aside.replace(self.path / name)


@dataclass(frozen=True)
class Store:
    """A place on a file system that is known by an address, such as `s3://bucket/prefix`.

    Secrets and the addresses of servers come from the environment of whoever looks there.
    """

    address: str

    def below(self, name: str) -> Store:
        """As of `Place`."""
        return Store(f"{self.address}/{name}")

    def make(self) -> None:
        """As of `Place`: it is made by what is written there, also by a worker that comes late."""

    def write(self, name: str, content: bytes) -> None:
        """As of `Place`."""
        with _told_alike():
            files, path = self.opened()
            if self.address.startswith(_OBJECTS):  # there a folder would be an object beside the others
                _put(files, f"{path}/{name}", content)  # and an object is whole or not there
                return
            files.create_dir(path)
            aside = f"{path}/.{uuid4().hex}"
            _put(files, aside, content)
            files.move(aside, f"{path}/{name}")

    def write_table(self, name: str, table: pl.DataFrame) -> None:
        """As of `Place`."""
        content = BytesIO()
        _parquet(table, content)
        self.write(name, content.getvalue())

    def read(self, name: str) -> bytes:
        """As of `Place`."""
        with _told_alike():
            files, path = self.opened()
            with files.open_input_file(f"{path}/{name}") as file:
                return file.read(file.size())  # at once: without a size, it would ask for one small piece after another

    def read_table(self, name: str) -> pl.DataFrame:
        """As of `Place`."""
        return pl.read_parquet(self.read(name))

    def names(self) -> list[str]:
        """As of `Place`."""
        from pyarrow.fs import FileSelector

        with _told_alike():
            files, path = self.opened()
            return sorted(one.base_name for one in files.get_file_info(FileSelector(path, allow_not_found=True)))

    def clear(self) -> None:
        """As of `Place`."""
        with _told_alike():
            files, path = self.opened()
            files.delete_dir_contents(path, missing_dir_ok=True)

    def opened(self) -> tuple[FileSystem, str]:
        """Its file system, and its path there."""
        if self.address.startswith(_OBJECTS):
            server = next(filter(None, map(os.environ.get, _SERVERS)), None)
            return _object_store(server), self.address.removeprefix(_OBJECTS)
        arrow = import_module("pyarrow.fs")
        files, path = import_module("fsspec.core").url_to_fs(self.address)  # which keeps what it has opened
        return arrow.PyFileSystem(arrow.FSSpecHandler(files)), path


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
        raise SharedPlaceError(f"共享位置 {named} 无法使用({_first_line(error)})") from error


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


@contextmanager
def _told_alike() -> Iterator[None]:
    """Whatever a file system may raise, as an `OSError`: each has errors of its own."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        raise OSError(_first_line(error)) from error


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


def _put(files: FileSystem, path: str, content: bytes) -> None:
    with files.open_output_stream(path) as file:
        file.write(content)


@cache
def _object_store(server: str | None) -> FileSystem:
    """S3 as Arrow reaches it."""
    made: FileSystem = import_module("pyarrow.fs").S3FileSystem(endpoint_override=server, allow_delayed_open=True)
    return made


def _parquet(table: pl.DataFrame, file: BinaryIO | BytesIO) -> None:
    table.write_parquet(file, compression="lz4", statistics=False)
