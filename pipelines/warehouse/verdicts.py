"""What became of every extract ever read: how much it held, or why it was refused; so that none is read twice."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import cast

import polars as pl

from pipelines.ingest.verdict import Size
from pipelines.warehouse.connection import Warehouse
from pipelines.warehouse.tables import VERDICT_COLUMNS
from schemas.errors import InputRefusedError


@dataclass(frozen=True)
class Verdict:
    """What an extract is by itself, whatever came before it.

    Attributes:
        key: fingerprint of what its files hold.
        seen: how they look from outside.
        hashes: sha256 of its parts.
        size: how much it holds; None where it cannot be used.
        refused: why it cannot be used; None where it can.
    """

    source: str
    cut_off: date
    key: str
    seen: str
    hashes: tuple[str, ...]
    size: Size | None
    refused: InputRefusedError | None


def find_verdict(warehouse: Warehouse, source: str, *, key: str = "", seen: str = "") -> Verdict | None:
    """The newest verdict on an extract, known by what it holds or by how it looks; None where it was never read."""
    found = warehouse.one(
        "SELECT cut_off, key, seen, hashes, size, message, hint FROM verdict "
        "WHERE source = ? AND (key = ? OR seen = ?) ORDER BY number DESC",
        [source, key, seen],
    )
    if found is None:
        return None
    cut_off, key, seen, hashes, size, message, hint = cast("tuple[date, str, str, str, str, str, str]", found)
    held = Size(cut_off, **json.loads(size)) if size else None
    refused = None if size else InputRefusedError(message, hint=hint)
    return Verdict(source, cut_off, key, seen, tuple(hashes.split()), held, refused)


def store_verdicts(warehouse: Warehouse, verdicts: list[Verdict]) -> int:
    """Puts verdicts on record; how many."""
    for verdict in verdicts:
        warehouse.execute("DELETE FROM verdict WHERE source = ? AND key = ?", [verdict.source, verdict.key])
    found = warehouse.one("SELECT coalesce(max(number), 0) FROM verdict")
    last = cast("int", found[0]) if found else 0
    rows = [(number, *_row(verdict)) for number, verdict in enumerate(verdicts, last + 1)]
    warehouse.insert("verdict", pl.DataFrame(rows, schema=VERDICT_COLUMNS, orient="row"))
    return len(rows)


def _row(verdict: Verdict) -> tuple[object, ...]:
    held = verdict.size
    size = json.dumps({"accepted": held.accepted, "files": held.files, "parts": held.parts}) if held else None
    refused = (verdict.refused.message, verdict.refused.hint) if verdict.refused else (None, None)
    return verdict.source, verdict.cut_off, verdict.key, verdict.seen, " ".join(verdict.hashes), size, *refused
