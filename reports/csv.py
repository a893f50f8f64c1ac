"""Tables as CSV the way Chinese offices' systems take them: GB18030, CRLF, every cell harmless."""

from __future__ import annotations

import polars as pl

_ENCODING = "gb18030"  # holds every character of Unicode, unlike gbk
_LINE_END = "\r\n"


def gb18030_csv(cells: pl.DataFrame) -> bytes:
    """A file of cells that are harmless as they stand, under their names as headers.

    Returns:
        The file; a null is an empty cell, quotes stand only where a cell needs them.
    """
    return cells.write_csv(line_terminator=_LINE_END).encode(_ENCODING)


def read_cells(content: bytes) -> pl.DataFrame:
    """The cells of such a file as text under its headers; an empty cell is null.

    Raises:
        UnicodeDecodeError: it is no such file.
        pl.exceptions.PolarsError: likewise.
    """
    return pl.read_csv(content.decode(_ENCODING).encode(), infer_schema=False)
