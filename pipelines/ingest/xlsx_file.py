"""Reads an Excel workbook: every sheet with a table is a part, numbers keep what can be kept."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook

from pipelines.ingest.cell import Cell, cell_text
from pipelines.ingest.header import LOOK_AHEAD, header_position, is_header
from pipelines.ingest.sheet import Sheet, sheet_name
from pipelines.ingest.suspects import is_blank
from pipelines.ingest.titles import titles
from pipelines.ingest.xlsx_errors import Place, may_hold_one, unread_cells
from pipelines.ingest.xlsx_formulas import Formulas, errors_and_formulas, with_formulas
from pipelines.ingest.xlsx_limits import refuse_hostile_book
from schemas.errors import InputRefusedError
from schemas.extract import Extract
from schemas.masking import holds_resident_id

_WORDS = 2
"""Most cells of a row of notes that say anything."""


def read_xlsx(file: str, content: bytes, extract: Extract) -> tuple[list[Sheet], list[str]]:
    """Reads all sheets of a workbook that hold anything; a sheet row has the number that the spreadsheet shows.

    Beside a table a sheet of notes is left out: what is plainly none of data, so that no row can be lost with it.

    Args:
        file: its name, for messages and rows.
        content: its bytes.
        extract: the declaration of its source.

    Returns:
        The sheets, and the names of those that are left out.

    Raises:
        InputRefusedError: not a workbook, far too large a one, nothing in it, or a sheet without a header row.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            unread = unread_cells(package, refuse_hostile_book(file, package, len(content), may_hold_one))
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [_read(book, name, unread.get(name, {})) for name in book.sheet_names]
    except (CalamineError, BadZipFile, KeyError, IndexError, ParseError) as error:
        raise InputRefusedError(
            f"{file}: 不是可读的 xlsx 工作簿", hint="请用表格软件另存为不加密的 xlsx 后报送"
        ) from error
    if lost := unread.keys() - set(book.sheet_names):
        raise KeyError(*lost)
    filled = [sheet for sheet in sheets if sheet.texts.width]
    if not filled:
        raise InputRefusedError(f"{file}: 工作簿中没有数据", hint=f"请放入有 {extract.title} 表头的工作表")
    notes = [sheet for sheet in filled if _is_note(sheet, extract)]
    tables = [sheet for sheet in filled if sheet not in notes] or filled
    read = [_sheet(sheet_name(file, sheet.name), sheet, extract) for sheet in tables]
    return read, [sheet_name(file, sheet.name) for sheet in notes if sheet not in tables]


@dataclass(frozen=True, eq=False)
class _Cells:
    """What a worksheet holds: its first rows, and all of them as text; no columns where nothing is seen in them."""

    name: str
    head: list[list[str]]
    texts: pl.DataFrame
    formulas: Formulas


def _read(book: CalamineWorkbook, name: str, unread: Mapping[Place, str]) -> _Cells:
    """A worksheet, whose cells are let go of before the next one's are read."""
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    errors, formulas = errors_and_formulas(unread)
    for (row, column), text in errors.items():
        rows[row][column] = text
    if not any(cell != "" and (type(cell) is not str or cell.strip()) for row in rows for cell in row):
        return _Cells(name, [], pl.DataFrame(), formulas)
    head = [[cell_text(cell) for cell in row] for row in rows[:LOOK_AHEAD]]
    columns = enumerate(zip(*rows, strict=True))
    texts = pl.DataFrame([pl.Series(str(place), _texts(column), pl.String) for place, column in columns])
    return _Cells(name, head, texts, formulas)


def _is_note(cells: _Cells, extract: Extract) -> bool:
    """No header, no row with as much in it as a record must have, nobody's number: words, beside each at most one more.

    A sheet on which a table goes on without its header is none, nor one whose formulas nobody has reckoned.
    """
    if cells.formulas or any(is_header(row, extract) for row in cells.head):
        return False
    texts = cells.texts
    filled = texts.select(pl.sum_horizontal(~is_blank(name) for name in texts.columns).max()).item()
    needed = sum(column.filled for column in extract.columns)
    return filled <= min(_WORDS, needed - 1) and not any(
        holds_resident_id(text) for column in texts for text in column.drop_nulls()
    )


def _sheet(file: str, cells: _Cells, extract: Extract) -> Sheet:
    position = header_position(cells.head, extract, file)
    headers = tuple(cells.head[position])
    return Sheet(
        file=file,
        cells=with_formulas(file, cells.texts, cells.formulas, headers, extract) if cells.formulas else cells.texts,
        headers=headers,
        first_row=1,
        header_row=position + 1,
        above=titles(cells.head[:position]),
    )


def _texts(column: Sequence[Cell]) -> list[str | None]:
    return [(cell if type(cell) is str else cell_text(cell)) or None for cell in column]
