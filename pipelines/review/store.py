"""The record of decisions: lines that are only ever added, each chained to the one before, so that a change shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.workspace.fingerprint import sha256_of
from pipelines.workspace.folders import Workspace, private_folder, write_private
from schemas.decision import DECISION
from schemas.errors import TamperedDecisionsError

_BEGINNING = "0" * 64
Entry = Mapping[str, Any]


def decisions_file(workspace: Workspace) -> Path:
    """One line a decision, oldest first."""
    return workspace.decisions / "decisions.jsonl"


def _head_file(workspace: Workspace) -> Path:
    """How many lines there are at least, and the last one's hash: lines lost at the end would not show without it."""
    return workspace.decisions / "head.json"


def read_decisions(workspace: Workspace) -> pl.DataFrame:
    """All decisions ever taken: columns `schemas.decision.DECISION`, by number.

    Raises:
        TamperedDecisionsError: the record was changed after it was written.
    """
    entries = _read(workspace)
    rows = [{**entry, "decided_on": date.fromisoformat(entry["decided_on"])} for entry in entries]
    return pl.DataFrame([{name: row[name] for name in DECISION} for row in rows], schema=DECISION, orient="row")


def decisions_fingerprint(workspace: Workspace) -> str:
    """Which decisions are on record, as one word; empty where there are none."""
    path = decisions_file(workspace)
    return sha256_of(path) if path.exists() else ""


def append_decisions(workspace: Workspace, decisions: Sequence[Entry]) -> None:
    """Adds decisions to the record, all or none.

    Args:
        workspace: where; nobody else may be writing (`pipelines.lock.hold`).
        decisions: what `schemas.decision.DECISION` names but `number`, and what else is to be kept, as JSON holds it.

    Raises:
        TamperedDecisionsError: the record was changed after it was written.
    """
    on_record = _read(workspace)
    last = on_record[-1]["hash"] if on_record else _BEGINNING
    lines: list[str] = []
    for number, decision in enumerate(decisions, len(on_record) + 1):
        entry = {"number": number, **decision, "previous": last}
        last = _hash(entry)
        lines.append(_line({**entry, "hash": last}))
    private_folder(workspace.decisions)
    before = decisions_file(workspace).read_bytes() if on_record else b""
    # A whole new file takes the place of the old one, so that a crash leaves all of the lines or none.
    write_private(decisions_file(workspace), before + "".join(lines).encode())
    write_private(_head_file(workspace), _line({"lines": len(on_record) + len(lines), "hash": last}).encode())


def _read(workspace: Workspace) -> list[dict[str, Any]]:
    path = decisions_file(workspace)
    texts = path.read_text(encoding="utf-8").split("\n")[:-1] if path.exists() else []
    entries: list[dict[str, Any]] = []
    last = _BEGINNING
    for number, text in enumerate(texts, 1):
        entry = _parsed(text, path, number)
        claimed = entry.pop("hash", None)
        if entry.get("previous") != last or entry.get("number") != number or claimed != _hash(entry):
            raise _tampered(path, f"第 {number} 行与前文不相连")
        last = claimed
        entries.append({**entry, "hash": claimed})
    _check_head(workspace, entries)
    return entries


def _check_head(workspace: Workspace, entries: Sequence[Entry]) -> None:
    head = _head_file(workspace)
    if not head.exists():
        return
    known = _parsed(head.read_text(encoding="utf-8"), head, 1)
    lines = int(known.get("lines", 0))
    if len(entries) < lines or (lines and entries[lines - 1]["hash"] != known.get("hash")):
        raise _tampered(decisions_file(workspace), f"应至少有 {lines} 行,现有 {len(entries)} 行")


def _parsed(text: str, path: Path, number: int) -> dict[str, Any]:
    try:
        entry = json.loads(text)
    except json.JSONDecodeError as error:
        raise _tampered(path, f"第 {number} 行不是可读的记录") from error
    if not isinstance(entry, dict):
        raise _tampered(path, f"第 {number} 行不是可读的记录")
    return entry


def _tampered(path: Path, problem: str) -> TamperedDecisionsError:
    return TamperedDecisionsError(f"人工判定记录 {path} 已被改动: {problem}")


def _hash(entry: Entry) -> str:
    return hashlib.sha256(_line(entry).encode()).hexdigest()


def _line(entry: Entry) -> str:
    return json.dumps(entry, ensure_ascii=False, sort_keys=True) + "\n"
