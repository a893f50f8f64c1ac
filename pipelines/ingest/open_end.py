"""A CSV file cut short in the middle of a line: its last line has no line end, and fewer cells than the header."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from pipelines.ingest.rows import DataRows
from pipelines.ingest.sheet import ROW_NUMBER, Sheet, first_filled
from schemas.errors import InputRefusedError

# The last record is looked for here; a longer one is taken for a whole one.
_TAIL = 100_000


def open_end(text: bytes, below: int, separator: str, headers: Sequence[str]) -> int | None:
    """Cells of the last line, where it has fewer than the header and no line end; None where it is whole.

    Args:
        text: lines of a CSV file in UTF-8.
        below: where the first line below the header begins.
        separator: between cells.
        headers: the header row's texts; empty ones at its end are no cells that a row must have.
    """
    if text.endswith(b"\n") or below >= len(text):
        return None
    record = next(csv.reader(_last_record(text, below), delimiter=separator), [])
    width = max((place for place, header in enumerate(headers, 1) if header.strip()), default=0)
    says_something = len(record) > 1 or first_filled(record).strip("\x1a")
    return len(record) if says_something and len(record) < width else None


def refuse_open_end(sheet: Sheet, data: DataRows) -> None:
    """Refuses a sheet that ends in the middle of a data row. A footer has few cells by nature.

    Raises:
        InputRefusedError: it is cut short.
    """
    if sheet.open_end is None:
        return
    last = sheet.last_row
    blank = not first_filled(cell or "" for cell in (sheet.cells.row(-1) if sheet.cells.height else ()))
    if blank or data.cells[ROW_NUMBER].last() == last:
        raise InputRefusedError(
            f"{sheet.file}: 文件不完整,最后一行(第 {last} 行)只有 {sheet.open_end} 格、没有换行,"
            f"表头有 {len(sheet.headers)} 格",
            hint="文件可能在传输或导出时中断,请重新导出并完整传输",
        )


def _last_record(text: bytes, below: int) -> Sequence[str]:
    """Lines of the last record: from the last line start that is not between quotation marks.

    Where every one is, a quotation mark was never closed, and the last line stands for itself.
    """
    starts = list(_line_starts(text, below))
    outside = (start for start in starts if text.count(b'"', start) % 2 == 0)
    start = next(outside, starts[0] if starts else len(text))
    return list(io.StringIO(text[start:].decode(errors="ignore"), newline=""))


def _line_starts(text: bytes, below: int) -> Iterator[int]:
    """From the last one back, as far as the tail reaches."""
    first = max(below, len(text) - _TAIL)
    start = len(text)
    while (found := text.rfind(b"\n", first, start - 1)) >= 0:
        start = found + 1
        yield start
    if first == below:
        yield below
