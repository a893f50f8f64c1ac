"""Corrections on the record: each line is put there by the night that first applies it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

from pipelines.record.entry import Entry, Kind
from pipelines.record.store import append_entries, verified_record
from pipelines.warehouse import Warehouse
from pipelines.workspace.folders import Workspace
from schemas.correction import Correction
from schemas.terms import CorrectionOutcome

_ID = "correction"


def chain_applied(
    workspace: Workspace, warehouse: Warehouse, lines: Iterable[Correction], corrected: pl.DataFrame, as_of: date
) -> int:
    """Puts on record what a night applies and no night before it did; how many lines those are.

    Args:
        workspace: where; nobody else may be writing.
        warehouse: open for writing.
        lines: all corrections.
        corrected: what became of them in the extracts of the night (`schemas.correction.CORRECTED`).
        as_of: date of the night.

    Raises:
        TamperedRecordError: the record was changed before.
    """
    places = {row[_ID]: row for row in _applied(corrected).iter_rows(named=True)}
    if not places:  # as on most nights: the record is long
        return 0
    chained = (one for one in verified_record(workspace, warehouse) if one.kind is Kind.CORRECTION)
    known = {one.entry.payload.get(_ID) for one in chained}
    first = {one.id: one for one in lines if one.id in places and one.id not in known}
    new = [_entry(one, as_of, places[one.id]["file"], places[one.id]["row_number"]) for one in first.values()]
    if new:
        append_entries(workspace, warehouse, new)
    return len(new)


def _applied(corrected: pl.DataFrame) -> pl.DataFrame:
    return corrected.filter(pl.col("outcome") == CorrectionOutcome.APPLIED.value)


def _entry(one: Correction, as_of: date, file: str, row_number: int) -> Entry:
    said = {name: text for name, text in one.said.items() if name not in ("by", "reviewed_by", "day")}
    written = {"corrections_file": one.file, "line": one.line}
    applied = {"as_of": as_of.isoformat(), "file": file, "row_number": row_number}
    return Entry(Kind.CORRECTION, one.day, one.by, one.reviewed_by, {_ID: one.id, **said, **written, **applied})
