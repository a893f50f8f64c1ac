"""From a sheet to its data rows: title, header, blank, total and footer rows fall away, household blocks are filled."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from pipelines.ingest.header import map_headers
from pipelines.ingest.sheet import Sheet
from schemas.column import Column
from schemas.extract import Extract
from schemas.values import clean

_FOOTER = r"^(?:(?:合计|小计|总计)$|填表人|审核人|制表人|单位|填报)"
_FOOTER_START = r"^\s*(?:合\s*计|小\s*计|总\s*计|填\s*表\s*人|审\s*核\s*人|制\s*表\s*人|单\s*位|填\s*报)"
_TITLE = r"(?:表|名册|名单|台账|情况)$"


def data_rows(sheet: Sheet, extract: Extract) -> pl.DataFrame:
    """The data rows of a sheet as cleaned text.

    Returns:
        String columns by English name (declared columns that the sheet lacks are null), `file`, and
        `row_number` (Int32, as seen in a spreadsheet). Household blocks are not filled yet.

    Raises:
        InputRefusedError: a required column is missing.
    """
    columns = map_headers(sheet.headers, extract, sheet.file)
    numbered = sheet.cells.with_row_index("row_number", offset=sheet.first_row)
    suspects = numbered.filter(_suspect(sheet, columns))
    dropped = suspects.filter(_no_data(sheet, columns))["row_number"]
    kept = numbered.remove(pl.col("row_number").is_in(dropped.implode()))
    present = {column.name: str(position) for position, column in columns.items()}
    declared = [
        pl.col(present[column.name]).alias(column.name)
        if column.name in present
        else pl.lit(None, pl.String).alias(column.name)
        for column in extract.columns
    ]
    texts = kept.select(*declared, pl.lit(sheet.file).alias("file"), pl.col("row_number").cast(pl.Int32))
    return clean(texts, extract.columns)


def fill_blocks(rows: pl.DataFrame, extract: Extract) -> pl.DataFrame:
    """Gives the rows below the first row of a household's block its household columns.

    Args:
        rows: data rows of one sheet in order, as `data_rows` returns them.
        extract: a source that declares `household_block`; others pass unchanged.
    """
    if extract.household_block is None:
        return rows
    opener = pl.col(extract.household_block)
    begins = opener.is_not_null() & opener.ne_missing(opener.forward_fill().shift(1))
    block = begins.cum_sum().alias("block")
    names = [column.name for column in extract.columns if column.block]
    filled = [
        pl.when(opener.is_null() & (pl.col("block") > 0)).then(pl.col(name).first().over("block")).otherwise(name)
        for name in names
    ]
    return (
        rows.with_columns(block)
        .with_columns(expr.alias(name) for expr, name in zip(filled, names, strict=True))
        .drop("block")
    )


def _suspect(sheet: Sheet, columns: dict[int, Column]) -> pl.Expr:
    """True for the few rows that may not be data: cheap, and never false where `_no_data` is true."""
    required = [str(position) for position, column in columns.items() if column.required]
    some = pl.col(required[0]).str.strip_chars()
    first = pl.coalesce(*sheet.cells.columns)
    return pl.any_horizontal(
        *(pl.col(name).is_null() for name in required),
        some == "",
        some == sheet.headers[int(required[0])].strip(),
        first.str.contains(_FOOTER_START),
        first.str.strip_chars() == "",
    ).fill_null(value=True)


def _no_data(sheet: Sheet, columns: dict[int, Column]) -> pl.Expr:
    cells = [pl.col(name).str.strip_chars() for name in sheet.cells.columns]
    filled = [pl.when(cell != "").then(cell) for cell in cells]
    first = pl.coalesce(*filled)
    return pl.any_horizontal(
        first.is_null(),
        first.str.replace_all(r"\s", "").str.contains(_FOOTER).fill_null(value=False),
        _repeated_header(sheet, columns),
        _title(sheet, filled, first),
    )


def _repeated_header(sheet: Sheet, columns: dict[int, Column]) -> pl.Expr:
    same = [pl.col(str(position)).str.strip_chars() == sheet.headers[position].strip() for position in columns]
    return pl.sum_horizontal(cell.fill_null(value=False).cast(pl.Int8) for cell in same) > 1


def _title(sheet: Sheet, filled: Sequence[pl.Expr], first: pl.Expr) -> pl.Expr:
    alone = pl.sum_horizontal(cell.is_not_null().cast(pl.Int16) for cell in filled) == 1
    return alone & filled[0].is_not_null() & (first.is_in(sorted(sheet.above)) | first.str.contains(_TITLE))
