"""Reads what the city platform answered: any CSV file in landing/receipts, UTF-8 or GB18030."""

from __future__ import annotations

import csv
import io
import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.ingest.by_file import ByFile
from pipelines.ingest.names import shown_name
from schemas.errors import InputRefusedError
from schemas.system import system_words

BATCH, FILE, KEY, RESULT, REASON = "批次号", "文件", "主键", "结果", "原因"
_NEEDED = (BATCH, FILE, KEY, RESULT)
_ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True)
class ReceiptLine:
    """One line as it is written: file and row it stands in, and its cells, stripped; empty where there is nothing."""

    file: str
    row_number: int
    batch: str
    drop: str
    key: str
    result: str
    reason: str


@dataclass(frozen=True)
class UnreadReceipts:
    """A file that cannot be read, and why."""

    file: str
    why: str


def read_receipts(folder: Path) -> tuple[list[ReceiptLine], list[UnreadReceipts]]:
    """All lines of all files of a folder, by file name, and the files that cannot be read; nothing without folder."""
    lines: list[ReceiptLine] = []
    unread: list[UnreadReceipts] = []
    try:
        files = _files(folder)
    except OSError as error:
        return [], [UnreadReceipts(folder.name, f"无法读取文件夹({system_words(error)})")]
    for path in files:
        name = shown_name(path)
        try:
            with ByFile(name):
                lines += _lines(name, path.read_bytes())
        except InputRefusedError as refused:
            unread.append(UnreadReceipts(name, refused.message))
    return lines, unread


def _files(folder: Path) -> list[Path]:
    if not os.path.lexists(folder):
        return []
    found = (path for path in folder.iterdir() if path.is_file() and not path.name.startswith((".", "~$")))
    return sorted((path for path in found if path.suffix.lower() == ".csv"), key=os.fsencode)


def _lines(name: str, content: bytes) -> list[ReceiptLine]:
    rows = _rows(_text(name, content))
    number, header = next(rows, (1, []))
    places = {title: place for place, title in reversed(list(enumerate(_plain(cell) for cell in header)))}
    if missing := [title for title in _NEEDED if title not in places]:
        raise InputRefusedError(f"{name}: 第 {number} 行表头缺少 {'、'.join(missing)}")

    def cell(row: list[str], title: str) -> str:
        place = places.get(title, len(row))
        return row[place].strip() if place < len(row) else ""

    return [
        ReceiptLine(name, number, *(cell(row, title) for title in (BATCH, FILE, KEY, RESULT, REASON)))
        for number, row in rows
    ]


def _text(name: str, content: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise InputRefusedError(f"{name}: 既非 UTF-8 也非 GB18030")


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything, each with its number as a spreadsheet counts."""
    numbered = enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), 1)
    return ((number, row) for number, row in numbered if any(cell.strip() for cell in row))


def _plain(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell).strip()
