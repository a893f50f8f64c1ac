"""The head of a CSV file: its separator, its header, and what stands above."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, islice

import polars as pl

from pipelines.ingest.header import LOOK_AHEAD, header_position, known_headers, layout
from pipelines.ingest.limits import COLUMNS, HEAD_BYTES, refuse_beyond
from pipelines.ingest.overfull import is_overfull, overfull_rows
from pipelines.ingest.sheet import Sheet
from pipelines.ingest.titles import titles
from schemas.column import Kind
from schemas.errors import InputRefusedError
from schemas.extract import Extract

SEPARATORS = ",\t|"
_ODD_SEPARATORS = ";，；^~"


@dataclass(frozen=True)
class Head:
    """What the first lines of a CSV file tell of it.

    Attributes:
        file: its name.
        separator: between cells.
        headers: texts of the header row up to the last that is not blank.
        written: cells of the header row, blank ones at its end too.
        header_row: its row number.
        skipped: bytes up to and with the header row.
        above: first filled cells of the title rows above it.
        room: cells that a row may have.
        amounts: positions of columns of money.
    """

    file: str
    separator: str
    headers: tuple[str, ...]
    written: int
    header_row: int
    skipped: int
    above: frozenset[str]
    room: int
    amounts: frozenset[int]

    @property
    def width(self) -> int:
        """Cells of the header that are read."""
        return len(self.headers)

    @cached_property
    def schema(self) -> pl.Schema:
        """Text columns `0`, `1` and so on."""
        return pl.Schema({str(index): pl.String() for index in range(self.width)})

    def sheet(
        self, cells: pl.DataFrame, first_row: int, open_end: int | None = None, lost: Sequence[int] = ()
    ) -> Sheet:
        """A piece of the file."""
        return Sheet(self.file, cells, self.headers, first_row, self.header_row, self.above, tuple(lost), open_end)

    def overfull(self, text: bytes) -> list[int]:
        """See `overfull.overfull_rows`."""
        return overfull_rows(text, self.separator, self.written, self.room, self.amounts)


def head_of(file: str, first: bytes, extract: Extract) -> Head:
    """Reads the head of a CSV file.

    Args:
        file: its name.
        first: its first piece, in UTF-8.
        extract: the declaration of its source.

    Raises:
        InputRefusedError: no header row, or one that is too long.
    """
    text = first[:HEAD_BYTES].decode(errors="ignore")
    separator = max(SEPARATORS, key=lambda mark: _known_headers(text, mark, extract))
    records, ends = _first_records(text, separator)
    _refuse_odd_separator(file, text, records, extract)
    position = header_position(records, extract, file)
    if len(first) > HEAD_BYTES and ends[position] >= len(text.encode()):
        raise InputRefusedError(f"{file}: 表头行未在前 {HEAD_BYTES} 个字节内结束", hint="请检查表头行,重新导出")
    headers = records[position]
    width = max(place for place, header in enumerate(headers, 1) if header.strip())
    refuse_beyond(file, "表头的列数", width, COLUMNS)
    above = titles(records[:position])
    room = _room(records[position + 1 :], len(headers))
    amounts = frozenset(at for at, name in layout(headers, extract).items() if extract[name].kind is Kind.MONEY)
    return Head(
        file, separator, tuple(headers[:width]), len(headers), position + 1, ends[position], above, room, amounts
    )


def _room(rows: Sequence[Sequence[str]], written: int) -> int:
    """Cells of the header, or of each row below it where all end in more separators than it does."""
    cells = [len(row) for row in rows if any(row)]
    off = any(is_overfull(row, written) for row in rows)
    return written if off else max(written, min(cells, default=written))


def _refuse_odd_separator(file: str, text: str, records: Sequence[Sequence[str]], extract: Extract) -> None:
    """Where no row holds two headers, but would if something else stood between its cells."""
    if any(known_headers(record, extract) > 1 for record in records):
        return
    for mark in _ODD_SEPARATORS:
        if _known_headers(text, mark, extract) > 1:
            raise InputRefusedError(
                f"{file}: 各列之间是“{mark}”",
                hint="各列之间应为逗号(半角)、制表符或竖线 |,请重新导出,或另存为 xlsx 后报送",
            )


def _known_headers(head: str, separator: str, extract: Extract) -> int:
    if separator not in head:
        return 0
    records, _ = _first_records(head, separator)
    return max((known_headers(record, extract) for record in records), default=0)


def _first_records(head: str, separator: str) -> tuple[list[list[str]], list[int]]:
    """First records, and at which byte each ends."""
    lines = list(io.StringIO(head, newline=""))
    reader = csv.reader(lines, delimiter=separator)
    ends = list(accumulate(len(line.encode()) for line in lines))
    numbered = [(record, ends[reader.line_num - 1]) for record in islice(reader, LOOK_AHEAD)]
    return [record for record, _ in numbered], [end for _, end in numbered]
