"""Write: the published tables as Parquet and all that is rendered from them, into a folder that nobody sees yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl

from reports.parquet import write_table
from schemas.outputs import OUTPUTS


def table_file(name: str) -> str:
    """File of a published table."""
    return f"{name}.parquet"


def write_tables(tables: Mapping[str, pl.DataFrame], folder: Path) -> None:
    """Writes published tables, each as its declared file."""
    for name, frame in tables.items():
        write_table(frame, OUTPUTS[name], folder / table_file(name))


def read_tables(folder: Path, names: Iterable[str] = tuple(OUTPUTS)) -> dict[str, pl.DataFrame]:
    """The published tables that lie in a folder, of those asked for."""
    files = {name: folder / table_file(name) for name in names}
    return {name: pl.read_parquet(file) for name, file in files.items() if file.exists()}
