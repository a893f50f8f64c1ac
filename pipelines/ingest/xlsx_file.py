"""Reads an Excel workbook: every sheet is a part, numbers keep what can be kept."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook

from pipelines.ingest.header import LOOK_AHEAD, header_position
from pipelines.ingest.sheet import Sheet
from schemas.errors import InputRefusedError
from schemas.extract import Extract

Cell = int | float | str | bool | time | date | datetime | timedelta
_SIGNIFICANT_DIGITS = 15


def read_xlsx(path: Path, content: bytes, extract: Extract) -> list[Sheet]:
    """Reads all sheets of a workbook that hold anything.

    Raises:
        InputRefusedError: not a workbook, or a sheet without a header row.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except CalamineError as error:
        raise InputRefusedError(
            f"{path.name}: 不是可读的 xlsx 工作簿", hint="请用表格软件另存为 xlsx 后报送"
        ) from error
    filled = {name: cells for name, cells in rows.items() if any(cell != "" for row in cells for cell in row)}
    return [_sheet(f"{path.name}#{name}", cells, extract) for name, cells in filled.items()]


def _sheet(file: str, rows: Sequence[Sequence[Cell]], extract: Extract) -> Sheet:
    position = header_position([[cell_text(cell) for cell in row] for row in rows[:LOOK_AHEAD]], extract, file)
    headers = tuple(cell_text(cell) for cell in rows[position])
    columns = zip(*rows[position + 1 :], strict=True) if len(rows) > position + 1 else [() for _ in headers]
    cells = {str(index): _texts(column) for index, column in enumerate(columns)}
    above = frozenset(cell_text(row[0]).strip() for row in rows[:position])
    return Sheet(file, pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String())), headers, position + 2, above)


def _texts(column: Sequence[Cell]) -> list[str]:
    return [cell if type(cell) is str else cell_text(cell) for cell in column]


def cell_text(cell: Cell) -> str:
    """A cell as a person would type it: whole numbers without a point, dates as `YYYY-MM-DD`.

    A number keeps its first 15 digits, which is all that a spreadsheet keeps: an id typed as a number ends in 000.
    """
    match cell:
        case bool():
            return "是" if cell else "否"
        case int() | float():
            return _number_text(cell)
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case _:
            return str(cell)


def _number_text(number: float) -> str:
    text = f"{number:.{_SIGNIFICANT_DIGITS}g}"
    if "e" not in text:
        return text
    mantissa, exponent = text.split("e")
    whole, _, fraction = mantissa.partition(".")
    places = int(exponent) - len(fraction)
    return whole + fraction + "0" * places if places >= 0 else f"{number:.10f}".rstrip("0")
