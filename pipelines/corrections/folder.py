"""Reads the bureau's corrections: every file of the folder, each taken whole or left out whole with all its faults."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from pipelines.corrections.lines import Line, LineReader
from pipelines.ingest.by_file import ByFile
from pipelines.ingest.names import shown_name
from pipelines.record.fault import Fault
from pipelines.record.form_csv import csv_rows, header_place
from pipelines.workspace.fingerprint import digest
from schemas.column import normalise_header
from schemas.correction import HEADERS, SOURCE, Correction
from schemas.errors import InputRefusedError
from schemas.masking import mask_numbers
from schemas.system import system_words
from schemas.theme import CORRECTIONS_FOLDER, LeftOut

_NO_CSV = (".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods", ".tsv")
"""Endings of files that somebody takes for corrections, and that would be passed over."""
_MOST_SHOWN = 20
_HINT = "请改正后重新运行,可先用 hedui corrections check 检查"


@dataclass(frozen=True)
class FaultyFile:
    """A file that cannot be used, and everything that is wrong with it, in lines."""

    name: str
    faults: tuple[str, ...]

    @property
    def left_out(self) -> LeftOut:
        """What a night says of it; of many faults the first."""
        told = "; ".join(self.faults[:_MOST_SHOWN])
        more = len(self.faults) - _MOST_SHOWN
        rest = f";另有 {more} 处" if more > 0 else ""
        said = f"更正文件 {CORRECTIONS_FOLDER}/{self.name}: {len(self.faults)} 处有误,整个文件未用: {told}{rest}"
        return LeftOut(mask_numbers(f"{CORRECTIONS_FOLDER}/{self.name}"), mask_numbers(said), _HINT)


@dataclass(frozen=True)
class CorrectionsRead:
    """What the files of a workspace say.

    Attributes:
        lines: corrections of all files that can be used, by file and line.
        faulty: the files that cannot.
    """

    lines: tuple[Correction, ...] = ()
    faulty: tuple[FaultyFile, ...] = ()

    @cached_property
    def by_source(self) -> Mapping[str, Sequence[Correction]]:
        """Source -> its corrections."""
        found: dict[str, list[Correction]] = defaultdict(list)
        for one in self.lines:
            found[one.source].append(one)
        return found

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What a night says of the files that cannot be used."""
        return tuple(one.left_out for one in self.faulty)

    @property
    def fingerprint(self) -> str:
        """All of it, as one word; empty where there is nothing."""
        said = [[one.id, one.file, one.line] for one in self.lines], [one.left_out.reason for one in self.faulty]
        return digest(list(said)) if any(said) else ""


def read_corrections(folder: Path, today: date) -> CorrectionsRead:
    """Reads all corrections of a folder, which need not be there, or one file of them.

    Args:
        folder: `corrections/` of a workspace, or a file.
        today: the day after which nobody can have signed a correction.
    """
    lines: list[Correction] = []
    faulty: list[FaultyFile] = []
    try:
        files = _files(folder)
    except OSError as error:
        return CorrectionsRead(faulty=(FaultyFile("", (f"文件夹无法读取({system_words(error)})",)),))
    for path in files:
        name = shown_name(path)
        try:
            with ByFile(name):
                found = _read(name, path, today)
        except InputRefusedError as refused:
            found = [f"{refused.message}({refused.hint})"]
        told = [one for one in found if isinstance(one, Correction)]
        if len(told) == len(found):
            lines += told
        else:
            faulty.append(FaultyFile(name, tuple(str(one) for one in found if not isinstance(one, Correction))))
    return CorrectionsRead(tuple(lines), tuple(faulty))


def _files(folder: Path) -> list[Path]:
    if folder.is_file() or not os.path.lexists(folder):
        return [folder] if folder.is_file() else []
    found = (path for path in folder.iterdir() if path.is_file() and not path.name.startswith((".", "~$")))
    return sorted((path for path in found if path.suffix.lower() in (".csv", *_NO_CSV)), key=os.fsencode)


def _read(name: str, path: Path, today: date) -> Sequence[Correction | Fault | str]:
    if path.suffix.lower() in _NO_CSV:
        raise InputRefusedError(f"{name}: 更正文件应为 CSV", hint="请另存为 CSV(UTF-8 或 GB18030)")
    rows = csv_rows(name, path.read_bytes(), SOURCE)
    place = header_place((row for _, row in rows), lambda row: SOURCE in map(normalise_header, row))
    if place is None:
        raise InputRefusedError(f"{name}: 没有「{SOURCE}」一列的表头", hint=f"表头应为 {'、'.join(HEADERS)}")
    heads = [normalise_header(cell) for cell in rows[place][1]]
    if wrong := [header for header in HEADERS if heads.count(header) != 1]:
        raise InputRefusedError(
            f"{name}: 表头缺少或重复 {'、'.join(wrong)}", hint=f"表头应为 {'、'.join(HEADERS)},各一列"
        )
    cells = [(number, _cells(heads, row)) for number, row in rows[place + 1 :]]
    lines = [Line(number, said) for number, said in cells if any(said.values())]
    reader = LineReader(name, lines, today)
    told: list[Correction | Fault] = []
    for line in lines:
        found = reader.read(line)
        told += [found] if isinstance(found, Correction) else found
    return told


def _cells(heads: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    return {header: (row[at].strip() if (at := heads.index(header)) < len(row) else "") for header in HEADERS}
