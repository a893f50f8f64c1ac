"""Reads a Parquet file that carries the canonical English column names."""

from __future__ import annotations

import io

import polars as pl

from pipelines.ingest.cell import cell_text
from pipelines.ingest.sheet import Sheet
from schemas.errors import InputRefusedError


def read_parquet(file: str, content: bytes) -> Sheet:
    """Reads all columns as text; the first record is row 1.

    Args:
        file: its name, for messages and rows.
        content: its bytes.

    Raises:
        InputRefusedError: not a Parquet file.
    """
    try:
        frame = pl.read_parquet(io.BytesIO(content))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputRefusedError(f"{file}: 不是可读的 Parquet 文件", hint="请重新导出该文件") from error
    texts = [_text(column).alias(str(index)) for index, column in enumerate(frame)]
    return Sheet(file, pl.DataFrame(texts), tuple(frame.columns), 1)


def _text(column: pl.Series) -> pl.Series:
    """Numbers with a point, dates and flags are written as a person would, nested values are not read."""
    dtype = column.dtype
    if dtype.is_nested() or dtype in (pl.Binary, pl.Object):
        return pl.Series([None] * len(column), dtype=pl.String)
    if dtype.is_float() or dtype.is_temporal() or dtype == pl.Boolean:
        column = column.fill_nan(None) if dtype.is_float() else column
        distinct = column.unique()
        texts = pl.Series([cell_text(cell) or None for cell in distinct], dtype=pl.String)
        return column.replace_strict(distinct, texts, return_dtype=pl.String).cast(pl.String)
    return column.cast(pl.String)
