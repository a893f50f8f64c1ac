"""Rows of a CSV file with more cells than its header: a separator stood in a cell, and what follows is a column off."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pipelines.ingest.physical_lines import line_ends

_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}")
_THE_REST = re.compile(r"\d{3}(\.\d{1,2})?")


def is_overfull(row: Sequence[str], width: int, amounts: Collection[int] = ()) -> bool:
    """Whether a row with more cells than the header is a column off.

    Cells behind the header's last that are empty tell nothing: Excel writes as many as any of sixteen rows has. An
    amount whose thousands mark was taken for a separator tells, wherever the row ends.

    Args:
        row: its cells.
        width: cells of the header.
        amounts: positions of columns of money; of none nothing is told by what stands in them.
    """
    if any(cell.strip() for cell in row[width:]):
        return True
    cells = [cell.strip() for cell in row]
    return len(row) > width and any(
        at in amounts and _THOUSANDS.fullmatch(cell) and _THE_REST.fullmatch(after)
        for at, (cell, after) in enumerate(pairwise(cells))
    )


def overfull_rows(text: bytes, separator: str, width: int, room: int, amounts: Collection[int]) -> list[int]:
    """Which records of a text are a column off; the first is 0.

    Args:
        text: whole records of a CSV file in UTF-8, lines ending in LF or CR LF.
        separator: between cells.
        width: cells of the header.
        room: cells that a row may have.
        amounts: positions of columns of money.
    """
    ends, inside = line_ends(text)
    last = [] if text.endswith(b"\n") else [len(text)]
    ends = np.append(ends[~inside], np.array(last, dtype=np.int64))
    begins = np.append(np.zeros(1, dtype=np.int64), ends + 1)
    return [
        at
        for at in map(int, np.flatnonzero(_separators(text, separator, ends, room) >= room))
        if is_overfull(_cells(text[begins[at] : ends[at]], separator), width, amounts)
    ]


def _separators(text: bytes, separator: str, ends: npt.NDArray[np.int64], enough: int) -> npt.NDArray[np.int64]:
    """How many separate cells, for each record; those between quotation marks count only where they are too few."""
    characters = np.frombuffer(text, np.uint8)
    marks = np.flatnonzero(characters == ord(separator))
    counts = np.diff(np.searchsorted(marks, ends), prepend=0)
    if (counts < enough).all() or b'"' not in text:
        return counts
    quotes = np.flatnonzero(characters == ord('"'))
    of_record = np.repeat(np.arange(len(ends)), counts)
    likely = (counts >= enough)[of_record]
    marks, of_record = marks[: len(of_record)][likely], of_record[likely]
    apart = np.searchsorted(quotes, marks) % 2 == 0
    return np.bincount(of_record[apart], minlength=len(ends))


def _cells(record: bytes, separator: str) -> list[str]:
    return next(csv.reader(io.StringIO(record.decode(), newline=""), delimiter=separator), [])
