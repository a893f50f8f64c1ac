"""One entry of the record, and the line that it is kept as."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from schemas.keyed import code_of
from schemas.work import WorkKind

BEGINNING = "0" * 64
"""Stands where the first entry would name the one before."""


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


class Recorded(NamedTuple):
    """An entry on record.

    A record is long, and of most entries a run wants to know little: what one says is read from its line when asked.

    Attributes:
        number: its place, from 1: what has the larger number came later.
        kind: what it is about.
        day: the day that stands on record.
        previous: the code of the entry before.
        mac: its own code, over all the others.
        line: its line, line feed and all.
    """

    number: int
    kind: Kind
    day: date
    previous: str
    mac: str
    line: bytes

    @property
    def entry(self) -> Entry:
        """What it says."""
        said = json.loads(self.line)
        return Entry(self.kind, self.day, said["by"], said["reviewed_by"], said["payload"])


def recorded(number: int, entry: Entry, previous: str, key: bytes) -> Recorded:
    """An entry put on record; its code is an HMAC-SHA256 under the key of the record."""
    said = {
        "number": number,
        "kind": entry.kind.value,
        "date": entry.day.isoformat(),
        "by": entry.by,
        "reviewed_by": entry.reviewed_by,
        "payload": dict(entry.payload),
        "previous": previous,
    }
    mac = code_of(_line(said), key)
    return Recorded(number, entry.kind, entry.day, previous, mac, _line({**said, "mac": mac}))


def read_line(line: bytes, key: bytes) -> Recorded | None:
    """What a line says; None where it is no line of the record, or was changed since.

    Where its code is right, it is word for word what `recorded` wrote, so that what is wanted of it stands where that
    puts it: names are written before the code, with their quotation marks escaped, and after the payload.
    """
    head = _HEAD.search(line)
    if head is None:
        return None
    day, named, _, mac, number = head.groups()
    (start, end), code, kind = head.span("code"), mac.decode(), _KINDS.get(named)
    if kind is None or not hmac.compare_digest(code, code_of(line[:start] + line[end:], key)):
        return None
    at = line.rfind(_PREVIOUS) + len(_PREVIOUS)
    return Recorded(int(number), kind, _day(day), line[at : at + len(BEGINNING)].decode(), code, line)


@lru_cache(maxsize=4096)
def _day(written: bytes) -> date:
    """A date of the record; many entries are of one day."""
    return date.fromisoformat(written.decode())


_KINDS = {kind.value.encode(): kind for kind in Kind}
_HEAD = re.compile(
    rb'"date": "(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})", "kind": "(?P<kind>[a-z_]+)", '
    rb'(?P<code>"mac": "(?P<mac>[0-9a-f]{64})", )"number": (?P<number>[0-9]+), "payload": '
)
_PREVIOUS = b', "previous": "'


def _line(said: Mapping[str, Any]) -> bytes:
    return (json.dumps(said, ensure_ascii=False, sort_keys=True) + "\n").encode()
