"""One sheet as text: every cell as written, each row with the number a person sees in a spreadsheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import polars as pl

ROW_NUMBER = "row_number"
_SHEET = "#"


@dataclass(frozen=True)
class Sheet:
    """The cells of one CSV file, one worksheet or one Parquet file, or a piece of one.

    Attributes:
        file: name as published (`book.xlsx#Sheet1` for worksheets).
        cells: String columns `0`, `1`, … in the file's order, from the first row on, titles and header too.
        headers: the header row's texts, by position.
        first_row: row number of the first row of `cells`.
        header_row: row number of the header; 0 where it is no row.
        above: first filled cells of the title rows above the header.
        lost: numbers of rows that stood between quotation marks which belong to no cell, or that are a column off.
        open_end: cells of the last line, where it has fewer than the header and no line end.
    """

    file: str
    cells: pl.DataFrame
    headers: tuple[str, ...]
    first_row: int
    header_row: int = 0
    above: frozenset[str] = frozenset()
    lost: tuple[int, ...] = ()
    open_end: int | None = None

    @property
    def last_row(self) -> int:
        """Row number of the last row of `cells`."""
        return self.first_row + self.cells.height - 1


def sheet_name(book: str, sheet: str) -> str:
    """Published name of a worksheet."""
    return f"{book}{_SHEET}{sheet}"


def rows_by_file(rows: pl.DataFrame, files: Collection[str]) -> Counter[str]:
    """How many rows each file of an extract has: those of a workbook's sheets together.

    Args:
        rows: with their published name as `file`.
        files: names of the extract's files.
    """
    counted: Counter[str] = Counter()
    for published, number in rows["file"].value_counts().iter_rows():  # to group the rows would copy all of millions
        counted[file_and_sheet(published, files)[0]] += number
    return counted


def file_and_sheet(published: str, files: Collection[str]) -> tuple[str, str]:
    """Which file of an extract a published name means, and which sheet of it (empty where it is no workbook).

    A file's name may hold the mark itself: only what follows the name of a workbook is a sheet.
    """
    if published in files:
        return published, ""
    books = [file for file in files if file.lower().endswith(".xlsx") and published.startswith(file + _SHEET)]
    book = max(books, key=len, default=published)
    return book, published[len(book) + len(_SHEET) :]


def first_filled(row: Iterable[str]) -> str:
    """First cell of a row that is not blank; empty where all are."""
    return next((text for cell in row if (text := cell.strip())), "")
