"""The other side, for trying: takes batches as a city platform would, and answers them with receipts."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.workspace.folders import private_folder, write_private
from reports.city_done import DONE
from reports.city_rows import KEY, NUMBER, OPERATION
from schemas.system import system_words
from schemas.terms import CityMode, Operation, ReceiptWord

HEADER = (NUMBER, "文件", KEY, "结果", "原因")
_ALLOWED = {
    CityMode.FULL.value: {Operation.FULL.label},
    CityMode.INCREMENTAL.value: {Operation.ADD.label, Operation.CHANGE.label, Operation.WITHDRAW.label},
}
_Line = tuple[int, str, str, str, str]


@dataclass
class Platform:
    """What the platform holds.

    Attributes:
        held: file -> key -> the row's cells.
        answered: batches answered in this call: number -> lines of its receipt.
        waiting: folders of batches without `_DONE`.
    """

    held: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    answered: dict[int, list[_Line]] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)


def take_in(folder: Path, receipts: Path) -> Platform:
    """Takes all batches of a folder in the order of their numbers, and answers those that have no receipt yet.

    Args:
        folder: holds one folder a batch, named by its number in six digits.
        receipts: where receipts are written, `receipt_<6 digits>.csv`, UTF-8.
    """
    platform = Platform()
    for batch in sorted(path for path in folder.iterdir() if path.is_dir() and path.name.isdigit()):
        if not (batch / DONE).exists():
            platform.waiting.append(batch.name)
            continue
        lines = list(_taken(platform, batch))
        file = private_folder(receipts) / f"receipt_{int(batch.name):06}.csv"
        if not file.exists():
            platform.answered[int(batch.name)] = lines
            write_private(file, _written(lines))
    return platform


def _taken(platform: Platform, batch: Path) -> Iterator[_Line]:
    number = int(batch.name)
    for line in map(json.loads, (batch / DONE).read_text(encoding="utf-8").splitlines()):
        name, mode = str(line["file"]), str(line["mode"])
        try:
            rows = _checked(batch / name, number, mode, str(line["sha256"]), int(line["rows"]))
        except (OSError, ValueError) as error:
            why = system_words(error) if isinstance(error, OSError) else str(error)
            yield number, name, "", ReceiptWord.RETURNED.label, why
            continue
        _apply(platform.held.setdefault(name, {}), rows, mode)
        yield number, name, "", ReceiptWord.RECEIVED.label, ""


def _checked(path: Path, number: int, mode: str, sha256: str, count: int) -> list[list[str]]:
    """The rows of a file that is as it should be.

    Raises:
        ValueError: it is not; it says why, in Chinese.
    """
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError("校验值不符")
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        raise ValueError("不是 GB18030 编码") from None
    header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    if header[:3] != [NUMBER, OPERATION, KEY]:
        raise ValueError(f"前三列不是 {NUMBER}、{OPERATION}、{KEY}")
    if len(rows) != count:
        raise ValueError(f"应有 {count} 行,实有 {len(rows)} 行")
    if {row[0] for row in rows} - {str(number)}:
        raise ValueError("批次号与文件夹不符")
    if {row[1] for row in rows} - _ALLOWED.get(mode, set()):
        raise ValueError(f"操作与 {mode} 不符")
    keys = Counter(row[2] for row in rows)
    if "" in keys or any(times > 1 for times in keys.values()):
        raise ValueError("主键为空或重复")
    return rows


def _apply(held: dict[str, tuple[str, ...]], rows: list[list[str]], mode: str) -> None:
    if mode == CityMode.FULL.value:
        held.clear()
    for _, operation, key, *cells in rows:
        if operation == Operation.WITHDRAW.label:
            held.pop(key, None)
        else:
            held[key] = tuple(cells)


def _written(lines: list[_Line]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEADER, *lines])
    return text.getvalue().encode("utf-8-sig")
