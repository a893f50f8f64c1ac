"""Reads an Excel workbook: every sheet is a part, numbers keep what can be kept."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook

from pipelines.ingest.cell import Cell, cell_text
from pipelines.ingest.header import LOOK_AHEAD, header_position
from pipelines.ingest.sheet import Sheet, sheet_name
from pipelines.ingest.titles import titles
from pipelines.ingest.xlsx_errors import ERROR_MARK, error_cells
from pipelines.ingest.xlsx_limits import refuse_hostile_book
from schemas.errors import InputRefusedError
from schemas.extract import Extract


def read_xlsx(file: str, content: bytes, extract: Extract) -> list[Sheet]:
    """Reads all sheets of a workbook that hold anything; a sheet row has the number that the spreadsheet shows.

    Args:
        file: its name, for messages and rows.
        content: its bytes.
        extract: the declaration of its source.

    Raises:
        InputRefusedError: not a workbook, far too large a one, nothing in it, or a sheet without a header row.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            errors = error_cells(package, refuse_hostile_book(file, package, len(content), ERROR_MARK))
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (CalamineError, BadZipFile, KeyError, ParseError) as error:
        raise InputRefusedError(
            f"{file}: 不是可读的 xlsx 工作簿", hint="请用表格软件另存为不加密的 xlsx 后报送"
        ) from error
    for name, found in errors.items():
        for (row, column), text in found.items():
            rows[name][row][column] = text
    filled = {name: cells for name, cells in rows.items() if any(cell != "" for row in cells for cell in row)}
    if not filled:
        raise InputRefusedError(f"{file}: 工作簿中没有数据", hint=f"请放入有 {extract.title} 表头的工作表")
    return [_sheet(sheet_name(file, name), cells, extract) for name, cells in filled.items()]


def _sheet(file: str, rows: Sequence[Sequence[Cell]], extract: Extract) -> Sheet:
    head = [[cell_text(cell) for cell in row] for row in rows[:LOOK_AHEAD]]
    position = header_position(head, extract, file)
    cells = {str(index): _texts(column) for index, column in enumerate(zip(*rows, strict=True))}
    return Sheet(
        file=file,
        cells=pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String())),
        headers=tuple(head[position]),
        first_row=1,
        header_row=position + 1,
        above=titles(head[:position]),
    )


def _texts(column: Sequence[Cell]) -> list[str | None]:
    return [(cell if type(cell) is str else cell_text(cell)) or None for cell in column]
