"""A form that people fill in as CSV: its rows as a spreadsheet counts them, and none swallowed by an open quote."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import dropwhile, islice

from pipelines.ingest.csv_head import SEPARATORS
from pipelines.ingest.encoding import utf8_blocks
from pipelines.ingest.overfull import is_overfull
from pipelines.ingest.physical_lines import swallowed_rows
from schemas.errors import InputRefusedError

LOOK_AHEAD = 20
"""Lines within which the header of a form stands."""
_SHOWN = 5
"""Rows named in a message."""


def csv_rows(name: str, content: bytes, header: str) -> list[tuple[int, list[str]]]:
    """The rows of a form, UTF-8 or GB18030.

    Args:
        name: of the file, for messages.
        content: its bytes.
        header: a header that no such form lacks; its line says what stands between cells.

    Returns:
        Number and cells of each row, those above the header too.

    Raises:
        InputRefusedError: it cannot be decoded, a quotation mark is not closed, or a row has more filled cells than the
            header: a separator stands in one, and what follows is a column off.
    """
    text = b"".join(utf8_blocks(name, io.BytesIO(content))).decode()
    head = next((line for line in text.splitlines()[:LOOK_AHEAD] if header in line), "")
    separator = max(SEPARATORS, key=head.count)
    width = head.count(separator) + 1
    rows: list[tuple[int, list[str]]] = []
    taken: list[str] = []
    try:
        for row in csv.reader(_noted(text, taken), delimiter=separator, strict=True):
            rows.append((len(rows) + 1, row))
            if len(taken) > 1 and swallowed_rows(taken, separator, width, width):
                raise _open_quote(name, len(rows))
            taken.clear()
    except csv.Error as error:
        raise _open_quote(name, len(rows) + 1) from error
    _refuse_overfull(name, rows, header, width)
    return rows


def header_place(rows: Iterable[list[str]], is_head: Callable[[list[str]], bool]) -> int | None:
    """Which of the first rows of a form is its header; None where none is."""
    return next((place for place, row in enumerate(islice(rows, LOOK_AHEAD)) if is_head(row)), None)


def _refuse_overfull(name: str, rows: Sequence[tuple[int, list[str]]], header: str, width: int) -> None:
    below = dropwhile(lambda row: not any(header in cell for cell in row[1]), rows)
    if overfull := [str(number) for number, row in below if is_overfull(row, width)]:
        raise InputRefusedError(
            f"{name}: 第 {'、'.join(overfull[:_SHOWN])} 行{'等' * (len(overfull) > _SHOWN)}有内容的格数多于表头",
            hint="含逗号的内容(如 1,234.00)应整格加双引号,表外另加的内容应有表头;或另存为 xlsx 后重新导入",
        )


def _noted(text: str, taken: list[str]) -> Iterator[str]:
    """The lines of a text, each noted as it is taken."""
    for line in io.StringIO(text, newline=""):
        taken.append(line)
        yield line


def _open_quote(name: str, row: int) -> InputRefusedError:
    return InputRefusedError(f"{name}: 第 {row} 行的引号没有成对,后面的行会被并入这一格", hint="请改正引号后重新导入")
