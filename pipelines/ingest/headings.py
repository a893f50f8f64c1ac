"""Rows at the head of a page whose words fill all the places of required values: titles, units and dates, no records.

They are told by where they stand and by what they say: above the header or directly above a repeated one, at most one
cell that is no unit or date, and that one with words; and of the required values not all can be read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import polars as pl

from pipelines.ingest.titles import BESIDE
from schemas.column import Column
from schemas.values import UNREADABLE, clean, parse

BLANK = r"^[\s']*$"
_ABOVE = 3
"""Title rows and a row about unit and date: so many stand directly above a header."""
_HAN = r"\p{Han}"
_PAGE_END = r"^\s*(?:[合小总]\s*计\s*$|填\s*表\s*人|审\s*核\s*人|制\s*表\s*人)"
_NUMBER = r"[0-9]{5,}\s*$"
"""A household's number may have words before it."""


def rows_above(headers: Collection[int], first_row: int) -> list[int]:
    """Numbers of the rows that may be titles above repeated headers.

    Args:
        headers: row numbers of these.
        first_row: the first row that there is.
    """
    wanted = {header - step for header in headers for step in range(1, _ABOVE + 1)}
    return sorted(number for number in wanted - set(headers) if number >= first_row)


def reaching_down(numbers: Collection[int], between: Collection[int], headers: Collection[int]) -> list[int]:
    """Those rows between which and a repeated header nothing stands but others of them, or `between`."""
    reached: set[int] = set()
    passed = set(headers)
    for step in range(1, _ABOVE + 1):
        here = {header - step for header in headers if header - step + 1 in passed}
        reached |= here & set(numbers)
        passed |= here & (set(numbers) | set(between))
    return sorted(reached)


def are_headings(rows: pl.DataFrame, names: Sequence[str], columns: Mapping[int, Column]) -> pl.Series:
    """Which of the rows above a header, in all of which every required value stands, hold no values but words.

    Args:
        rows: cells by position.
        names: the positions that there are.
        columns: position -> the column whose header stands there.
    """
    cell, title = pl.col("cell"), (~pl.col("cell").str.contains(BESIDE)).fill_null(value=False)
    filled = ~(cell.is_null() | cell.str.contains(BLANK))
    worded = cell.str.contains(_HAN).fill_null(value=False)
    said = ((title & filled).sum() <= 1) & (worded | ~title | ~filled).all() & (worded & filled).any()
    return but_values(of_cells(rows, names, said), rows, columns)


def but_values(likely: pl.Series, rows: pl.DataFrame, columns: Mapping[int, Column]) -> pl.Series:
    """Which of the rows are likely none of data and hold no values either; to read these takes longer than all else."""
    places = likely.arg_true()
    return likely.scatter(places, ~_values_are_read(rows[places], columns)) if places.len() else likely


def like_a_record(rows: pl.DataFrame, names: Sequence[str]) -> pl.Series:
    """Which of the headings within a table may be records all the same: footers of a page, and numbers."""
    cell = pl.col("cell").fill_null("")
    return of_cells(rows, names, cell.str.contains(_PAGE_END).any() | cell.str.contains(_NUMBER).any())


def _values_are_read(rows: pl.DataFrame, columns: Mapping[int, Column]) -> pl.Series:
    """True where there are required values that are no free text, and all of them that stand there can be read."""
    typed = {str(at): column for at, column in columns.items() if column.filled and column.kind in UNREADABLE}
    if not typed:
        return pl.repeat(value=False, n=rows.height, dtype=pl.Boolean, eager=True)
    texts = clean(rows.select(pl.col(at).alias(column.name) for at, column in typed.items()), list(typed.values()))
    read = [parse(texts[column.name], column).is_not_null() | texts[column.name].is_null() for column in typed.values()]
    return pl.DataFrame({str(at): one for at, one in enumerate(read)}).select(pl.all_horizontal(pl.all())).to_series()


def of_cells(rows: pl.DataFrame, names: Sequence[str], found: pl.Expr) -> pl.Series:
    """What is found in the cells of each row: all cells in one column, so that each pattern is built once."""
    cells = rows.select(names).with_row_index("row").unpivot(index="row", value_name="cell")
    return cells.group_by("row", maintain_order=True).agg(found.alias("found"))["found"]
