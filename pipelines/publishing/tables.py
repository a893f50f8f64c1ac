"""Published tables read back from their files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from pipelines.workspace.manifest import MAKE_AGAIN
from schemas.errors import DamagedPublicationError
from schemas.output import Table
from schemas.outputs import OUTPUTS


def read_tables(folder: Path, tables: Iterable[Table] = OUTPUTS.values()) -> dict[str, pl.DataFrame]:
    """The published tables that lie in a folder, of those asked for, by name."""
    files = {table.name: folder / table.file for table in tables}
    return {name: OUTPUTS[name].whole(read_table(file)) for name, file in files.items() if file.exists()}


def read_columns(folder: Path, table: Table, columns: list[str]) -> pl.DataFrame:
    """Some columns of a published table that lies in a folder.

    Raises:
        DamagedPublicationError: the file is damaged.
    """
    return table.whole(read_table(folder / table.file)).select(columns)


def require_whole(tables: dict[str, pl.DataFrame], folder: Path, wanted: Iterable[Table]) -> dict[str, pl.DataFrame]:
    """The tables read from a publication, which are all that were wanted.

    Raises:
        DamagedPublicationError: one is gone.
    """
    if lost := [table for table in wanted if table.name not in tables]:
        raise _damaged(folder / lost[0].file)
    return tables


def read_table(file: Path, columns: list[str] | None = None) -> pl.DataFrame:
    """A published table as it lies there.

    Args:
        file: where.
        columns: those that are read; all where None.

    Raises:
        DamagedPublicationError: the file is damaged.
    """
    try:
        # In one go: Polars opens a path twice, and another file may be put in its place between the two.
        return pl.read_parquet(file.read_bytes(), columns=columns)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise _damaged(file) from error


def _damaged(file: Path) -> DamagedPublicationError:
    return DamagedPublicationError(f"已发布的 {file} 缺失或已损坏", hint=MAKE_AGAIN.format(file.parent.name))
