"""Cells of a workbook that whoever reads values takes for empty, which they are not.

Error cells (#N/A, #REF!, #DIV/0!), and formulas that a program wrote without reckoning them.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Collection, Iterator, Mapping
from xml.etree import ElementTree as ET

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BOOK = "xl/workbook.xml"
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})")
_ERROR = re.compile(r"#(?:N/A|GETTING_DATA|[A-Z0-9/]+[!?])")
_ERROR_MARK = b't="e"'
_FORMULA_MARKS = (b"</f", b"<f", b":f")
_NO_VALUE = re.compile(
    rb"(?:</(?:\w+:)?f\s*|<(?:\w+:)?f(?:\s[^>]*)?/)>\s*(?:\Z|</|<(?:\w+:)?v\s*/>|<(?:\w+:)?v\s*>\s*(?:\Z|</))"
)
"""What stands behind a formula that has no value; a piece of a worksheet may end there."""
FORMULA = "="
_REST = "…"
"""In place of a formula that only the first of many cells spells out."""

Place = tuple[int, int]
"""Row and column of a cell, from 0."""


def may_hold_one(piece: bytes) -> bool:
    """Whether such a cell may stand in a piece of a part of the package; few pieces without one look so."""
    if _ERROR_MARK in piece:
        return True
    return any(mark in piece for mark in _FORMULA_MARKS) and bool(_NO_VALUE.search(piece))


def unread_cells(book: zipfile.ZipFile, marked: Collection[str]) -> Mapping[str, Mapping[Place, str]]:
    """What stands in such cells of each sheet that has any.

    Args:
        book: an xlsx workbook that can be read and is not too large.
        marked: its parts of which `may_hold_one` is true.

    Returns:
        Sheet -> place -> text: an error such as `#N/A`, or the formula from its `FORMULA` on.

    Raises:
        ParseError: of one nobody can tell where it stands.
    """
    return {name: dict(_unread(book, part)) for name, part in _sheets(book) if part in marked}


def is_error(text: str) -> bool:
    """Whether a text is what an error cell shows."""
    return bool(_ERROR.fullmatch(text))


def _sheets(book: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Each sheet's name and its part of the package."""
    folder, file = posixpath.split(_BOOK)
    relations = ET.fromstring(book.read(f"{folder}/_rels/{file}.rels"))
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    for sheet in ET.fromstring(book.read(_BOOK)).iter(f"{_MAIN}sheet"):
        part = posixpath.normpath(posixpath.join(f"/{folder}", targets.get(sheet.get(_RELATION), "")))
        yield sheet.get("name", ""), part.lstrip("/")


def _unread(book: zipfile.ZipFile, part: str) -> Iterator[tuple[Place, str]]:
    """Row by row, none of which is kept."""
    with book.open(part) as stream:
        for _, element in ET.iterparse(stream):
            if element.tag == f"{_MAIN}c" and (text := _text(element)):
                yield _place(element.get("r", "")), text
            if element.tag == f"{_MAIN}row":
                element.clear()


def _text(cell: ET.Element) -> str:
    """Its error, or its formula where it has no value; the value of a formula may well be a text without characters."""
    value, formula = cell.findtext(f"{_MAIN}v"), cell.find(f"{_MAIN}f")
    if cell.get("t") == "e":
        return value or "#N/A"
    is_reckoned = value is not None if cell.get("t") == "str" else value
    return "" if formula is None or is_reckoned else FORMULA + (formula.text or _REST)


def _place(reference: str) -> Place:
    """Row and column of `AB12`."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        raise ET.ParseError(reference)
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1
