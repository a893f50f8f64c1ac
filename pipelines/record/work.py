"""What people did about clues among the entries of the record: written into it, and read out of it for the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import sha256

import polars as pl

from pipelines.record.entry import Entry, Kind, Recorded
from schemas.work import WORK, Work, WorkKind, payload_of, work_row


def work_entry(work: Work, day: date, by: str, reviewed_by: str = "") -> Entry:
    """What somebody did about a clue, as an entry of the record.

    Args:
        work: what was done.
        day: its own date: 交办日期, 核实日期, 处置日期, or the day of the withdrawal.
        by: who did it.
        reviewed_by: who looked at it again; empty where nobody has to.
    """
    return Entry(Kind(work.kind.value), day, by, reviewed_by, payload_of(work))


def work_of(record: Iterable[Recorded]) -> pl.DataFrame:
    """What was done about clues: columns `schemas.work.WORK`, in the order of import."""
    rows = [_row(one) for one in record if one.entry.kind in _KINDS]
    return pl.DataFrame(rows, schema=WORK, orient="row")


def work_fingerprint(record: Iterable[Recorded], as_of: date) -> str:
    """What was done about clues up to a date, as one word; empty where nothing was."""
    codes = "".join(one.mac for one in record if one.entry.kind in _KINDS and one.entry.day <= as_of)
    return sha256(codes.encode()).hexdigest() if codes else ""


_KINDS = frozenset(Kind(kind.value) for kind in WorkKind)


def _row(one: Recorded) -> list[object]:
    entry = one.entry
    row = work_row(WorkKind(entry.kind.value), entry.payload)
    row |= {"number": one.number, "date": entry.day, "by": entry.by, "reviewed_by": entry.reviewed_by}
    return [row.get(name) for name in WORK]
