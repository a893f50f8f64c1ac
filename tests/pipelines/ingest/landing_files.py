"""Writes files as agencies send them, and reads an extract of them back."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import xlsxwriter

from pipelines.ingest.landing import scan
from pipelines.ingest.read import ExtractRead, read_extract

AS_OF = date(2019, 6, 30)
Row = Sequence[object]

ORPHANS = ["姓名", "身份证号", "安置方式", "月标准", "起始年月", "停止年月", "状态"]
"""Header of the plainest source, and how a row of it is made."""


def orphan(name: str = "廖增祥", **changes: str) -> list[str]:
    """A good row of ORPHANS; keywords change columns by their English names."""
    row = {
        "name": name,
        "id_no": "431103200307240730",
        "placement": "散居",
        "monthly_amount": "600.00",
        "start_month": "201904",
        "stop_month": "",
        "status": "在册",
    }
    return list((row | changes).values())


def csv_text(rows: Sequence[Row], separator: str = ",", newline: str = "\r\n") -> str:
    """Rows as CSV."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=newline).writerows(rows)
    return text.getvalue()


def csv_lines(rows: Sequence[Row]) -> list[str]:
    """Each row as CSV without the end of its line."""
    return [csv_text([row]).removesuffix("\r\n") for row in rows]


def write_csv(path: Path, rows: Sequence[Row], separator: str = ",", encoding: str = "utf-8") -> Path:
    """Writes rows as a CSV file."""
    path.write_bytes(csv_text(rows, separator).encode(encoding))
    return path


def write_xlsx(path: Path, sheets: Mapping[str, Sequence[Row]], above: int = 0) -> Path:
    """Writes a workbook, each sheet below `above` empty rows; None leaves a cell empty."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy/m/d"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows, above):
                sheet.write_row(number, 0, row)
    return path


def read(folder: Path, source: str = "orphans", as_of: date = AS_OF) -> ExtractRead:
    """Reads the extract of a source that a run for that date would use."""
    return read_extract(scan(folder).as_of(as_of)[source][0].parts)


def names(read_back: ExtractRead) -> list[str | None]:
    """Names in accepted rows."""
    return read_back.split.accepted["name"].to_list()


def numbers(read_back: ExtractRead) -> list[int]:
    """Row numbers of accepted rows."""
    return read_back.split.accepted["row_number"].to_list()


def entries(read_back: ExtractRead) -> list[tuple[int, str, str, str | None]]:
    """Quarantine: row number, column, reason, value."""
    return read_back.split.quarantine.select("row_number", "column", "reason", "value").rows()
