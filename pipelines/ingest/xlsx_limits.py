"""Looks at an Excel workbook before it is unpacked and built: how large it is, and whether its XML is plain."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipelines.ingest.limits import (
    BOOK_CELLS,
    COLUMNS,
    EMPTY_ALWAYS,
    EMPTY_TIMES,
    UNPACKED_ALWAYS,
    UNPACKED_BYTES,
    UNPACKED_TIMES,
    refuse_beyond,
)
from schemas.errors import InputRefusedError

_PIECE = 1 << 20
_SHEET = re.compile(r"xl/worksheets/[^/]*\.xml", re.IGNORECASE)
_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s/>])([^>]*)")
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])")
_ROW_OR_CELL = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^>]*)")
_NUMBERED_ROW = re.compile(rb'<row r="([0-9]+)"')
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)([0-9]+)["']""")
_BEYOND_Z = re.compile(rb'<c r="[A-Z]{2}')
_BEYOND_BZ = re.compile(rb'<c r="(?:[C-Z][A-Z]|[A-Z]{3}|[^A-Z])')
_ROW_OF_CELL = re.compile(rb'<c r="[A-Za-z]*([0-9]{1,18})')
_LETTERS = 26
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_XML = (".xml", ".rels")


@dataclass
class _Extent:
    """How far the cells of a worksheet reach, and how many it writes; rows that only have a height do not count."""

    row: int = 0
    rows: int = 0
    columns: int = 0
    written: int = 0


def refuse_hostile_book(file: str, book: zipfile.ZipFile, size: int, mark: bytes) -> frozenset[str]:
    """Refuses a workbook that unpacks to far more than an extract holds, or that declares entities.

    Args:
        file: its name, for messages.
        book: the package.
        size: its bytes as packed.
        mark: bytes of a tag that somebody looks for.

    Returns:
        Parts in which the mark stands.

    Raises:
        InputRefusedError: it is too large in some respect, or its rows are not in order.
    """
    limit = min(UNPACKED_BYTES, max(UNPACKED_ALWAYS, UNPACKED_TIMES * size))
    parts = book.infolist()
    refuse_beyond(file, "解压后的字节", sum(part.file_size for part in parts), limit)
    spanned, written, marked = 0, 0, set()
    for part in parts:
        extent = _Extent()
        for piece in _pieces(file, book, part):
            _refuse_odd_xml(file, part, piece)
            if mark in piece:
                marked.add(part.filename)
            if _SHEET.fullmatch(part.filename.lstrip("/")):
                _measure(file, piece, extent)
        refuse_beyond(file, "工作表的列数", extent.columns, COLUMNS)
        spanned += extent.rows * extent.columns
        written += extent.written
    refuse_beyond(file, "工作簿的单元格", spanned, min(BOOK_CELLS, max(EMPTY_ALWAYS, EMPTY_TIMES * written)))
    return frozenset(marked)


def _pieces(file: str, book: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part, cut between tags: reading it tells whether it is as large as the package says."""
    rest = b""
    with book.open(part) as stream:
        while piece := stream.read(_PIECE):
            text = rest + piece
            end = text.rfind(b">") + 1
            rest = text[end:]
            refuse_beyond(file, "一格的字节", len(rest), _PIECE)
            yield text[:end]


def _refuse_odd_xml(file: str, part: zipfile.ZipInfo, piece: bytes) -> None:
    if part.filename.lower().endswith(_XML) and (b"\0" in piece or (b"<!" in piece and _DECLARATION.search(piece))):
        raise InputRefusedError(f"{file}: 工作簿的 XML 含实体声明或编码不明", hint="请用表格软件另存为 xlsx 后报送")


def _measure(file: str, piece: bytes, extent: _Extent) -> None:
    """Looks at each cell only where a cell may stand elsewhere than in its row and in the first columns."""
    cells, all_alike = _cells(piece)
    extent.written += cells
    if not all_alike or _BEYOND_BZ.search(piece):
        _measure_cells(file, piece, extent)
        return
    for row in _rows(piece):
        _next_row(file, extent, int(row) if row else extent.row + 1)
    if cells:
        extent.columns = max(extent.columns, 3 * _LETTERS if _BEYOND_Z.search(piece) else _LETTERS)
        place = _ROW_OF_CELL.match(piece, piece.rfind(b'<c r="'))
        last = int(place[1]) if place else extent.row
        strays = re.search(rb'<c r="[A-Z]+[0-9]{%d}' % (len(str(last)) + 1), piece)
        extent.rows = max(extent.rows, BOOK_CELLS if strays else last)


def _cells(piece: bytes) -> tuple[int, bool]:
    """How many cells are written, and whether each begins with its place, as nearly all programs write them."""
    placed = piece.count(b'<c r="')
    if b":c" not in piece and piece.count(b"<c") == placed:
        return placed, True
    cells = len(_CELL.findall(piece))
    return cells, cells == placed


def _rows(piece: bytes) -> Iterable[bytes | None]:
    """The number that each row bears; None where it bears none."""
    numbered = _NUMBERED_ROW.findall(piece)
    if b":row" not in piece and piece.count(b"<row") == len(numbered):
        return numbered
    return (place[2] if (place := _PLACE.search(tag[1])) else None for tag in _ROW.finditer(piece))


def _measure_cells(file: str, piece: bytes, extent: _Extent) -> None:
    last = 0
    for tag in _ROW_OR_CELL.finditer(piece):
        place = _PLACE.search(tag[2])
        if tag[1] == b"row":
            _next_row(file, extent, int(place[2]) if place else extent.row + 1)
            last = 0
        else:
            last = _column(place[1]) if place else last + 1
            extent.columns = max(extent.columns, last)
            extent.rows = max(extent.rows, extent.row, int(place[2]) if place else 0)


def _next_row(file: str, extent: _Extent, row: int) -> None:
    if row <= extent.row:
        raise InputRefusedError(f"{file}: 工作表的行次序混乱", hint="请用表格软件另存为 xlsx 后报送")
    extent.row = row


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters.upper()[:4]:
        column = column * _LETTERS + letter - ord("A") + 1
    return column
