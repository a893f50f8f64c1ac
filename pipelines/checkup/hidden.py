"""Sheets of a workbook that its sender does not see, and whose rows a night reads like any other's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from pipelines.ingest.landing import LandedFile
from pipelines.ingest.read import ExtractRead
from pipelines.ingest.sheet import sheet_name

_BOOK = ".xlsx"


@dataclass(frozen=True)
class HiddenSheet:
    """A hidden sheet, as `file#sheet`, and how many rows of it are read."""

    file: str
    rows: int


def hidden_sheets(parts: Sequence[LandedFile], read: ExtractRead) -> Iterator[HiddenSheet]:
    """The hidden sheets that hold rows; a copy kept there makes every person appear twice."""
    files = pl.concat([read.split.accepted["file"].cast(pl.String), read.split.refused["file"].cast(pl.String)])
    rows = dict(files.value_counts().iter_rows())
    for part in parts:
        if part.path.suffix.lower() == _BOOK:
            for sheet in CalamineWorkbook.from_path(part.path).sheets_metadata:
                name = sheet_name(part.name, sheet.name)
                if sheet.visible is not SheetVisibleEnum.Visible and name in rows:
                    yield HiddenSheet(name, rows[name])
