"""What the bureau mends of a supplier's row until the supplier does, and what became of it in an extract."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property

import polars as pl

SOURCE, LOCATOR, LOCATED, COLUMN = "数据来源", "定位列", "定位值", "列"
BEFORE, AFTER, BASIS, PREPARER, REVIEWER, DAY = "原值", "新值", "依据", "经办人", "复核人", "日期"
HEADERS = (SOURCE, LOCATOR, LOCATED, COLUMN, BEFORE, AFTER, BASIS, PREPARER, REVIEWER, DAY)
"""Headers of a corrections file, in any order; none may be missing."""
_WHERE_WRITTEN = frozenset({"file", "line"})


@dataclass(frozen=True)
class Correction:
    """One line of a corrections file.

    Attributes:
        source: English name of the extract.
        locator: English name of the column by which its row is found.
        located: what stands there.
        column: English name of the column that is mended.
        before: what the supplier wrote; empty where nothing.
        after: what is right; empty where nothing.
        basis: 依据.
        by: 经办人.
        reviewed_by: 复核人, another person.
        day: 日期.
        file: the file that says so.
        line: as a spreadsheet counts it.
    """

    source: str
    locator: str
    located: str
    column: str
    before: str
    after: str
    basis: str
    by: str
    reviewed_by: str
    day: date
    file: str
    line: int

    @property
    def said(self) -> dict[str, str]:
        """What it says, wherever it is written."""
        return {one.name: str(getattr(self, one.name)) for one in fields(self) if one.name not in _WHERE_WRITTEN}

    @cached_property
    def id(self) -> str:
        """What it says, as one word."""
        return hashlib.sha256(json.dumps(self.said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


CORRECTED: dict[str, pl.DataType] = {
    "correction": pl.String(),  # Correction.id
    "outcome": pl.String(),  # CorrectionOutcome
    "file": pl.String(),  # of the row; null where there is none
    "row_number": pl.Int32(),
    "before": pl.String(),  # as the supplier wrote it
}
"""What became of corrections in an extract, one a row."""
