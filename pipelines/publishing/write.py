"""Write: the published tables as Parquet, into a folder that nobody sees yet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from reports.parquet import write_table
from schemas.outputs import OUTPUTS


def write_tables(tables: Mapping[str, pl.DataFrame], folder: Path) -> None:
    """Writes published tables, each as its declared file."""
    for name, frame in tables.items():
        write_table(frame, OUTPUTS[name], folder / OUTPUTS[name].file)
