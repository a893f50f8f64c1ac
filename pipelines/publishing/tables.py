"""Published tables read back from their files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from schemas.errors import DamagedPublicationError
from schemas.outputs import OUTPUTS


def table_file(name: str) -> str:
    """File of a published table."""
    return f"{name}.parquet"


def read_tables(folder: Path, names: Iterable[str] = tuple(OUTPUTS)) -> dict[str, pl.DataFrame]:
    """The published tables that lie in a folder, of those asked for."""
    files = {name: folder / table_file(name) for name in names}
    return {name: read_table(file) for name, file in files.items() if file.exists()}


def require_whole(tables: dict[str, pl.DataFrame], folder: Path) -> dict[str, pl.DataFrame]:
    """The tables read from a publication, which are all of them.

    Raises:
        DamagedPublicationError: one is gone.
    """
    if lost := sorted(OUTPUTS.keys() - tables.keys()):
        raise _damaged(folder / table_file(lost[0]))
    return tables


def read_table(file: Path, columns: list[str] | None = None) -> pl.DataFrame:
    """A published table, or some columns of it.

    Raises:
        DamagedPublicationError: the file is damaged.
    """
    try:
        return pl.read_parquet(file, columns=columns)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _damaged(file) from error


def _damaged(file: Path) -> DamagedPublicationError:
    return DamagedPublicationError(
        f"已发布的 {file} 缺失或已损坏", hint=f"请重新运行 hedui run nightly --as-of {file.parent.name} 重建该日发布"
    )
