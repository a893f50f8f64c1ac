"""From a sheet to its data rows: title, header, blank, total and footer rows fall away, household blocks are filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from pipelines.ingest.header import layout, map_headers
from pipelines.ingest.limits import CELL_CHARACTERS, refuse_beyond
from pipelines.ingest.no_data import how_many, no_data
from pipelines.ingest.sheet import ROW_NUMBER, Sheet
from pipelines.ingest.suspects import suspects_of, with_rows_above
from schemas.column import HEADER_MARKS
from schemas.extract import Extract
from schemas.values import clean
from schemas.visible import UNSEEN

MISPLACED = "misplaced"
HOLDER = "holder"
"""Row number of the row in which the household columns of a row stand: its own, or the first one of its block."""
_FEW = 300
"""Rows that are looked at faster one by one than all at once."""


@dataclass(frozen=True)
class DataRows:
    """The data rows of one sheet.

    Attributes:
        headers: the header row's texts, by position.
        cells: String columns `0`, `1`, … as written, and `row_number`.
        texts: the same rows as cleaned text by English name (declared columns that the sheet lacks are null),
            `file`, `row_number` (Int32, as seen in a spreadsheet), and `misplaced` (Boolean): true for a filled row
            above the header, below a header of another layout, between quotation marks that belong to no cell, or
            with more cells than the header.
            Household blocks are not filled yet.
        foreign: the header that last stood above is of another layout.
    """

    headers: tuple[str, ...]
    cells: pl.DataFrame
    texts: pl.DataFrame
    foreign: bool


def data_rows(sheet: Sheet, extract: Extract, *, foreign: bool = False) -> DataRows:
    """The data rows of a sheet.

    Args:
        sheet: the sheet, or a piece of it.
        extract: the declaration of its source.
        foreign: the piece before ended below a header of another layout.

    Raises:
        InputRefusedError: a required column is missing, or a cell is longer than any can be.
    """
    columns = map_headers(sheet.headers, extract, sheet.file)
    numbered = sheet.cells.with_row_index(ROW_NUMBER, offset=sheet.first_row)
    suspects = suspects_of(numbered, sheet, columns, extract)
    pages = _pages(sheet, suspects, extract)
    looked_at = with_rows_above(numbered, suspects, pages, sheet)
    headers = pl.Series(sorted(pages), dtype=pl.UInt32)
    cells = _without(pl.concat([no_data(sheet, looked_at, columns, extract, pages), headers]), numbered)
    position = {column.name: str(position) for position, column in columns.items()}
    declared = [
        (pl.col(position[column.name]) if column.name in position else pl.lit(None, pl.String)).alias(column.name)
        for column in extract.columns
    ]
    place = pl.lit(sheet.file).alias("file"), pl.col(ROW_NUMBER).cast(pl.Int32)
    texts = cells.select(*declared, *place, _misplaced(cells[ROW_NUMBER], sheet, pages, foreign=foreign))
    _refuse_long_cells(texts, extract, sheet)
    ended = pages[max(pages)] if pages else foreign
    return DataRows(sheet.headers, cells, clean(texts, extract.columns), ended)


def _without(others: pl.Series, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows but those that are no data; as a rule these stand at the top of the sheet, if anywhere."""
    if others.is_empty():
        return rows
    top = others.n_unique()
    if rows[ROW_NUMBER][top - 1] == others.max():
        return rows[top:]
    return rows.remove(pl.col(ROW_NUMBER).is_in(others.implode()))


def _refuse_long_cells(texts: pl.DataFrame, extract: Extract, sheet: Sheet) -> None:
    names = [column.name for column in extract.columns]
    bytes_of_longest = texts.select(pl.col(names).str.len_bytes().max()).row(0)
    if max((size or 0 for size in bytes_of_longest), default=0) <= CELL_CHARACTERS:
        return  # no text has more characters than bytes
    longest = texts.select(pl.col(names).str.len_chars().max())
    for name, characters in longest.row(0, named=True).items():
        refuse_beyond(sheet.file, f"列「{extract[name].header}」中一格的字符", characters or 0, CELL_CHARACTERS)


def fill_blocks(texts: pl.DataFrame, extract: Extract) -> pl.DataFrame:
    """Gives the rows below the first row of a household's block its household columns.

    A number that follows a row without one opens a block, also where it is the number of the block before.

    Args:
        texts: data rows of one sheet in order, as `DataRows` holds them.
        extract: a source that declares `household_block`; others pass unchanged.

    Returns:
        The rows, with `HOLDER` where households stand in blocks.
    """
    if extract.household_block is None:
        return texts
    opener = pl.col(extract.household_block)
    block = (opener.is_not_null() & opener.ne_missing(opener.shift(1))).cum_sum()
    below = opener.is_null() & (block > 0)
    passed_on = {column.name: column.name for column in extract.columns if column.block} | {HOLDER: ROW_NUMBER}
    return texts.with_columns(
        pl.when(below).then(pl.col(name).first().over(block)).otherwise(pl.col(name)).alias(filled)
        for filled, name in passed_on.items()
    )


def _pages(sheet: Sheet, suspects: pl.DataFrame, extract: Extract) -> dict[int, bool]:
    """Row numbers of header rows -> whether their layout is another than that of the sheet's header."""
    own = layout(sheet.headers, extract)
    found = {sheet.header_row: False} if sheet.header_row >= sheet.first_row else {}
    likely = suspects if suspects.height <= _FEW else suspects.filter(_names_columns(sheet, extract))
    for number, *cells in likely.iter_rows():
        row = layout(cells, extract)
        filled = sum(bool((cells[at] or "").strip()) for at in own.keys() | row.keys())
        if len(row) > 1 and 2 * len(row) > filled and number != sheet.header_row:
            found[number] = not row.items() <= own.items()
    return found


def _names_columns(sheet: Sheet, extract: Extract) -> pl.Expr:
    """True where two cells may be headers."""
    headers = sorted(extract.column_of_header)
    blanks = rf"[\s{UNSEEN}]"
    cells = (pl.col(name).str.normalize("NFKC").str.replace_all(blanks, "") for name in sheet.cells.columns)
    return how_many(cell.str.strip_chars(HEADER_MARKS).is_in(headers) for cell in cells) > 1


def _misplaced(numbers: pl.Series, sheet: Sheet, pages: Mapping[int, bool], *, foreign: bool) -> pl.Series:
    """Which rows stand where no header says what their cells are."""
    misplaced = (numbers < sheet.header_row) | numbers.is_in(sheet.lost)
    if foreign or any(pages.values()):
        begins = sorted(pages)
        of_page = pl.Series([foreign, *(pages[begin] for begin in begins)])
        misplaced |= of_page.gather(pl.Series(begins, dtype=numbers.dtype).search_sorted(numbers, "right"))
    return misplaced.alias(MISPLACED)
