"""What vouches for many entries of the record at once: those that were looked at one by one need not be so again."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

import polars as pl

from pipelines.record.entry import BEGINNING, Kind, Recorded
from schemas.keyed import code_of

_APART = b"sealed\n"
"""Comes before what is sealed: no line of the record begins so, and no code of one can pass for a seal."""
_HEADS = {"kind": pl.String(), "date": pl.String(), "mac": pl.String()}
"""What is read of a line; its number and the code of the one before follow from its place."""


@dataclass(frozen=True)
class Seal:
    """A code over the first entries of the record.

    Attributes:
        entries: how many.
        code: HMAC-SHA256 of their lines under the key of the record.
    """

    entries: int
    code: str

    def holds(self, lines: Sequence[bytes], key: bytes) -> bool:
        """Whether these are, to the byte, the lines that were sealed."""
        return self.entries <= len(lines) and hmac.compare_digest(self.code, _code(lines[: self.entries], key))


def sealed(record: Sequence[Recorded], key: bytes) -> Seal:
    """The seal of a record of which every entry was looked at."""
    return Seal(len(record), _code([one.line for one in record], key))


def read_sealed(lines: Sequence[bytes]) -> list[Recorded]:
    """The entries in lines of which a seal holds: their codes and their order are known to be right."""
    if not lines:
        return []
    heads = pl.read_ndjson(b"".join(lines), schema=_HEADS)
    kinds, days, macs = (heads[name].to_list() for name in _HEADS)
    kind, day = {one.value: one for one in Kind}, {one: date.fromisoformat(one) for one in set(days)}
    told = (map(kind.__getitem__, kinds), map(day.__getitem__, days), [BEGINNING, *macs[:-1]], macs, lines)
    return list(map(Recorded._make, zip(count(1), *told)))  # half the time of calling it


def _code(lines: Iterable[bytes], key: bytes) -> str:
    return code_of(_APART + b"".join(lines), key)
