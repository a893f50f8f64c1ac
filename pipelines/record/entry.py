"""One entry of the record, and the line that it is kept as."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any

from schemas.work import WorkKind

BEGINNING = "0" * 64
"""Stands where the first entry would name the one before."""
_FIELDS = frozenset({"number", "kind", "date", "by", "reviewed_by", "payload", "previous", "mac"})


class Kind(StrEnum):
    """What an entry records."""

    DECISION = "decision"
    ACCEPTANCE = "acceptance"
    PARAMETERS = "parameters"
    CORRECTION = "correction"
    ASSIGNMENT = WorkKind.ASSIGNMENT.value
    RESULT = WorkKind.RESULT.value
    DISPOSAL = WorkKind.DISPOSAL.value
    WITHDRAWAL = WorkKind.WITHDRAWAL.value


@dataclass(frozen=True)
class Entry:
    """What somebody decided.

    Attributes:
        kind: what it is about.
        day: the day that stands on record.
        by: who decided.
        reviewed_by: who looked at it again; empty where nobody had to.
        payload: the rest, as JSON holds it.
    """

    kind: Kind
    day: date
    by: str
    reviewed_by: str
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class Recorded:
    """An entry on record.

    Attributes:
        number: its place, from 1: what has the larger number came later.
        entry: what it says.
        previous: the code of the entry before.
        mac: its own code, over all the others.
    """

    number: int
    entry: Entry
    previous: str
    mac: str


def record_line(number: int, entry: Entry, previous: str, key: bytes) -> tuple[str, str]:
    """The line of an entry, line feed and all, and its code: HMAC-SHA256 under the key of the record."""
    said = {
        "number": number,
        "kind": entry.kind.value,
        "date": entry.day.isoformat(),
        "by": entry.by,
        "reviewed_by": entry.reviewed_by,
        "payload": dict(entry.payload),
        "previous": previous,
    }
    mac = _mac(said, key)
    return _line({**said, "mac": mac}), mac


def read_line(line: str, key: bytes) -> Recorded | None:
    """What a line says; None where it is no line of the record, or was changed since."""
    try:
        said = json.loads(line)
        mac = said.pop("mac")
        entry = Entry(
            Kind(said["kind"]), date.fromisoformat(said["date"]), said["by"], said["reviewed_by"], said["payload"]
        )
        recorded = Recorded(said["number"], entry, said["previous"], mac)
        intact = hmac.compare_digest(str(mac), _mac_of(_without_mac(line, said, str(mac)), key))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return recorded if intact and said.keys() | {"mac"} == _FIELDS else None


def _mac(said: Mapping[str, Any], key: bytes) -> str:
    return _mac_of(_line(said), key)


def _mac_of(line: str, key: bytes) -> str:
    return hmac.digest(key, line.encode(), sha256).hex()


def _without_mac(line: str, said: Mapping[str, Any], mac: str) -> str:
    """The line that the code was made of: the code is taken out where it was put in, and is nothing elsewhere."""
    before = f'"kind": "{said["kind"]}", '
    after = f'"number": {said["number"]}, '
    return line.replace(f'{before}"mac": "{mac}", {after}', before + after, 1)


def _line(said: Mapping[str, Any]) -> str:
    return json.dumps(said, ensure_ascii=False, sort_keys=True) + "\n"
