"""Reads a CSV file as an agency sends it: any of three encodings and three separators, title rows above the header."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

import polars as pl

from pipelines.ingest.csv_head import Head, head_of
from pipelines.ingest.csv_lines import by_lines
from pipelines.ingest.encoding import utf8_blocks, whole_lines, whole_records
from pipelines.ingest.errors import StrayQuotesError
from pipelines.ingest.limits import CELLS_AT_ONCE, HEAD_BYTES
from pipelines.ingest.open_end import open_end
from pipelines.ingest.physical_lines import accounted_for, cut_between_rows, line_count
from pipelines.ingest.sheet import Sheet
from schemas.errors import InputRefusedError
from schemas.extract import Extract


def read_csv(file: str, stream: BinaryIO, extract: Extract, *, line_by_line: bool = False) -> Iterator[Sheet]:
    """Reads a CSV file, a large one piece by piece.

    Args:
        file: its name, for messages and rows.
        stream: its bytes.
        extract: the declaration of its source.
        line_by_line: slowly, with an eye on quotation marks that belong to no cell.

    Raises:
        InputRefusedError: empty, unreadable encoding, no header row, or a quotation mark that is never closed.
        StrayQuotesError: it must be read line by line.
    """
    blocks = utf8_blocks(file, stream)
    pieces = whole_lines(file, blocks) if line_by_line else whole_records(blocks)
    first = next(pieces, b"")
    if len(first) < HEAD_BYTES:
        first += next(pieces, b"")  # the header may be the last line, without an end
    if not first[:HEAD_BYTES].strip(b"\0\r\n "):
        raise InputRefusedError(f"{file}: 文件是空的", hint="文件可能在导出或传输时中断,请重新导出并完整传输")
    head = head_of(file, first, extract)
    pieces = chain([first], pieces)
    return by_lines(pieces, head) if line_by_line else _by_pieces(pieces, head)


def _by_pieces(pieces: Iterator[bytes], head: Head) -> Iterator[Sheet]:
    row = 1
    for piece in pieces:
        for text in _bounded(piece, head.width):
            cells = _cells(text, head)
            first, row = row, row + cells.height
            end = open_end(text, head.skipped if first == 1 else 0, head.separator, head.headers)
            sheet = [head.sheet(cells, first, end, [first + at for at in head.overfull(text)])]
            del cells
            yield sheet.pop()


def _bounded(piece: bytes, width: int) -> Iterator[bytes]:
    """A piece of very short lines has so many cells that it must be cut again."""
    rows = CELLS_AT_ONCE // width
    return iter([piece]) if line_count(piece) <= rows else cut_between_rows(piece, rows)


def _cells(text: bytes, head: Head) -> pl.DataFrame:
    try:
        cells = pl.read_csv(
            text,
            has_header=False,
            separator=head.separator,
            schema=head.schema,
            truncate_ragged_lines=True,
            missing_columns="insert",
            extra_columns="ignore",
            raise_if_empty=False,
        )
    except pl.exceptions.ComputeError as error:
        raise StrayQuotesError from error
    if not accounted_for(text, cells.height, head.separator, head.width, head.written):
        raise StrayQuotesError
    return cells
