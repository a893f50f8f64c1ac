"""Reads a Parquet file that carries the canonical English column names."""

from __future__ import annotations

from datetime import date

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.ingest.cell import cell_text
from pipelines.ingest.header import map_headers
from pipelines.ingest.limits import COLUMNS, ROWS_ALWAYS, UNPACKED_BYTES, refuse_beyond
from pipelines.ingest.parquet_types import in_plain_types
from pipelines.ingest.sheet import Sheet
from pipelines.workspace.timezone import LOCAL_TIME
from schemas.errors import InputRefusedError
from schemas.extract import Extract

_EPOCH = date(1970, 1, 1).toordinal()
_FIRST, _LAST = date(1, 1, 1).toordinal() - _EPOCH, date(9999, 12, 31).toordinal() - _EPOCH
"""Days of the calendar, counted as Parquet does."""


def read_parquet(file: str, content: bytes, extract: Extract) -> Sheet:
    """Reads all columns as text; the first record is row 1.

    Args:
        file: its name, for messages and rows.
        content: its bytes.
        extract: the declaration of its source.

    Raises:
        InputRefusedError: not a Parquet file, one that unpacks to far more than it holds, a required column missing,
            one of a type that is not read, or a date of no calendar.
    """
    try:
        table = _table(file, content, extract)
        frame = pl.DataFrame(table)
    except (pa.ArrowException, pl.exceptions.PolarsError, OSError, UnicodeDecodeError) as error:
        raise InputRefusedError(f"{file}: 不是可读的 Parquet 文件", hint="请重新导出该文件") from error
    texts = [_text(file, column).alias(str(index)) for index, column in enumerate(frame)]
    return Sheet(file, pl.DataFrame(texts), tuple(frame.columns), first_row=1)


def _table(file: str, content: bytes, extract: Extract) -> pa.Table:
    """Arrow tells of damage by errors, where Polars panics."""
    reader = pq.ParquetFile(pa.BufferReader(content), memory_map=False)
    about = reader.metadata
    refuse_beyond(file, "列数", about.num_columns, COLUMNS)
    refuse_beyond(file, "行数", about.num_rows, max(ROWS_ALWAYS, len(content)))
    unpacked = sum(about.row_group(group).total_byte_size for group in range(about.num_row_groups))
    refuse_beyond(file, "解压后的字节", unpacked, max(UNPACKED_BYTES, 4 * len(content)))
    table = reader.read(use_threads=False).replace_schema_metadata(None)
    table.validate(full=True)
    names = table.column_names
    return in_plain_types(file, table, {names[at] for at in map_headers(names, extract, file)})


def _text(file: str, column: pl.Series) -> pl.Series:
    """Numbers with a point, dates and flags are written as a person would."""
    dtype = column.dtype
    if dtype == pl.Null:
        return pl.Series([None] * len(column), dtype=pl.String)
    if dtype.is_temporal():
        _refuse_no_calendar(file, column)
        column = _at_local_time(column)
    if dtype.is_float() or dtype.is_temporal() or dtype == pl.Boolean:
        column = column.fill_nan(None) if dtype.is_float() else column
        distinct = column.unique()
        texts = pl.Series([cell_text(cell) or None for cell in distinct], dtype=pl.String)
        return column.replace_strict(distinct, texts, return_dtype=pl.String).cast(pl.String)
    return column.cast(pl.String)


def _at_local_time(column: pl.Series) -> pl.Series:
    """Moments of a time zone on the clock here: midnight of a day is still the day before in UTC, which many write."""
    has_zone = isinstance(column.dtype, pl.Datetime) and column.dtype.time_zone is not None
    return column.dt.convert_time_zone(LOCAL_TIME) if has_zone else column


def _refuse_no_calendar(file: str, column: pl.Series) -> None:
    if not isinstance(column.dtype, pl.Date | pl.Datetime):
        return
    days = column.cast(pl.Date).to_physical()
    spare = int(isinstance(column.dtype, pl.Datetime))  # a time zone may move the clock over the end
    beyond = ~days.is_between(_FIRST + spare, _LAST - spare)
    if beyond.any():
        raise InputRefusedError(
            f"{file}: 列 {column.name} 第 {beyond.arg_true()[0] + 1} 行的日期在公元 1 至 9999 年之外",
            hint="请改正该日期后重新导出",
        )
