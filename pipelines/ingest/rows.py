"""From a sheet to its data rows: title, header, blank, total and footer rows fall away, household blocks are filled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.ingest.header import layout, map_headers
from pipelines.ingest.headings import (
    BLANK,
    are_headings,
    like_a_record,
    of_cells,
    reaching_down,
    rows_above,
    values_are_read,
)
from pipelines.ingest.limits import CELL_CHARACTERS, refuse_beyond
from pipelines.ingest.sheet import Sheet
from pipelines.ingest.titles import BESIDE
from schemas.column import HEADER_MARKS, Column
from schemas.extract import Extract
from schemas.values import clean

ROW_NUMBER = "row_number"
MISPLACED = "misplaced"
HOLDER = "holder"
"""Row number of the row in which the household columns of a row stand: its own, or the first one of its block."""
_FOOTER = r"^(?:(?:合计|小计|总计)$|填表人|审核人|制表人|单位|填报)"
_FEW = 300
"""Rows that are looked at faster one by one than all at once."""
_TITLE = r"(?:表|名册|名单|台账|情况)$"


@dataclass(frozen=True)
class DataRows:
    """The data rows of one sheet.

    Attributes:
        headers: the header row's texts, by position.
        cells: String columns `0`, `1`, … as written, and `row_number`.
        texts: the same rows as cleaned text by English name (declared columns that the sheet lacks are null),
            `file`, `row_number` (Int32, as seen in a spreadsheet), and `misplaced` (Boolean): true for a filled row
            above the header, below a header of another layout, or between quotation marks that belong to no cell.
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
    above = pl.col(ROW_NUMBER) <= sheet.header_row
    suspects = numbered.filter(_maybe_suspect(columns, extract) | above).filter(_suspect(columns, extract) | above)
    pages = _pages(sheet, suspects, extract)
    suspects = _with_rows_above(numbered, suspects, pages, sheet)
    headers = pl.Series(sorted(pages), dtype=pl.UInt32)
    no_data = pl.concat([_no_data(sheet, suspects, columns, extract, pages), headers])
    cells = _without(no_data, numbered)
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


def _without(no_data: pl.Series, rows: pl.DataFrame) -> pl.DataFrame:
    """The other rows; as a rule those that are none stand at the top of the sheet, if anywhere."""
    if no_data.is_empty():
        return rows
    top = no_data.n_unique()
    if rows[ROW_NUMBER][top - 1] == no_data.max():
        return rows[top:]
    return rows.remove(pl.col(ROW_NUMBER).is_in(no_data.implode()))


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


def _suspect(columns: Mapping[int, Column], extract: Extract) -> pl.Expr:
    """True for the few rows that may not be data: those that lack a required value, and those like a header."""
    like_a_header = _some(columns).str.strip_chars().str.head(1).is_in(_initials(extract))
    like_one = like_a_header.fill_null(value=False)
    return _lacks_value(columns, extract) | like_one | _no_known_word_below_a_household(columns, extract)


def _no_known_word_below_a_household(columns: Mapping[int, Column], extract: Extract) -> pl.Expr:
    """True for a row that belongs to the block above where a required value of its own is none of the known words."""
    opener = next((at for at, column in columns.items() if column.name == extract.household_block), None)
    own = (pl.col(str(at)).str.strip_chars().is_in(_words(column)) for at, column in _own(columns).items())
    known = pl.all_horizontal(*own).fill_null(value=False)
    return pl.lit(value=False) if opener is None else _blank(opener) & ~known


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


def _lacks_value(columns: Mapping[int, Column], extract: Extract) -> pl.Expr:
    """True where a required value is empty: in a row that belongs to the block above, one of its own."""
    blank = {column.name: _blank(position) for position, column in columns.items() if column.filled}
    opener = blank.get(extract.household_block or "")
    return pl.any_horizontal(
        is_blank if opener is None or not extract[name].block else is_blank & ~opener
        for name, is_blank in blank.items()
    )


def _blank(position: int | str) -> pl.Expr:
    cell = pl.col(str(position))
    return cell.is_null() | cell.str.contains(BLANK)


def _with_rows_above(
    numbered: pl.DataFrame, suspects: pl.DataFrame, pages: Mapping[int, bool], sheet: Sheet
) -> pl.DataFrame:
    """The suspects and the rows above repeated headers."""
    above = rows_above(pages.keys() - {sheet.header_row}, sheet.first_row)
    if not above:
        return suspects
    rows = numbered[[number - sheet.first_row for number in above]]
    return pl.concat([suspects, rows.join(suspects.select(ROW_NUMBER), on=ROW_NUMBER, how="anti")])


def _no_data(
    sheet: Sheet,
    suspects: pl.DataFrame,
    columns: Mapping[int, Column],
    extract: Extract,
    pages: Mapping[int, bool],
) -> pl.Series:
    """Row numbers of titles, footers and blank rows: a row in which every required value stands is a record.

    Not so words at the head of a page, and below a household, where they may stand in the place of those values.
    """
    names = sheet.cells.columns
    lacks = suspects.select(_lacks_value(columns, extract)).to_series()
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
    first = pl.coalesce(pl.when(~_blank(name)).then(pl.lit(name)) for name in names)
    begins = rows.select(_blank(blank[0]) & ~first.is_in(sorted(of_members))).to_series().fill_null(value=False)
    return begins & ~values_are_read(rows, columns)


def _titles(filled: pl.DataFrame, names: Sequence[str]) -> pl.Series:
    """How many cells of each row are no unit or date."""
    return of_cells(filled, names, (~pl.col("cell").str.contains(BESIDE)).fill_null(value=False).sum())


def _title(sheet: Sheet, columns: Mapping[int, Column]) -> pl.Expr:
    """A title of the page again, or another page's: one cell, beside it no more than a unit or a date.

    Where households stand in blocks, a word in the place of a household's number, and nothing else, is a title too.
    """
    count = _how_many(pl.col(name).is_not_null() for name in sheet.cells.columns)
    first = pl.col("first")
    again = (first.is_in(sorted(sheet.above)) | (pl.col(ROW_NUMBER) < sheet.header_row)) & (pl.col("titles") <= 1)
    reads_like_one = first.str.contains(_TITLE)
    if (0 not in columns or columns[0].block) and any(column.block for column in columns.values()):
        reads_like_one |= first.str.contains(r"\p{Han}")
    return again | ((count == 1) & pl.col(sheet.cells.columns[0]).is_not_null() & reads_like_one)


def _how_many(flags: Iterable[pl.Expr]) -> pl.Expr:
    return pl.sum_horizontal(flag.fill_null(value=False).cast(pl.Int16) for flag in flags)


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
    cells = (pl.col(name).str.normalize("NFKC").str.replace_all(r"\s", "") for name in sheet.cells.columns)
    return _how_many(cell.str.strip_chars(HEADER_MARKS).is_in(headers) for cell in cells) > 1


def _misplaced(numbers: pl.Series, sheet: Sheet, pages: Mapping[int, bool], *, foreign: bool) -> pl.Series:
    """Which rows stand where no header says what their cells are."""
    misplaced = (numbers < sheet.header_row) | numbers.is_in(sheet.swallowed)
    if foreign or any(pages.values()):
        begins = sorted(pages)
        of_page = pl.Series([foreign, *(pages[begin] for begin in begins)])
        misplaced |= of_page.gather(pl.Series(begins, dtype=numbers.dtype).search_sorted(numbers, "right"))
    return misplaced.alias(MISPLACED)
