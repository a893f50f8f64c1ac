"""Rows put aside on disk: whoever holds them looks at them as at others, and what nobody looks at takes no memory."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import polars as pl

from pipelines.workspace.mapped import let_go, mapped

_ALIGNED = 64
_folders: list[Path] = []


@contextmanager
def rows_aside(folder: Path) -> Iterator[None]:
    """Lets rows be put aside in a folder, which is the user's alone; before and after it they stay in memory.

    Each file that is mapped stays open, some hundreds in a city's night: as many as the account may open are allowed.
    """
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    _folders.append(folder)
    try:
        yield
    finally:
        _folders.remove(folder)


def put_aside(rows: pl.DataFrame) -> pl.DataFrame:
    """The same rows, mapped from a file that has no name, so that nothing is left of it when the process ends.

    Raises:
        OSError: no room on the disk.
    """
    if not _folders or rows.is_empty():
        return rows
    import pyarrow as pa  # a third of a second; only those who have millions of rows put any aside

    with TemporaryFile(dir=_folders[-1]) as file:
        spans = [_written(column, file) for column in rows]
        whole = pa.py_buffer(mapped(file))
    columns = (pa.ipc.open_file(whole[start:end]).read_all() for start, end in spans)
    found = pl.concat([pl.DataFrame(pl.from_arrow(one, rechunk=False)) for one in columns], how="horizontal")
    numbered = {name: dtype for name, dtype in rows.schema.items() if isinstance(dtype, pl.Categorical)}
    return found.with_columns(pl.col(name).cat.to(dtype) for name, dtype in numbered.items())


def _written(column: pl.Series, file: IO[bytes]) -> tuple[int, int]:
    """Writes one column in one piece, so that no more than that is held twice; from where to where it lies.

    Of texts that are numbered the numbers: Arrow's own form of them would be turned into Polars' in memory.
    """
    start = -(-file.seek(0, os.SEEK_END) // _ALIGNED) * _ALIGNED
    file.seek(start)
    numbered = isinstance(column.dtype, pl.Categorical)
    whole = (column.to_physical() if numbered else column).rechunk().to_frame()
    whole.write_ipc(file, record_batch_size=whole.height, compat_level=pl.CompatLevel.newest())
    file.flush()
    return start, file.seek(0, os.SEEK_END)


class OneAtATime(Mapping[str, pl.DataFrame]):
    """Frames that lie aside, of which one at a time is in memory where they are looked at one after another."""

    def __init__(self, frames: Mapping[str, pl.DataFrame]) -> None:
        """Takes the frames as they are."""
        self._frames = frames

    def __getitem__(self, name: str) -> pl.DataFrame:
        """The frame; those that were looked at before it are let go of."""
        let_go()
        return self._frames[name]

    def __contains__(self, name: object) -> bool:
        """Whether it is one of them."""
        return name in self._frames

    def __iter__(self) -> Iterator[str]:
        """Their names."""
        return iter(self._frames)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._frames)
