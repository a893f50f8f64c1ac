"""One sheet as text: every cell as written, each row with the number a person sees in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

_SHEET = "#"


@dataclass(frozen=True)
class Sheet:
    """The cells of one CSV file, one worksheet or one Parquet file.

    Attributes:
        file: name as published (`book.xlsx#Sheet1` for worksheets).
        cells: String columns `0`, `1`, … in the file's order, from the header row's successor on.
        headers: the header row's texts, by position.
        first_row: row number of the first row of `cells`.
        above: first filled cells of the title rows above the header.
    """

    file: str
    cells: pl.DataFrame
    headers: tuple[str, ...]
    first_row: int
    above: frozenset[str] = frozenset()


def sheet_name(book: str, sheet: str) -> str:
    """Published name of a worksheet."""
    return f"{book}{_SHEET}{sheet}"


def file_of(published: pl.Expr) -> pl.Expr:
    """Name of the file of a published name: that of a worksheet loses its sheet."""
    return published.str.replace(rf"(?i)^(.*?\.xlsx){_SHEET}.*$", "$1")


def first_filled(row: Iterable[str]) -> str:
    """First cell of a row that is not blank; empty where all are."""
    return next((text for cell in row if (text := cell.strip())), "")
