"""The bureau's corrections as people read them: what was applied and what not, numbers masked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from reports.masks import told_apart, without_long_numbers
from reports.report import Report
from reports.words import column_headers, in_chinese
from schemas.column import Kind
from schemas.extracts import EXTRACTS
from schemas.masking import DIGIT, mask_written
from schemas.outputs.corrections import CORRECTIONS, CORRECTIONS_NOT_APPLIED
from schemas.shared import BIRTH_DATE
from schemas.terms import CorrectionOutcome

_MOST_ROWS = 200
_IDS = sorted({one.name for extract in EXTRACTS.values() for one in extract.columns if one.kind is Kind.RESIDENT_ID})
_VALUES = ("before", "after", "found", "located")


@dataclass(frozen=True)
class Corrections:
    """What became of the corrections of a night.

    Attributes:
        applied: how many were applied.
        not_applied: outcome in words -> how many, those alone that were not.
        applied_rows: source, place, column, before, after, basis of each applied one, the first of them.
        not_applied_rows: outcome, where the line stands, source, what it locates, column, before, after, what stands
            there, basis of each other one, the first of them.
    """

    applied: int
    not_applied: Mapping[str, int]
    applied_rows: tuple[tuple[object, ...], ...]
    not_applied_rows: tuple[tuple[object, ...], ...]

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.applied or self.not_applied)

    @property
    def text(self) -> str:
        """Both counts in one line."""
        told = "、".join(f"{outcome} {count}" for outcome, count in self.not_applied.items())
        rest = f",未应用 {sum(self.not_applied.values())} 处({told})" if told else ""
        return f"应用更正 {self.applied} 处{rest}"


def corrections_of(report: Report) -> Corrections:
    """What a publication says of corrections."""
    applied, idle = report.frame(CORRECTIONS), report.frame(CORRECTIONS_NOT_APPLIED)
    counted = dict(idle.group_by("outcome").len().iter_rows())
    labels = CorrectionOutcome.labels()
    shown = _shown(applied.sort(CORRECTIONS.order).head(_MOST_ROWS))
    left = _shown(idle.sort(CORRECTIONS_NOT_APPLIED.order).head(_MOST_ROWS))
    place = pl.format("{} 第 {} 行", "file", "row_number").fill_null("")
    return Corrections(
        applied.height,
        {labels[one]: counted[one] for one in labels if one in counted},
        tuple(in_chinese(shown, CORRECTIONS).select("source", place, *_SAID).iter_rows()),
        tuple(_idle(left).iter_rows()),
    )


_SAID = ("column", "before", "after", "basis")


def _idle(left: pl.DataFrame) -> pl.DataFrame:
    written = pl.format("{} 第 {} 行", "corrections_file", "line")
    located = pl.format("{} {}", "locator", "located").alias("located")
    told = in_chinese(left, CORRECTIONS_NOT_APPLIED)
    return told.select("outcome", written, "source", located, "column", "before", "found", "after", "basis")


def _shown(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with long numbers masked, of two ids what differs, of birth dates nothing; columns by their headers."""
    is_birth = pl.col("column") == BIRTH_DATE.name
    there = [name for name in _VALUES if name in rows.columns]
    hidden = [
        pl.when(is_birth).then(pl.col(name).str.replace_all(DIGIT, "*")).otherwise(name).alias(name) for name in there
    ]
    basis = pl.col("basis").map_elements(mask_written, return_dtype=pl.String)
    plain = rows.with_columns(hidden).with_columns(basis, *(without_long_numbers(pl.col(name)) for name in there))
    numbered = plain.with_row_index("row")
    both = pl.col("before").is_not_null() & pl.col("after").is_not_null()
    ids = rows.with_row_index("row").filter(pl.col("column").is_in(_IDS) & both)
    if ids.height:
        numbered = numbered.update(told_apart(ids, "before", "after").select("row", "before", "after"), on="row")
    return numbered.with_columns(column_headers(name) for name in ("column", "locator") if name in rows.columns)
