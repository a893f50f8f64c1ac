"""Reads a CSV file as an agency sends it: any of three encodings and three separators, title rows above the header."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import polars as pl

from pipelines.ingest.header import LOOK_AHEAD, header_position, known_headers
from pipelines.ingest.sheet import Sheet
from schemas.errors import InputRefusedError
from schemas.extract import Extract

SEPARATORS = ",\t|"
_HEAD_CHARS = 200_000


def read_csv(path: Path, content: bytes, extract: Extract) -> Sheet:
    """Reads the bytes of a CSV file.

    Args:
        path: names the file in messages and rows.
        content: its bytes (UTF-8 with or without BOM, or GB18030, of which GBK is a part).
        extract: the declaration of its source.

    Raises:
        InputRefusedError: unreadable encoding, no header row, or a quotation mark that is never closed.
    """
    text = _decode(path, content)
    head = text[:_HEAD_CHARS]
    separator = max(SEPARATORS, key=lambda mark: _known_headers(head, mark, extract))
    records, lines = _first_records(head, separator)
    position = header_position(records, extract, path.name)
    body = text[_offset(head, lines[position]) :]
    headers = records[position]
    return Sheet(
        file=path.name,
        cells=_cells(path, body, separator, len(headers)),
        headers=tuple(headers),
        first_row=position + 2,
        above=frozenset(row[0].strip() for row in records[:position] if row),
    )


def _decode(path: Path, content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise InputRefusedError(f"{path.name}: 文件为 UTF-16 编码", hint="请另存为 UTF-8 或 GB18030 的 CSV")
    try:
        return content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError:
        pass  # not UTF-8: the agencies' other encoding is tried next, and its error is the one reported
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputRefusedError(
            f"{path.name}: 第 {line} 行有既非 UTF-8 也非 GB18030 的字节", hint="请重新导出该文件"
        ) from error


def _known_headers(head: str, separator: str, extract: Extract) -> int:
    records, _ = _first_records(head, separator)
    return max((known_headers(record, extract) for record in records), default=0)


def _first_records(head: str, separator: str) -> tuple[list[list[str]], list[int]]:
    """First records with the number of physical lines consumed after each."""
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=separator)
    records: list[list[str]] = []
    lines: list[int] = []
    for record in islice(reader, LOOK_AHEAD):
        records.append(record)
        lines.append(reader.line_num)
    return records, lines


def _offset(head: str, lines: int) -> int:
    return sum(len(line) for line in islice(_lines(head), lines))


def _lines(head: str) -> Iterator[str]:
    return iter(io.StringIO(head, newline=""))


def _cells(path: Path, body: str, separator: str, width: int) -> pl.DataFrame:
    schema = {str(index): pl.String() for index in range(width)}
    if not body.strip("\r\n"):
        return pl.DataFrame(schema=schema)
    try:
        return pl.read_csv(
            body.encode(),
            has_header=False,
            separator=separator,
            schema=schema,
            truncate_ragged_lines=True,
            missing_columns="insert",
            extra_columns="ignore",
            raise_if_empty=False,
        )
    except pl.exceptions.ComputeError as error:
        raise InputRefusedError(
            f"{path.name}: 从第 {_open_quote(body, separator)} 条数据起引号未闭合,无法分列",
            hint="请检查该行的双引号,重新导出后报送",
        ) from error


def _open_quote(body: str, separator: str) -> int:
    return sum(1 for _ in csv.reader(io.StringIO(body, newline=""), delimiter=separator))
