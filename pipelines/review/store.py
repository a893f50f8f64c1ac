"""Reviewers' decisions among the entries of the record."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from pipelines.record.entry import Entry, Kind, Recorded
from pipelines.record.store import read_record
from pipelines.workspace.fingerprint import digest
from pipelines.workspace.folders import Workspace
from schemas.decision import DECISION


def read_decisions(workspace: Workspace) -> pl.DataFrame:
    """All decisions ever taken: columns `schemas.decision.DECISION`, by number.

    Raises:
        TamperedRecordError: the record was changed after it was written.
    """
    return decisions_of(read_record(workspace))


def decisions_of(record: Iterable[Recorded]) -> pl.DataFrame:
    """The decisions among the entries of a record."""
    rows = [_row(one.number, one.entry) for one in record if one.kind is Kind.DECISION]
    return pl.DataFrame([{name: row[name] for name in DECISION} for row in rows], schema=DECISION, orient="row")


def decisions_fingerprint(decisions: pl.DataFrame) -> str:
    """Which decisions (columns `schemas.decision.DECISION`) are on record, as one word; empty where there are none."""
    return "" if decisions.is_empty() else digest([[str(cell) for cell in row] for row in decisions.iter_rows()])


def _row(number: int, entry: Entry) -> dict[str, object]:
    own = {"number": number, "preparer": entry.by, "reviewer": entry.reviewed_by, "decided_on": entry.day}
    return {**entry.payload, **own}
