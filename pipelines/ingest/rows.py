"""From a sheet to its data rows: title, header, blank, total and footer rows fall away, household blocks are filled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.ingest.header import map_headers
from pipelines.ingest.sheet import Sheet
from schemas.column import HEADER_MARKS, Column
from schemas.extract import Extract
from schemas.values import clean

ROW_NUMBER = "row_number"
_FOOTER = r"^(?:(?:合计|小计|总计)$|填表人|审核人|制表人|单位|填报)"
_FOOTER_START = r"^\s*(?:合\s*计|小\s*计|总\s*计|填\s*表\s*人|审\s*核\s*人|制\s*表\s*人|单\s*位|填\s*报)"
_FEW = 0.01
_BESIDE_TITLE = 2
_TITLE = r"(?:表|名册|名单|台账|情况)$"


@dataclass(frozen=True)
class DataRows:
    """The data rows of one sheet.

    Attributes:
        headers: the header row's texts, by position.
        cells: String columns `0`, `1`, … as written, and `row_number`.
        texts: the same rows as cleaned text by English name (declared columns that the sheet lacks are null),
            `file`, and `row_number` (Int32, as seen in a spreadsheet). Household blocks are not filled yet.
    """

    headers: tuple[str, ...]
    cells: pl.DataFrame
    texts: pl.DataFrame


def data_rows(sheet: Sheet, extract: Extract) -> DataRows:
    """The data rows of a sheet.

    Raises:
        InputRefusedError: a required column is missing.
    """
    columns = map_headers(sheet.headers, extract, sheet.file)
    numbered = sheet.cells.with_row_index(ROW_NUMBER, offset=sheet.first_row)
    suspects = numbered.filter(_suspect(sheet, columns))
    dropped = suspects.filter(_no_data(sheet, columns))[ROW_NUMBER]
    cells = numbered.remove(pl.col(ROW_NUMBER).is_in(dropped.implode()))
    position = {column.name: str(position) for position, column in columns.items()}
    declared = [
        (pl.col(position[column.name]) if column.name in position else pl.lit(None, pl.String)).alias(column.name)
        for column in extract.columns
    ]
    texts = cells.select(*declared, pl.lit(sheet.file).alias("file"), pl.col(ROW_NUMBER).cast(pl.Int32))
    return DataRows(sheet.headers, cells, clean(texts, extract.columns))


def fill_blocks(texts: pl.DataFrame, extract: Extract) -> pl.DataFrame:
    """Gives the rows below the first row of a household's block its household columns.

    A number that follows a row without one opens a block, also where it is the number of the block before.

    Args:
        texts: data rows of one sheet in order, as `DataRows` holds them.
        extract: a source that declares `household_block`; others pass unchanged.
    """
    if extract.household_block is None:
        return texts
    opener = pl.col(extract.household_block)
    block = (opener.is_not_null() & opener.ne_missing(opener.shift(1))).cum_sum()
    below = opener.is_null() & (block > 0)
    return texts.with_columns(
        pl.when(below).then(pl.col(column.name).first().over(block)).otherwise(pl.col(column.name)).alias(column.name)
        for column in extract.columns
        if column.block
    )


def _suspect(sheet: Sheet, columns: dict[int, Column]) -> pl.Expr:
    """True for the few rows that may not be data: cheap, and never false where `_no_data` is true."""
    required = {position: pl.col(str(position)) for position, column in columns.items() if column.required}
    one, some = next(iter(required.items()))
    first = pl.lit(_first_of_most(sheet.cells))
    return pl.any_horizontal(
        *(cell.is_null() | cell.str.contains(r"^\s*$") for cell in required.values()),
        some.str.strip_chars().str.head(1).is_in(sorted({header[0] for header in columns[one].headers} | {"*", "'"})),
        first.str.contains(_FOOTER_START),
        first.str.strip_chars() == "",
    ).fill_null(value=True)


def _first_of_most(cells: pl.DataFrame) -> pl.Series:
    """The first cell of nearly every row; null for the few others, and where it is null in all columns."""
    first = cells.to_series(0)
    for column in cells.iter_columns():
        if first.null_count() <= _FEW * cells.height:
            break
        first = first.zip_with(first.is_not_null(), column)
    return first


def _no_data(sheet: Sheet, columns: dict[int, Column]) -> pl.Expr:
    cells = [pl.col(name).str.strip_chars() for name in sheet.cells.columns]
    filled = [pl.when(cell != "").then(cell) for cell in cells]
    first = pl.coalesce(*filled)
    headers = [_is_header(position, column) for position, column in columns.items()]
    return pl.any_horizontal(
        first.is_null(),
        first.str.replace_all(r"\s", "").str.contains(_FOOTER).fill_null(value=False),
        pl.sum_horizontal(header.fill_null(value=False).cast(pl.Int16) for header in headers) > 1,
        _title(sheet, columns, filled, first),
    )


def _is_header(position: int, column: Column) -> pl.Expr:
    bare = pl.col(str(position)).str.normalize("NFKC").str.replace_all(r"\s", "").str.strip_chars(HEADER_MARKS)
    return bare.is_in(sorted(column.headers))


def _title(sheet: Sheet, columns: Mapping[int, Column], filled: Sequence[pl.Expr], first: pl.Expr) -> pl.Expr:
    """A title of the page again, or another page's: one cell, or with no more than a unit or a date beside it.

    Where households stand in blocks, a word in the place of a household's number, and nothing else, is a title too.
    """
    count = pl.sum_horizontal(cell.is_not_null().cast(pl.Int16) for cell in filled)
    again = first.is_in(sorted(sheet.above - {""})) & (count <= _BESIDE_TITLE)
    reads_like_one = first.str.contains(_TITLE)
    if 0 not in columns or columns[0].block:
        reads_like_one |= first.str.contains(r"\p{Han}") & pl.lit(any(column.block for column in columns.values()))
    return again | ((count == 1) & filled[0].is_not_null() & reads_like_one)
