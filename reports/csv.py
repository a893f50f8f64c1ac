"""Tables as CSV the way Chinese offices' systems take them: GB18030, CRLF, every cell harmless."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from reports.harmless import harmless_frame

_ENCODING = "gb18030"  # holds every character of Unicode, unlike gbk
_LINE_END = "\r\n"


def gb18030_csv(frame: pl.DataFrame, headers: Sequence[str]) -> bytes:
    """A frame under other headers.

    Args:
        frame: String, integer, decimal, date or float columns, in the order of rows and columns of the file.
        headers: one a column.

    Returns:
        The file; a null is an empty cell, quotes stand only where a cell needs them.
    """
    labelled = harmless_frame(frame).rename(dict(zip(frame.columns, headers, strict=True)))
    return labelled.write_csv(line_terminator=_LINE_END).encode(_ENCODING)
