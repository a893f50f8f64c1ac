"""Error cells of a workbook (#N/A, #REF!, #DIV/0!): whoever reads values takes them for empty, which they are not."""

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
ERROR_MARK = b't="e"'
"""Stands in the tag of every error cell."""

Place = tuple[int, int]
"""Row and column of a cell, from 0."""


def error_cells(book: zipfile.ZipFile, marked: Collection[str]) -> Mapping[str, Mapping[Place, str]]:
    """What stands in the error cells of each sheet that has any.

    Args:
        book: an xlsx workbook that can be read and is not too large.
        marked: its parts in which `ERROR_MARK` stands.

    Returns:
        Sheet -> place -> text, such as `#N/A`.

    Raises:
        ParseError: of one nobody can tell where it stands.
    """
    return {name: dict(_errors(book, part)) for name, part in _sheets(book) if part in marked}


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


def _errors(book: zipfile.ZipFile, part: str) -> Iterator[tuple[Place, str]]:
    """Row by row, none of which is kept."""
    with book.open(part) as stream:
        for _, element in ET.iterparse(stream):
            if element.tag == f"{_MAIN}c" and element.get("t") == "e":
                yield _place(element.get("r", "")), element.findtext(f"{_MAIN}v") or "#N/A"
            if element.tag == f"{_MAIN}row":
                element.clear()


def _place(reference: str) -> Place:
    """Row and column of `AB12`."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        raise ET.ParseError(reference)
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1
