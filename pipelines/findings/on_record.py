"""What is on record about clues: an entry that stands there word for word is not made again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import polars as pl

from pipelines.record.entry import Entry
from pipelines.record.people import normal_name
from policies.clues.withdrawn import Placed, withdrawn
from schemas.work import WORK, WorkKind, work_row

_WITHDRAWAL = WorkKind.WITHDRAWAL.value
_Key = tuple[object, ...]
_SAME = {
    WorkKind.ASSIGNMENT.value: ("unit", "due_on"),
    WorkKind.RESULT.value: ("result", "by", "reviewed_by"),
    WorkKind.DISPOSAL.value: ("disposal",),
    _WITHDRAWAL: ("by", "reviewed_by"),
}
"""What two entries of a kind, clue and date have alike that are one entry."""
_MORE = {
    WorkKind.ASSIGNMENT.value: "due_on",
    WorkKind.RESULT.value: "note",
    WorkKind.DISPOSAL.value: "amount_recovered_fen",
    _WITHDRAWAL: "note",
}
"""What may be left blank when it is said again."""
_NAMES = ("by", "reviewed_by")


def row_of(number: int, entry: Entry) -> dict[str, Any]:
    """An entry about a clue as a row of `schemas.work.WORK`, at a place in the record."""
    said = work_row(WorkKind(entry.kind.value), entry.payload)
    own = {"number": number, "date": entry.day, "by": entry.by, "reviewed_by": entry.reviewed_by}
    return dict.fromkeys(WORK) | said | own


class OnRecord:
    """The entries on record, by what they say; those that a file adds are put beside them."""

    def __init__(self, entries: pl.DataFrame) -> None:
        """Takes the entries, columns `schemas.work.WORK`."""
        self._said: dict[_Key, list[Mapping[str, Any]]] = defaultdict(list)
        self._by_clue: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for row in entries.sort("number").iter_rows(named=True):
            self.add(row)

    def add(self, row: Mapping[str, Any]) -> None:
        """Puts one more on record."""
        self._said[_key(row)].append(row)
        self._by_clue[row["finding_id"]].append(row)

    def has(self, row: Mapping[str, Any]) -> bool:
        """Whether an entry stands there already; what it leaves blank may have been said."""
        return bool(self._like(row))

    def has_withdrawn(self, row: Mapping[str, Any]) -> bool:
        """Whether an entry stands there already, and was withdrawn."""
        standing = {one["number"] for one in self.standing(row["finding_id"])}
        like = self._like(row)
        return bool(like) and standing.isdisjoint(one["number"] for one in like)

    def _like(self, row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        more = _MORE[row["kind"]]
        return [one for one in self._said.get(_key(row), ()) if row[more] in ("", None) or row[more] == one[more]]

    def standing(self, clue: str) -> list[Mapping[str, Any]]:
        """The entries of a clue that were not withdrawn, by date and import."""
        rows = self._by_clue.get(clue, ())
        gone = withdrawn(Placed(row["date"], row["number"], row["kind"]) for row in rows)
        kept = (row for row in rows if row["number"] not in gone)
        return sorted(kept, key=lambda row: (row["date"], row["number"]))


def _key(row: Mapping[str, Any]) -> _Key:
    same = (normal_name(row[name] or "") if name in _NAMES else row[name] for name in _SAME[row["kind"]])
    return (row["kind"], row["finding_id"], row["date"], *same)
