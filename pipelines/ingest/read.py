"""Reads one extract whole: its parts and sheets, rows split into accepted and refused, control files compared."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.ingest.accept import Split, split
from pipelines.ingest.control import control_breaks
from pipelines.ingest.csv_file import read_csv
from pipelines.ingest.landing import LandedFile
from pipelines.ingest.parquet_file import read_parquet
from pipelines.ingest.rows import data_rows, fill_blocks
from pipelines.ingest.sheet import Sheet, file_of
from pipelines.ingest.xlsx_file import read_xlsx
from schemas.errors import InputRefusedError


@dataclass(frozen=True)
class FileRead:
    """What was read of one file: the counts that the manifest and the controls need."""

    file: str
    sha256: str
    size: int
    rows: int
    quarantined: int

    @property
    def accepted(self) -> int:
        """Rows that were not refused."""
        return self.rows - self.quarantined


@dataclass(frozen=True)
class ExtractRead:
    """One extract, read: all its parts together.

    Attributes:
        source: which source.
        cut_off: its cut-off date.
        files: its parts, by file name.
        split: its rows, by file, sheet and row.
        control: disagreements with control files (`CONTROL_BREAKS`).
    """

    source: str
    cut_off: date
    files: tuple[FileRead, ...]
    split: Split
    control: pl.DataFrame


def read_extract(parts: Sequence[LandedFile]) -> ExtractRead:
    """Reads all parts of one extract.

    Raises:
        InputRefusedError: a file cannot be read, or lacks a required column.
    """
    extract = parts[0].extract
    read = [_read_part(part) for part in parts]
    outcome = split(pl.concat([part.rows for part in read]), extract)
    return ExtractRead(
        source=extract.source,
        cut_off=parts[0].cut_off,
        files=tuple(_counted(part, outcome) for part in read),
        split=outcome,
        control=pl.concat([part.control for part in read]),
    )


@dataclass(frozen=True)
class _Part:
    name: str
    rows: pl.DataFrame
    sha256: str
    size: int
    control: pl.DataFrame


def _read_part(landed: LandedFile) -> _Part:
    content = _content(landed)
    sheets = [data_rows(sheet, landed.extract) for sheet in _sheets(landed, content)]
    sha256 = hashlib.sha256(content).hexdigest()
    return _Part(
        name=landed.path.name,
        rows=pl.concat([fill_blocks(sheet.texts, landed.extract) for sheet in sheets]),
        sha256=sha256,
        size=len(content),
        control=control_breaks(landed, sha256, sheets),
    )


def _content(landed: LandedFile) -> bytes:
    try:
        return landed.path.read_bytes()
    except OSError as error:
        raise InputRefusedError(
            f"{landed.path.name}: 无法读取文件({error.strerror})", hint="请检查文件是否仍在、权限是否正确"
        ) from error


def _sheets(landed: LandedFile, content: bytes) -> list[Sheet]:
    name = landed.path.name
    match landed.path.suffix.lower():
        case ".xlsx":
            return read_xlsx(name, content, landed.extract)
        case ".parquet":
            return [read_parquet(name, content)]
        case _:
            return [read_csv(name, content, landed.extract)]


def _counted(part: _Part, outcome: Split) -> FileRead:
    own = outcome.refused.filter(file_of(pl.col("file")) == part.name)
    return FileRead(part.name, part.sha256, part.size, part.rows.height, own.height)
