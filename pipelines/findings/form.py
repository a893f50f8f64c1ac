"""Reads a form that came back, workbook or CSV: its lines as a spreadsheet counts them, with the text of each cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.ingest.sheet import sheet_name
from pipelines.record.fault import Fault
from pipelines.record.form_book import book_sheets
from pipelines.record.form_csv import csv_rows, header_place
from pipelines.record.form_table import table_of
from reports.work_book import BESIDE, SHOWN
from schemas import work_form
from schemas.column import normalise_header
from schemas.errors import InputRefusedError
from schemas.masking import mask_numbers
from schemas.system import system_words

_KNOWN = {normalise_header(header): header for header in (*work_form.READ, work_form.SEAL)}
_SHOWN = frozenset(map(normalise_header, SHOWN))
"""Headers of what an exported workbook only shows."""
_BOOKS = (b"PK", bytes.fromhex("d0cf11e0"))
"""How workbooks begin; the second are .xls and encrypted ones, which are no CSV either and are refused as workbooks."""
_HINT = "请用 hedui findings export 导出的工作簿填写,并存为不加密的 xlsx,或另存为 CSV(UTF-8 或 GB18030)"
_Rows = list[tuple[int, list[str]]]


@dataclass(frozen=True)
class FormLine:
    """A line of a form.

    Attributes:
        number: as a spreadsheet counts it.
        cells: header -> text without outer blanks; of the columns that the form has.
    """

    number: int
    cells: dict[str, str]

    def text(self, header: str) -> str:
        """What stands in a cell; empty where the form has no such column."""
        return self.cells.get(header, "")

    def any_of(self, headers: Sequence[str]) -> bool:
        """Whether anything stands in one of several cells."""
        return any(self.text(header) for header in headers)


@dataclass(frozen=True)
class Form:
    """A form that came back.

    Attributes:
        name: of the file, and of the sheet where it is a workbook.
        lines: below its header.
        unread: headers of columns in which something stands and that nobody reads, numbers masked.
        left_out: names of sheets in which something stands and that nobody reads, numbers masked.
        faults: what is wrong with its cells whatever they say.
    """

    name: str
    lines: list[FormLine]
    unread: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


def read_form(path: Path) -> Form:
    """Reads a form.

    Args:
        path: an .xlsx as exported, or a CSV.

    Raises:
        InputRefusedError: it cannot be read, has no column 线索编号, or one of its columns twice, or several sheets of
            it hold clues.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputRefusedError(f"{path.name}: 无法读取({system_words(error)})", hint=_HINT) from error
    return _of_workbook(path.name, content) if content.startswith(_BOOKS) else _of_csv(path.name, content)


def _of_csv(name: str, content: bytes) -> Form:
    rows = csv_rows(name, content, work_form.CLUE)
    place = header_place((row for _, row in rows), _is_head)
    if place is None:
        raise _without_head(name)
    headers = _headers(name, rows[place][1])
    below = rows[place + 1 :]
    return Form(name, [_line(number, headers, row) for number, row in below], _unread(rows[place][1], below))


def _of_workbook(name: str, content: bytes) -> Form:
    table = table_of(name, book_sheets(name, content, _HINT), _is_head, work_form.SHEET)
    if table is None:
        raise _without_head(name)
    rows = list(enumerate(table.sheet.rows, 1))
    head, below = table.sheet.rows[table.head], rows[table.head + 1 :]
    headers = _headers(name, head)
    filled = {at: header for at, header in enumerate(headers) if header}
    return Form(
        sheet_name(name, table.sheet.name),
        [_line(number, headers, row) for number, row in below],
        _unread(head, below),
        tuple(one for one in table.left_out if one not in BESIDE),
        tuple(table.merged_down(filled)),
    )


def _without_head(name: str) -> InputRefusedError:
    return InputRefusedError(f"{name}: 没有「{work_form.CLUE}」一列的表头", hint=_HINT)


def _headers(name: str, head: list[str]) -> list[str | None]:
    headers = [_KNOWN.get(normalise_header(text)) for text in head]
    if twice := [header for header, times in Counter(filter(None, headers)).items() if times > 1]:
        raise InputRefusedError(f"{name}: 列「{'」「'.join(twice)}」出现两次", hint="请只留一列后重新导入")
    return headers


def _unread(head: list[str], below: _Rows) -> tuple[str, ...]:
    names = {at: normalise_header(text) for at, text in enumerate(head)}
    odd = [at for at, name in names.items() if name and name not in _KNOWN and name not in _SHOWN]
    held = (at for at in odd if any(at < len(row) and _plain(row[at]) for _, row in below))
    return tuple(mask_numbers(_plain(head[at])) for at in held)


def _line(number: int, headers: list[str | None], row: list[str]) -> FormLine:
    return FormLine(number, {header: _plain(text) for header, text in zip(headers, row, strict=False) if header})


def _plain(text: str) -> str:
    return text.strip().removeprefix("'").strip()


def _is_head(row: list[str]) -> bool:
    return work_form.CLUE in map(normalise_header, row)
