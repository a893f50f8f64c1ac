"""Reads a Parquet file that carries the canonical English column names."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl

from pipelines.ingest.sheet import Sheet
from schemas.errors import InputRefusedError


def read_parquet(path: Path, content: bytes) -> Sheet:
    """Reads all columns as text; the first record is row 1.

    Raises:
        InputRefusedError: not a Parquet file.
    """
    try:
        frame = pl.read_parquet(io.BytesIO(content))
    except (pl.exceptions.ComputeError, OSError) as error:
        raise InputRefusedError(f"{path.name}: 不是可读的 Parquet 文件", hint="请重新导出该文件") from error
    texts = frame.select(pl.col(name).cast(pl.String).alias(str(index)) for index, name in enumerate(frame.columns))
    return Sheet(path.name, texts, tuple(frame.columns), 1)
