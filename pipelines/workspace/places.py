"""Where files lie by name, and a folder as such a place.

Whoever looks at a part is given the place, which travels to the workers of a cluster and holds nothing but an address.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import uuid4

import polars as pl

from pipelines.workspace.folders import FILE_MODE, private_folder


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
            write_parquet(table, file)

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
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb") as file:
            yield file
        aside.replace(self.path / name)


def write_parquet(table: pl.DataFrame, file: BinaryIO | BytesIO) -> None:
    """A table as places hold it: read once or twice, and never kept."""
    table.write_parquet(file, compression="lz4", statistics=False)
