"""A form that people fill in as a workbook: looked at before it is unpacked, and its error cells say what they show."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from python_calamine import CalamineError, CalamineWorkbook

from pipelines.ingest.cell import cell_text
from pipelines.ingest.xlsx_errors import FORMULA, may_hold_one, unread_cells
from pipelines.ingest.xlsx_limits import refuse_hostile_book
from schemas.errors import InputRefusedError


def book_rows(name: str, content: bytes, hint: str, choose: Callable[[Sequence[str]], str]) -> list[list[str]]:
    """The text of each cell of a sheet of a form, row by row from the first.

    Args:
        name: of the file, for messages.
        content: its bytes.
        hint: what to do where it cannot be read.
        choose: which of its sheets; it refuses a workbook that lacks the one that is wanted.

    Raises:
        InputRefusedError: it is no workbook, or too large in some respect.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            unread = unread_cells(package, refuse_hostile_book(name, package, len(content), may_hold_one))
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        own = choose(book.sheet_names)
        sheet = book.get_sheet_by_name(own).to_python(skip_empty_area=False)
        for (row, column), text in unread.get(own, {}).items():
            if not text.startswith(FORMULA):
                sheet[row][column] = text
    except (CalamineError, BadZipFile, KeyError, IndexError, ParseError) as error:
        raise InputRefusedError(f"{name}: 不是可读的 xlsx 工作簿", hint=hint) from error
    return [[cell_text(cell) for cell in row] for row in sheet]
