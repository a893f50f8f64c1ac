"""The rows of a sheet that are no data: titles, units and dates, footers, totals, blank rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from pipelines.ingest.headings import are_headings, but_values, like_a_record, of_cells, reaching_down, rows_above
from pipelines.ingest.sheet import ROW_NUMBER, Sheet
from pipelines.ingest.suspects import is_blank, lacks_value
from pipelines.ingest.titles import BESIDE
from schemas.column import Column
from schemas.extract import Extract

_FOOTER = r"^(?:(?:合计|小计|总计)$|填表人|审核人|制表人|单位|填报)"
_TITLE = r"(?:表|名册|名单|台账|情况)$"


def no_data(
    sheet: Sheet,
    suspects: pl.DataFrame,
    columns: Mapping[int, Column],
    extract: Extract,
    pages: Mapping[int, bool],
) -> pl.Series:
    """Row numbers of titles, footers and blank rows: a row in which every required value stands is a record.

    Not so words at the head of a page, and below a household, where they may stand in the place of those values.

    Args:
        sheet: the sheet.
        suspects: its rows that may be none of data, with `ROW_NUMBER`.
        columns: position -> the column whose header stands there.
        extract: the declaration of its source.
        pages: row numbers of its headers -> whether their layout is another than that of the first.
    """
    names = sheet.cells.columns
    lacks = suspects.select(lacks_value(columns, extract)).to_series()
    others = suspects.remove(lacks)
    headings = _headings(sheet, others, suspects.filter(lacks)[ROW_NUMBER], columns, pages)
    footers = others.filter(_words_below_a_household(others, names, columns, extract))
    lacking = pl.concat([suspects.filter(lacks), footers])
    if lacking.is_empty():
        return headings
    stripped = lacking.with_columns(pl.col(names).str.strip_chars())
    filled = stripped.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in names)
    known = filled.with_columns(first=pl.coalesce(names), titles=_titles(filled, names))
    is_none = pl.any_horizontal(
        pl.col("first").is_null(),
        pl.col("first").str.replace_all(r"\s", "").str.contains(_FOOTER).fill_null(value=False),
        _title(sheet, columns),
    )
    return pl.concat([known.filter(is_none)[ROW_NUMBER], headings])


def _headings(
    sheet: Sheet, rows: pl.DataFrame, lacking: pl.Series, columns: Mapping[int, Column], pages: Mapping[int, bool]
) -> pl.Series:
    """Row numbers of titles, units and dates above a header, of rows in which every required value stands."""
    repeated = pages.keys() - {sheet.header_row}
    within = rows_above(repeated, sheet.first_row)
    near = rows.filter((pl.col(ROW_NUMBER) < sheet.header_row) | pl.col(ROW_NUMBER).is_in(within))
    found = near.filter(are_headings(near, sheet.cells.columns, columns))
    on_top = found.filter(pl.col(ROW_NUMBER) < sheet.header_row)[ROW_NUMBER]
    rest = found.filter(pl.col(ROW_NUMBER) > sheet.header_row)
    titles = rest.remove(like_a_record(rest, sheet.cells.columns))[ROW_NUMBER]
    reached = reaching_down(titles.to_list(), lacking.to_list(), repeated)
    return pl.concat([on_top, pl.Series(reached, dtype=on_top.dtype)])


def _words_below_a_household(
    rows: pl.DataFrame, names: Sequence[str], columns: Mapping[int, Column], extract: Extract
) -> pl.Series:
    """Which rows without a household's number begin in no column of a member but one whose value cannot be read."""
    blank = [str(at) for at, column in columns.items() if column.name == extract.household_block]
    if not blank or rows.is_empty():
        return pl.repeat(value=False, n=rows.height, dtype=pl.Boolean, eager=True)
    of_members = {str(at) for at, column in columns.items() if not column.block and not column.filled}
    first = pl.coalesce(pl.when(~is_blank(name)).then(pl.lit(name)) for name in names)
    begins = rows.select(is_blank(blank[0]) & ~first.is_in(sorted(of_members))).to_series().fill_null(value=False)
    return but_values(begins, rows, columns)


def _titles(filled: pl.DataFrame, names: Sequence[str]) -> pl.Series:
    """How many cells of each row are no unit or date."""
    return of_cells(filled, names, (~pl.col("cell").str.contains(BESIDE)).fill_null(value=False).sum())


def _title(sheet: Sheet, columns: Mapping[int, Column]) -> pl.Expr:
    """A title of the page again, or another page's: one cell, beside it no more than a unit or a date.

    Where households stand in blocks, a word in the place of a household's number, and nothing else, is a title too.
    """
    count = how_many(pl.col(name).is_not_null() for name in sheet.cells.columns)
    first = pl.col("first")
    again = (first.is_in(sorted(sheet.above)) | (pl.col(ROW_NUMBER) < sheet.header_row)) & (pl.col("titles") <= 1)
    reads_like_one = first.str.contains(_TITLE)
    if (0 not in columns or columns[0].block) and any(column.block for column in columns.values()):
        reads_like_one |= first.str.contains(r"\p{Han}")
    return again | ((count == 1) & pl.col(sheet.cells.columns[0]).is_not_null() & reads_like_one)


def how_many(flags: Iterable[pl.Expr]) -> pl.Expr:
    """How many of some conditions hold of a row; what is not known holds not."""
    return pl.sum_horizontal(flag.fill_null(value=False).cast(pl.Int16) for flag in flags)
