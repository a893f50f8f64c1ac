"""The decisions that the first version kept, chained by plain hashes: read once more, to be taken over."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.record.entry import BEGINNING, Entry, Kind
from pipelines.workspace.folders import Workspace
from schemas.errors import TamperedRecordError

_NO_PAYLOAD = frozenset({"number", "previous", "hash", "preparer", "reviewer", "decided_on"})


def entries_of_first_version(workspace: Workspace) -> list[Entry]:
    """Its decisions, oldest first; none where there are none.

    Raises:
        TamperedRecordError: they were changed after they were written.
    """
    path = workspace.decisions / "decisions.jsonl"
    lines = path.read_text(encoding="utf-8").split("\n")[:-1] if path.exists() else []
    entries: list[Entry] = []
    hashes = [BEGINNING]
    for number, line in enumerate(lines, 1):
        said = _parsed(line, path, number)
        claimed = said.pop("hash", None)
        if said.get("previous") != hashes[-1] or said.get("number") != number or claimed != _hash(said):
            raise _tampered(path, f"第 {number} 条与前文不相连")
        hashes.append(str(claimed))
        entries.append(_entry(said))
    _check_head(workspace.decisions / "head.json", path, hashes)
    return entries


def _entry(said: dict[str, Any]) -> Entry:
    payload = {name: value for name, value in said.items() if name not in _NO_PAYLOAD}
    day = date.fromisoformat(said["decided_on"])
    return Entry(Kind.DECISION, day, said["preparer"], said["reviewer"], payload)


def _check_head(head: Path, path: Path, hashes: list[str]) -> None:
    if not head.exists():
        return
    known = _parsed(head.read_text(encoding="utf-8"), head, 1)
    lines = int(known.get("lines", 0))
    if len(hashes) <= lines or (lines and hashes[lines] != known.get("hash")):
        raise _tampered(path, f"应至少有 {lines} 条,现有 {len(hashes) - 1} 条")


def _parsed(text: str, path: Path, number: int) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _tampered(path, f"第 {number} 条不是可读的记录") from error
    if not isinstance(said, dict):
        raise _tampered(path, f"第 {number} 条不是可读的记录")
    return said


def _hash(said: dict[str, Any]) -> str:
    return hashlib.sha256((json.dumps(said, ensure_ascii=False, sort_keys=True) + "\n").encode()).hexdigest()


def _tampered(path: Path, problem: str) -> TamperedRecordError:
    return TamperedRecordError(f"人工判定记录 {path} 已被改动: {problem}")
