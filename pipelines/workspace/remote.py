"""A place on any file system that fsspec or Arrow knows by an address."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING
from uuid import uuid4

import polars as pl

from pipelines.workspace.places import write_parquet

if TYPE_CHECKING:
    from pyarrow.fs import FileSystem

_OBJECTS = "s3://"
_SERVERS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
"""Variables that name the server; Arrow reads all others of AWS itself."""


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
        write_parquet(table, content)
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


def first_line(error: Exception) -> str:
    """What an error says, in one line."""
    return next(iter(str(error).splitlines()), type(error).__name__)


@contextmanager
def _told_alike() -> Iterator[None]:
    """Whatever a file system may raise, as an `OSError`: each has errors of its own."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        raise OSError(first_line(error)) from error


def _put(files: FileSystem, path: str, content: bytes) -> None:
    with files.open_output_stream(path) as file:
        file.write(content)


@cache
def _object_store(server: str | None) -> FileSystem:
    """S3 as Arrow reaches it."""
    made: FileSystem = import_module("pyarrow.fs").S3FileSystem(endpoint_override=server, allow_delayed_open=True)
    return made
