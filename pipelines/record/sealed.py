"""What vouches for many entries of the record at once: those that were looked at one by one need not be so again."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.record.entry import Kind, Recorded
from schemas.keyed import code_of

_APART = b"sealed\n"
"""Comes before what is sealed: no line of the record begins so, and no code of one can pass for a seal."""
_HEADS = {"number": pl.Int64(), "kind": pl.String(), "date": pl.String(), "previous": pl.String(), "mac": pl.String()}


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
    kinds, days = {kind.value: kind for kind in Kind}, heads["date"].unique()
    day = {written: date.fromisoformat(written) for written in days}
    columns = (
        heads["number"],
        map(kinds.__getitem__, heads["kind"]),
        map(day.__getitem__, heads["date"]),
        heads["previous"],
        heads["mac"],
    )
    return list(map(Recorded, *columns, lines))


def _code(lines: Iterable[bytes], key: bytes) -> str:
    return code_of(_APART + b"".join(lines), key)
