"""Reads one extract whole: its parts and sheets, rows split into accepted and refused, control files compared."""

from __future__ import annotations

import hashlib
from collections import Counter
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
from pipelines.ingest.sheet import Sheet
from pipelines.ingest.xlsx_file import read_xlsx


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
    refused = Counter(outcome.refused["file"].str.replace("#.*", "").to_list())
    files = [
        FileRead(part.path.name, one.sha256, one.size, one.rows.height, refused[part.path.name])
        for part, one in zip(parts, read, strict=True)
    ]
    return ExtractRead(
        extract.source, parts[0].cut_off, tuple(files), outcome, pl.concat([part.control for part in read])
    )


@dataclass(frozen=True)
class _Part:
    rows: pl.DataFrame
    sha256: str
    size: int
    control: pl.DataFrame


def _read_part(landed: LandedFile) -> _Part:
    content = landed.path.read_bytes()
    sheets = [data_rows(sheet, landed.extract) for sheet in _sheets(landed, content)]
    sha256 = hashlib.sha256(content).hexdigest()
    filled = pl.concat([fill_blocks(rows, landed.extract) for rows in sheets])
    return _Part(filled, sha256, len(content), control_breaks(landed, sha256, pl.concat(sheets)))


def _sheets(landed: LandedFile, content: bytes) -> list[Sheet]:
    match landed.path.suffix.lower():
        case ".xlsx":
            return read_xlsx(landed.path, content, landed.extract)
        case ".parquet":
            return [read_parquet(landed.path, content)]
        case _:
            return [read_csv(landed.path, content, landed.extract)]
