"""What all workbooks share: a text stays a text, the same content gives the same bytes, and they look alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.paper import lay_on_paper
from reports.row_height import row_height

HEAD: dict[str, Any] = {"bold": True, "bg_color": "#DCE6F0", "border": 1}
"""The head of a list."""
CELL: dict[str, Any] = {"border": 1, "border_color": "#BFBFBF", "valign": "vcenter"}
"""A cell of a form."""
TO_FILL: dict[str, Any] = {**CELL, "bg_color": "#FFF9E5", "locked": False}
"""One that somebody fills in."""
DAY = "yyyy-mm-dd"
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_INSTRUCTIONS_WIDTH = 110


def new_book(memory: BytesIO, title: str, day: date) -> Workbook:
    """A workbook that is made in memory, and bears the date of its data instead of the clock's."""
    book = Workbook(memory, _OPTIONS)
    book.set_properties({"title": title, "created": datetime.combine(day, time())})
    return book


def instruct(book: Workbook, name: str, head: tuple[str, Format], texts: Sequence[str], day: str) -> Worksheet:
    """Adds a sheet of instructions, numbered below their head.

    Args:
        book: the book.
        name: the sheet's name.
        head: what stands above them, and how it looks.
        texts: the instructions.
        day: date of the data, as people read it.
    """
    page = book.add_worksheet(name)
    page.set_column(0, 0, _INSTRUCTIONS_WIDTH, book.add_format({"text_wrap": True}))
    lay_on_paper(page, name, day, [_INSTRUCTIONS_WIDTH], head=False)
    page.write_string(0, 0, *head)
    for number, text in enumerate(texts, 1):
        page.write_string(number, 0, f"{number}. {text}")
        page.set_row(number, row_height([f"{number}. {text}"], [_INSTRUCTIONS_WIDTH]))
    return page
