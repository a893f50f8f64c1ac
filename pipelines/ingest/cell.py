"""A typed cell of a workbook or of a Parquet file as a person would type it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite

Cell = int | float | str | bool | time | date | datetime | timedelta | Decimal | None
_SIGNIFICANT_DIGITS = 15


def cell_text(cell: Cell) -> str:
    """A cell as text: whole numbers without a point, dates as `YYYY-MM-DD`, yes and no in Chinese."""
    match cell:
        case None:
            return ""
        case bool():
            return "是" if cell else "否"
        case float():
            return _number_text(cell)
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case _:
            return str(cell)


def _number_text(number: float) -> str:
    if isfinite(number) and number.is_integer():
        return _whole_text(number)
    text = f"{number:.{_SIGNIFICANT_DIGITS}g}"
    return f"{number:.10f}".rstrip("0") if "e" in text else text


def _whole_text(number: float) -> str:
    """A spreadsheet keeps 15 digits of a number: an id typed as one ends in 000.

    Programs that write workbooks keep a digit or two more, which no reader may trust: they are cut in the same way.
    """
    whole = int(number)
    spare = len(str(abs(whole))) - _SIGNIFICANT_DIGITS
    if spare <= 0:
        return str(whole)
    as_typed = round(whole, -spare)
    cut = whole - whole % 10**spare
    return str(as_typed if float(as_typed) == number else cut)
