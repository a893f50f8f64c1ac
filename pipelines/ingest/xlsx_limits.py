"""Looks at an Excel workbook before it is unpacked and built: how large it is, and whether its XML is plain."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator

from pipelines.ingest.limits import (
    BOOK_CELLS,
    COLUMNS,
    EMPTY_ALWAYS,
    EMPTY_TIMES,
    FAR_CELL,
    UNPACKED_ALWAYS,
    UNPACKED_BYTES,
    UNPACKED_TIMES,
    refuse_beyond,
)
from pipelines.ingest.xlsx_extent import Extent
from schemas.errors import InputRefusedError

_PIECE = 1 << 20
_SHEET = b"sheetData"
"""Stands in the tag within which a worksheet has its cells; where in the package a worksheet lies its maker chooses."""
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_XML = (".xml", ".rels")


def refuse_hostile_book(
    file: str, book: zipfile.ZipFile, size: int, is_marked: Callable[[bytes], bool]
) -> frozenset[str]:
    """Refuses a workbook that unpacks to far more than an extract holds, or that declares entities.

    Args:
        file: its name, for messages.
        book: the package.
        size: its bytes as packed.
        is_marked: whether what somebody looks for may stand in a piece.

    Returns:
        Parts in which it may stand.

    Raises:
        InputRefusedError: it is too large in some respect, or its rows are not in order.
    """
    limit = min(UNPACKED_BYTES, max(UNPACKED_ALWAYS, UNPACKED_TIMES * size))
    parts = book.infolist()
    refuse_beyond(file, "解压后的字节", sum(part.file_size for part in parts), limit)
    spanned, written, marked = 0, 0, set[str]()
    for part in parts:
        extent, is_sheet = Extent(), False
        for piece in _pieces(file, book, part):
            _refuse_odd_xml(file, part, piece)
            if part.filename not in marked and is_marked(piece):
                marked.add(part.filename)
            is_sheet = is_sheet or _SHEET in piece
            if is_sheet:
                extent.measure(file, piece)
        refuse_beyond(file, "工作表的列数", extent.columns, COLUMNS, FAR_CELL)
        spanned += extent.rows * extent.columns
        written += extent.written
    most = min(BOOK_CELLS, max(EMPTY_ALWAYS, EMPTY_TIMES * written))
    refuse_beyond(file, "工作簿的单元格", spanned, most, FAR_CELL)
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
    if part.filename.lower().endswith(_XML) and (b"\0" in piece or (b"!" in piece and _DECLARATION.search(piece))):
        raise InputRefusedError(f"{file}: 工作簿的 XML 含实体声明或编码不明", hint="请用表格软件另存为 xlsx 后报送")
