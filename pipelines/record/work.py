"""What people did about clues among the entries of the record: written into it, and read out of it for the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import sha256

import polars as pl

from pipelines.record.entry import Entry, Kind, Recorded
from schemas.work import WORK, Work, WorkKind, payload_of


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
    lines = b"".join(one.line for one in record if one.kind in _KINDS)
    if not lines:
        return pl.DataFrame(schema=WORK)
    said = pl.read_ndjson(lines, schema=_ON_RECORD).unnest("payload")
    return said.select(_read(name, dtype) for name, dtype in WORK.items())


def work_fingerprint(record: Iterable[Recorded], as_of: date) -> str:
    """What was done about clues up to a date, as one word; empty where nothing was."""
    codes = "".join(one.mac for one in record if one.kind in _KINDS and one.day <= as_of)
    return sha256(codes.encode()).hexdigest() if codes else ""


_KINDS = frozenset(Kind(kind.value) for kind in WorkKind)
_OWN = ("number", "kind", "date", "by", "reviewed_by")
"""What every entry says of itself; the rest is its payload."""


def _as_json(dtype: pl.DataType) -> pl.DataType:
    return pl.String() if dtype == pl.Date() else dtype


_JSON = {name: _as_json(dtype) for name, dtype in WORK.items()}
_PAYLOAD = pl.Struct({name: dtype for name, dtype in _JSON.items() if name not in _OWN})
_ON_RECORD = {name: _JSON[name] for name in _OWN} | {"payload": _PAYLOAD}


def _read(name: str, dtype: pl.DataType) -> pl.Expr:
    return pl.col(name).str.to_date("%Y-%m-%d") if dtype == pl.Date() else pl.col(name)
