"""Holds what a parser made of a CSV file against its physical lines, which are counted without the parser."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

_LF, _QUOTE = b'\n"'
_LIKE_A_ROW = 2
_QUOTED_IN_CELL = re.compile('""[^"\n]*""')


def line_count(text: bytes) -> int:
    """Lines of a text; its last one needs no end."""
    ends = int(np.count_nonzero(np.frombuffer(text, np.uint8) == _LF))
    return ends + (not text.endswith(b"\n") and text != b"")


def cr_alone(text: bytes) -> bool:
    """Whether any CR is not followed by LF."""
    return b"\r" in text and text.count(b"\r") != text.count(b"\r\n")


def accounted_for(text: bytes, rows: int, separator: str, width: int, written: int) -> bool:
    """Whether every line of a text is a row, or lies in a quoted cell of one that is plainly one row.

    Args:
        text: whole records of a CSV file in UTF-8, lines ending in LF or CR LF.
        rows: how many rows the parser found.
        separator: between cells.
        width: cells of the header up to the last that has a name.
        written: all its cells.
    """
    lines = line_count(text)
    if lines == rows:
        return True
    ends, inside = line_ends(text)
    if lines - int(inside.sum()) != rows:
        return False
    return all(_is_one_row(record, separator, width, written) for record in _records_of_lines(text, ends, inside))


def swallowed_rows(lines: Sequence[str], separator: str, width: int, written: int) -> bool:
    """Whether lines that a quotation mark joins to one row are rows themselves.

    They are where two of them have more than half of the header's cells each: a row that is merely broken by a line
    end in a cell is broken into parts of which at most one has. Where columns without a name stand at the header's
    end, parts that have just its cells together are one row too. What stands on one line between quotation marks, of
    which the first begins a cell or is doubled, is the cell's own.

    Args:
        lines: of one record.
        separator: between cells.
        width: cells of the header up to the last that has a name.
        written: all its cells.
    """
    quoted = rf'(?<![^{re.escape(separator)}\n])"[^"]*+(?:""[^"]*+)*+"'
    bare = re.sub(quoted, lambda cell: _QUOTED_IN_CELL.sub("", cell[0]) if "\n" in cell[0] else "", "".join(lines))
    like_a_row = sum(_LIKE_A_ROW * line.count(separator) > width - 1 for line in bare.split("\n"))
    return like_a_row > 1 and bare.count(separator) != written - 1


def cut_between_rows(text: bytes, rows: int) -> Iterator[bytes]:
    """The same text in pieces of so many rows at most, none of which ends within a quoted cell."""
    ends, inside = line_ends(text)
    outside = ends[~inside]
    begin = 0
    for end in map(int, outside[rows - 1 :: rows] + 1):
        yield text[begin:end]
        begin = end
    if begin < len(text):
        yield text[begin:]


def line_ends(text: bytes) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Where lines end, and which of these ends stand between quotation marks."""
    characters = np.frombuffer(text, np.uint8)
    ends = np.flatnonzero(characters == _LF)
    quotes = np.flatnonzero(characters == _QUOTE)
    return ends, np.searchsorted(quotes, ends) % 2 == 1


def _records_of_lines(text: bytes, ends: npt.NDArray[np.int64], inside: npt.NDArray[np.bool_]) -> Iterator[bytes]:
    """Records of more than one line."""
    outside = ends[~inside]
    records = np.unique(np.searchsorted(outside, ends[inside]))
    for record in map(int, records):
        begin = int(outside[record - 1]) + 1 if record else 0
        end = int(outside[record]) + 1 if record < len(outside) else len(text)
        yield text[begin:end]


def _is_one_row(record: bytes, separator: str, width: int, written: int) -> bool:
    lines = list(io.StringIO(record.decode(), newline=""))
    try:
        rows = sum(1 for _ in csv.reader(lines, delimiter=separator))
    except csv.Error:  # a cell that is too long
        return False
    return rows == 1 and not swallowed_rows(lines, separator, width, written)
