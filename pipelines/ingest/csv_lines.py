"""Reads a CSV file line by line, where quotation marks stand in it that belong to no cell.

Polars refuses a quotation mark inside an unquoted cell (`5"管`), the csv module takes it as written. One that was
opened in one row and is closed in a later one swallows the rows between: they are rows again, and marked as such.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain, islice

import polars as pl

from pipelines.ingest.csv_head import Head
from pipelines.ingest.open_end import open_end
from pipelines.ingest.overfull import is_overfull
from pipelines.ingest.physical_lines import swallowed_rows
from pipelines.ingest.sheet import Sheet
from schemas.errors import InputRefusedError

_ROWS = 100_000
_SENTINEL = "\0end of file\0"

_Row = tuple[list[str], bool]
"""Cells, and whether no header says what they are."""


def by_lines(pieces: Iterable[bytes], head: Head) -> Iterator[Sheet]:
    """Reads pieces of a CSV file, each of whole lines.

    Raises:
        InputRefusedError: a quotation mark is never closed.
    """
    last = _Last(pieces)
    rows = _rows(last, head)
    number = 1
    some = list(islice(rows, _ROWS))
    while some:
        following = list(islice(rows, _ROWS))
        cells = pl.DataFrame([_fit(row, head.width) for row, _ in some], schema=head.schema, orient="row")
        lost = [place for place, (_, is_lost) in enumerate(some, number) if is_lost]
        yield head.sheet(cells, number, None if following else last.open_end(head), lost)
        number += len(some)
        some = following


class _Last:
    """Hands pieces on and remembers the last."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self._handed_on = 0
        self._text = b""

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self._text = piece
            self._handed_on += 1
            yield piece

    def open_end(self, head: Head) -> int | None:
        """See `open_end.open_end`."""
        return open_end(self._text, head.skipped if self._handed_on == 1 else 0, head.separator, head.headers)


def _rows(pieces: Iterable[bytes], head: Head) -> Iterator[_Row]:
    """Rows; those that one record swallowed each by itself, as they are written, and lost like those a column off."""
    number, begun = 1, 1
    try:
        for record, lines in _records(pieces, head.separator):
            if lines == [_SENTINEL]:  # by itself: after an open quotation mark it is read as a cell of that row
                return
            begun = number
            lost = len(lines) > 1 and swallowed_rows(lines, head.separator, head.width, head.written)
            for row in [line.rstrip("\r\n").split(head.separator) for line in lines] if lost else [record]:
                yield row, lost or is_overfull(row, head.written, head.amounts)
                number += 1
    except csv.Error as error:
        raise _open_quote(head, number) from error
    raise _open_quote(head, begun)


def _records(pieces: Iterable[bytes], separator: str) -> Iterator[tuple[list[str], list[str]]]:
    """Each record, and the lines it was read from; a record of its own stands for the end."""
    taken: list[str] = []

    def lines() -> Iterator[str]:
        texts = (io.StringIO(piece.decode(), newline="") for piece in pieces)
        for line in chain(chain.from_iterable(texts), [_SENTINEL]):
            taken.append(line)
            yield line

    for record in csv.reader(lines(), delimiter=separator):
        yield record, taken
        taken.clear()


def _fit(row: list[str], width: int) -> list[str | None]:
    return [*row[:width], *[None] * (width - len(row))]


def _open_quote(head: Head, row: int) -> InputRefusedError:
    return InputRefusedError(
        f"{head.file}: 从第 {row} 行起引号未闭合,无法分列",
        hint="请检查该行的双引号,重新导出后报送",
    )
