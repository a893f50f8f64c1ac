"""One sheet as text: every cell as written, each row with the number a person sees in a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Sheet:
    """The cells of one CSV file, one worksheet or one Parquet file.

    Attributes:
        file: name as published (`book.xlsx#Sheet1` for worksheets).
        cells: String columns `0`, `1`, … in the file's order, from the header row's successor on.
        headers: the header row's texts, by position.
        first_row: row number of the first row of `cells`.
        above: first cells of the title rows above the header.
    """

    file: str
    cells: pl.DataFrame
    headers: tuple[str, ...]
    first_row: int
    above: frozenset[str] = frozenset()
