"""The few rows of a sheet that may be no data: only they are looked at closely, which takes far longer."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.ingest.headings import BLANK, rows_above
from pipelines.ingest.sheet import ROW_NUMBER, Sheet
from schemas.column import HEADER_MARKS, Column
from schemas.extract import Extract


def suspects_of(numbered: pl.DataFrame, sheet: Sheet, columns: Mapping[int, Column], extract: Extract) -> pl.DataFrame:
    """The rows that may be none of data.

    Args:
        numbered: the cells of the sheet with `ROW_NUMBER`.
        sheet: the sheet.
        columns: position -> the column whose header stands there.
        extract: the declaration of its source.
    """
    above = pl.col(ROW_NUMBER) <= sheet.header_row
    return numbered.filter(_maybe_suspect(columns, extract) | above).filter(_suspect(columns, extract) | above)


def _suspect(columns: Mapping[int, Column], extract: Extract) -> pl.Expr:
    """True for the few rows that may not be data: those that lack a required value, and those like a header."""
    like_a_header = _some(columns).str.strip_chars().str.head(1).is_in(_initials(extract))
    like_one = like_a_header.fill_null(value=False)
    return lacks_value(columns, extract) | like_one | _no_known_word_below_a_household(columns, extract)


def _no_known_word_below_a_household(columns: Mapping[int, Column], extract: Extract) -> pl.Expr:
    """True for a row that belongs to the block above where a required value of its own is none of the known words."""
    opener = next((at for at, column in columns.items() if column.name == extract.household_block), None)
    own = (pl.col(str(at)).str.strip_chars().is_in(_words(column)) for at, column in _own(columns).items())
    known = pl.all_horizontal(*own).fill_null(value=False)
    return pl.lit(value=False) if opener is None else is_blank(opener) & ~known


def _own(columns: Mapping[int, Column]) -> dict[int, Column]:
    """Required values that every row has of its own."""
    return {at: column for at, column in columns.items() if column.filled and not column.block}


def _words(column: Column) -> list[str]:
    return sorted(column.codes.mapping if column.codes else ())


def _maybe_suspect(columns: Mapping[int, Column], extract: Extract) -> pl.Expr:
    """True for these and some others: a look at the first characters alone, which is all that most rows need."""
    some = _some(columns)
    filled = (pl.col(str(position)) for position, column in columns.items() if column.filled)
    plain = pl.all_horizontal(_begins_plainly(some), *map(_begins_plainly, filled)).fill_null(value=False)
    return ~plain | some.str.head(1).is_in(_initials(extract)).fill_null(value=False)


def _some(columns: Mapping[int, Column]) -> pl.Expr:
    return next(pl.col(str(position)) for position, column in columns.items() if column.required)


def _initials(extract: Extract) -> list[str]:
    return sorted({header[0] for header in extract.column_of_header} | set(HEADER_MARKS))


def _begins_plainly(cell: pl.Expr) -> pl.Expr:
    """True where a cell begins with a letter, digit or Chinese character; no blank and no quote is among these."""
    return cell.is_between(pl.lit("("), pl.lit("~")) | cell.is_between(pl.lit("\u4e00"), pl.lit("\u9fff"))


def lacks_value(columns: Mapping[int, Column], extract: Extract) -> pl.Expr:
    """True where a required value is empty: in a row that belongs to the block above, one of its own."""
    blank = {column.name: is_blank(position) for position, column in columns.items() if column.filled}
    opener = blank.get(extract.household_block or "")
    return pl.any_horizontal(
        missing if opener is None or not extract[name].block else missing & ~opener for name, missing in blank.items()
    )


def is_blank(position: int | str) -> pl.Expr:
    """True where the cell at a position holds nothing that is seen."""
    cell = pl.col(str(position))
    return cell.is_null() | cell.str.contains(BLANK)


def with_rows_above(
    numbered: pl.DataFrame, suspects: pl.DataFrame, pages: Mapping[int, bool], sheet: Sheet
) -> pl.DataFrame:
    """The suspects and the rows above repeated headers."""
    above = rows_above(pages.keys() - {sheet.header_row}, sheet.first_row)
    if not above:
        return suspects
    rows = numbered[[number - sheet.first_row for number in above]]
    return pl.concat([suspects, rows.join(suspects.select(ROW_NUMBER), on=ROW_NUMBER, how="anti")])
