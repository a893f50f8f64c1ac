"""Reads a CSV file as an agency sends it: any of three encodings and three separators, title rows above the header."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, islice
from typing import BinaryIO

import polars as pl

from pipelines.ingest.encoding import utf8_blocks, whole_records
from pipelines.ingest.header import LOOK_AHEAD, header_position, known_headers
from pipelines.ingest.open_end import open_end
from pipelines.ingest.sheet import Sheet, first_filled
from schemas.errors import InputRefusedError
from schemas.extract import Extract

SEPARATORS = ",\t|"
# The head is read by the csv module, which refuses longer fields.
_HEAD_BYTES = 100_000
_SENTINEL = "\0end of file\0"


class StrayQuotesError(Exception):
    """A quotation mark inside an unquoted field: where records end is known only to who reads the file in one piece."""


def read_csv(file: str, stream: BinaryIO, extract: Extract, *, in_one_piece: bool = False) -> Iterator[Sheet]:
    """Reads a CSV file, a large one piece by piece.

    Args:
        file: its name, for messages and rows.
        stream: its bytes.
        extract: the declaration of its source.
        in_one_piece: holds it whole, whatever its size.

    Raises:
        InputRefusedError: unreadable encoding, no header row, or a quotation mark that is never closed.
        StrayQuotesError: it must be read in one piece.
    """
    blocks = utf8_blocks(file, stream)
    pieces = iter([b"".join(blocks)]) if in_one_piece else whole_records(blocks)
    first, second = next(pieces, b""), next(pieces, None)
    head = first[:_HEAD_BYTES].decode(errors="ignore")
    separator = max(SEPARATORS, key=lambda mark: _known_headers(head, mark, extract))
    records, ends = _first_records(head, separator)
    position = header_position(records, extract, file)
    headers, above = tuple(records[position]), frozenset(map(first_filled, records[:position]))
    row, skipped = position + 2, ends[position]
    for text in chain([first], [] if second is None else [second], pieces):
        cells = _cells(_Body(file, text, skipped, separator, len(headers), row), alone=second is None)
        end = open_end(text, skipped, separator, headers)
        yield Sheet(file=file, cells=cells, headers=headers, first_row=row, above=above, open_end=end)
        row, skipped = row + cells.height, 0


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
    """What stands below the header, or a piece of it, and where it begins."""

    file: str
    text: bytes
    skipped: int  # bytes up to and with the header
    separator: str
    width: int
    first_row: int

    @property
    def schema(self) -> pl.Schema:
        """Text columns `0`, `1` and so on."""
        return pl.Schema({str(index): pl.String() for index in range(self.width)})


def _cells(body: _Body, *, alone: bool) -> pl.DataFrame:
    try:
        return pl.read_csv(
            body.text,
            has_header=False,
            skip_lines=body.text.count(b"\n", 0, body.skipped),
            separator=body.separator,
            schema=body.schema,
            truncate_ragged_lines=True,
            missing_columns="insert",
            extra_columns="ignore",
            raise_if_empty=False,
        )
    except pl.exceptions.ComputeError as error:
        if not alone:
            raise StrayQuotesError from error
        return _cells_with_stray_quotes(body)


def _cells_with_stray_quotes(body: _Body) -> pl.DataFrame:
    """Polars refuses a quotation mark inside an unquoted field (`5"管`), the csv module takes it as written."""
    lines = [*io.StringIO(body.text[body.skipped :].decode(), newline=""), "\n", _SENTINEL]
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
