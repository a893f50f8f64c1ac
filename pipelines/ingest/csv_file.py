"""Reads a CSV file as an agency sends it: any of three encodings and three separators, title rows above the header."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

import polars as pl

from pipelines.ingest.encoding import as_utf8
from pipelines.ingest.header import LOOK_AHEAD, header_position, known_headers
from pipelines.ingest.sheet import Sheet, first_filled
from schemas.errors import InputRefusedError
from schemas.extract import Extract

SEPARATORS = ",\t|"
# The head is read by the csv module, which refuses longer fields.
_HEAD_BYTES = 100_000
_SENTINEL = "\0end of file\0"


def read_csv(file: str, content: bytes, extract: Extract) -> Sheet:
    """Reads the bytes of a CSV file.

    Args:
        file: its name, for messages and rows.
        content: its bytes.
        extract: the declaration of its source.

    Raises:
        InputRefusedError: unreadable encoding, no header row, or a quotation mark that is never closed.
    """
    text = as_utf8(file, content)
    if b"\n" not in text:
        text = text.replace(b"\r", b"\n")
    head = text[:_HEAD_BYTES].decode(errors="ignore")
    separator = max(SEPARATORS, key=lambda mark: _known_headers(head, mark, extract))
    records, ends = _first_records(head, separator)
    position = header_position(records, extract, file)
    headers = tuple(records[position])
    return Sheet(
        file=file,
        cells=_cells(_Body(file, text[ends[position] :], separator, len(headers), position + 2)),
        headers=headers,
        first_row=position + 2,
        above=frozenset(map(first_filled, records[:position])),
    )


def _known_headers(head: str, separator: str, extract: Extract) -> int:
    records, _ = _first_records(head, separator)
    return max((known_headers(record, extract) for record in records), default=0)


def _first_records(head: str, separator: str) -> tuple[list[list[str]], list[int]]:
    """First records, and at which byte each ends."""
    lines = list(io.StringIO(head, newline=""))
    reader = csv.reader(lines, delimiter=separator)
    ends = list(accumulate(len(line.encode()) for line in lines))
    numbered = [(record, ends[reader.line_num - 1]) for record in islice(reader, LOOK_AHEAD)]
    return [record for record, _ in numbered], [end for _, end in numbered]


@dataclass(frozen=True)
class _Body:
    """What stands below the header, and where it begins."""

    file: str
    text: bytes
    separator: str
    width: int
    first_row: int

    @property
    def schema(self) -> pl.Schema:
        """Text columns `0`, `1` and so on."""
        return pl.Schema({str(index): pl.String() for index in range(self.width)})


def _cells(body: _Body) -> pl.DataFrame:
    try:
        return pl.read_csv(
            body.text,
            has_header=False,
            separator=body.separator,
            schema=body.schema,
            truncate_ragged_lines=True,
            missing_columns="insert",
            extra_columns="ignore",
            raise_if_empty=False,
        )
    except pl.exceptions.ComputeError:
        return _cells_with_stray_quotes(body)


def _cells_with_stray_quotes(body: _Body) -> pl.DataFrame:
    """Polars refuses a quotation mark inside an unquoted field (`5"管`), the csv module takes it as written."""
    lines = [*io.StringIO(body.text.decode(), newline=""), "\n", _SENTINEL]
    rows = _records(lines, body)
    if rows[-1] != [_SENTINEL]:
        raise _open_quote(body, len(rows) - 1)
    return pl.DataFrame([_fit(row, body.width) for row in rows[:-2]], schema=body.schema, orient="row")


def _records(lines: Sequence[str], body: _Body) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(lines, delimiter=body.separator))
    except csv.Error as error:
        raise _open_quote(body, len(rows)) from error
    return rows


def _fit(row: list[str], width: int) -> list[str | None]:
    return [*row[:width], *[None] * (width - len(row))]


def _open_quote(body: _Body, record: int) -> InputRefusedError:
    return InputRefusedError(
        f"{body.file}: 从第 {body.first_row + record} 行起引号未闭合,无法分列",
        hint="请检查该行的双引号,重新导出后报送",
    )
