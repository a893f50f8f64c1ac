"""What a reviewer does with the workbook: reads it, writes into it, saves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

from schemas import review

Line = dict[str, str]


def read_lines(path: Path, sheet: str = review.SHEET) -> list[Line]:
    """Lines of a sheet by header, in order."""
    header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return [{str(name): str(cell) for name, cell in zip(header, row, strict=True)} for row in rows]


def save_lines(lines: Sequence[Mapping[str, str | int]], path: Path, columns: Sequence[str] = review.COLUMNS) -> Path:
    """A workbook with these lines, as a spreadsheet program saves it."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet(review.SHEET)
        for number, cells in enumerate([dict(zip(columns, columns, strict=True)), *lines]):
            for place, column in enumerate(columns):
                cell = cells.get(column, "")
                write = page.write_string if isinstance(cell, str) else page.write_number
                write(number, place, cell)
    return path


def decided(
    line: Line, verdict: str, preparer: str = "经办甲", reviewer: str = "", reason: str = "入户核实,查看户口簿"
) -> Line:
    """The line with a decision on it."""
    return line | {
        review.VERDICT: verdict,
        review.REASON: reason,
        review.PREPARER: preparer,
        review.REVIEWER: reviewer,
    }


def candidates(lines: Sequence[Line]) -> list[Line]:
    """Lines on which a decision can be written."""
    return [line for line in lines if line[review.KEY]]
