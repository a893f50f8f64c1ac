"""Columns of a Parquet file in types that are read: plain ones as they are, bytes as the text that they spell."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas.errors import InputRefusedError

_PLAIN = (
    pa.types.is_null,
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_string_view,
    pa.types.is_integer,
    pa.types.is_float32,
    pa.types.is_float64,
    pa.types.is_decimal128,
    pa.types.is_boolean,
    pa.types.is_date,
)
_BYTES = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view, pa.types.is_fixed_size_binary)
_PADDING = r"\x00+$"
"""What fills up bytes of a fixed length."""


def in_plain_types(file: str, table: pa.Table, wanted: Collection[str]) -> pa.Table:
    """The same table in types that an export has, at some of the others of which Polars panics.

    Args:
        file: its name, for the message.
        table: what the file holds.
        wanted: columns that somebody reads; of the others those of another type are empty.

    Raises:
        InputRefusedError: a column that is read is of another type, or of bytes in no known encoding.
    """
    columns = dict(zip(table.column_names, table.columns, strict=True))
    strange = {name for name, column in columns.items() if not _is_plain(column.type)}
    read = sorted(strange & set(wanted))
    for name in read:
        if not _is_bytes(columns[name].type):
            raise _unread(file, name, columns[name], "不能读作文字")
    empty = {name: pa.chunked_array([pa.nulls(table.num_rows)]) for name in strange - set(wanted)}
    texts = _texts(file, {name: _as_bytes(columns[name]) for name in read})
    return pa.table(columns | empty | texts)


def _texts(file: str, columns: Mapping[str, pa.ChunkedArray[Any]]) -> dict[str, pa.ChunkedArray[Any]]:
    """All in one encoding, as in a CSV file: some words of GB18030 are some of UTF-8 too."""
    try:
        return {name: column.cast(pa.large_string()) for name, column in columns.items()}
    except pa.ArrowInvalid:
        return {name: _from_gb18030(file, name, column) for name, column in columns.items()}


def _from_gb18030(file: str, name: str, column: pa.ChunkedArray[Any]) -> pa.ChunkedArray[Any]:
    try:
        texts = [None if cell is None else cell.decode("gb18030") for cell in column.to_pylist()]
    except UnicodeDecodeError as error:
        raise _unread(file, name, column, "有既非 UTF-8 也非 GB18030 的字节") from error
    return pa.chunked_array([pa.array(texts, pa.large_string())])


def _unread(file: str, name: str, column: pa.ChunkedArray[Any], why: str) -> InputRefusedError:
    return InputRefusedError(
        f"{file}: 列 {name}(类型 {column.type}){why}", hint="请将该列改为文本、数字或日期类型后重新导出"
    )


def _is_plain(dtype: pa.DataType) -> bool:
    if pa.types.is_dictionary(dtype):
        return _is_plain(dtype.value_type)
    if pa.types.is_timestamp(dtype):
        return dtype.tz is None or dtype.tz.isprintable()
    return any(is_one(dtype) for is_one in _PLAIN)


def _is_bytes(dtype: pa.DataType) -> bool:
    value_type = dtype.value_type if pa.types.is_dictionary(dtype) else dtype
    return any(is_one(value_type) for is_one in _BYTES)


def _as_bytes(column: pa.ChunkedArray[Any]) -> pa.ChunkedArray[Any]:
    plain = column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
    whole = plain.cast(pa.large_binary())
    return pc.replace_substring_regex(whole, _PADDING, "") if pa.types.is_fixed_size_binary(plain.type) else whole
