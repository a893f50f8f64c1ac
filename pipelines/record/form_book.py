"""A form that people fill in as a workbook: looked at before it is unpacked, and its error cells say what they show."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from python_calamine import CalamineError, CalamineWorkbook

from pipelines.ingest.cell import cell_text
from pipelines.ingest.xlsx_errors import FORMULA, Place, may_hold_one, unread_cells
from pipelines.ingest.xlsx_limits import refuse_hostile_book
from schemas.errors import InputRefusedError


@dataclass(frozen=True)
class FormSheet:
    """A sheet of a form.

    Attributes:
        name: as its tab says.
        rows: the text of each cell, row by row from the first.
        merged: first and last place (row and column from 0) of the cells that were made one; only the first is seen.
    """

    name: str
    rows: list[list[str]]
    merged: tuple[tuple[Place, Place], ...]


def book_sheets(name: str, content: bytes, hint: str) -> list[FormSheet]:
    """All sheets of a form, in the order of the book.

    Args:
        name: of the file, for messages.
        content: its bytes.
        hint: what to do where it cannot be read.

    Raises:
        InputRefusedError: it is no workbook, or too large in some respect.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            unread = unread_cells(package, refuse_hostile_book(name, package, len(content), may_hold_one))
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [_sheet(book, one, unread.get(one, {})) for one in book.sheet_names]
    except (CalamineError, BadZipFile, KeyError, IndexError, ParseError) as error:
        raise InputRefusedError(f"{name}: 不是可读的 xlsx 工作簿", hint=hint) from error


def _sheet(book: CalamineWorkbook, name: str, unread: Mapping[Place, str]) -> FormSheet:
    sheet = book.get_sheet_by_name(name)
    rows = sheet.to_python(skip_empty_area=False)
    for (row, column), text in unread.items():
        if not text.startswith(FORMULA):
            rows[row][column] = text
    return FormSheet(name, [[cell_text(cell) for cell in row] for row in rows], tuple(sheet.merged_cell_ranges or ()))
