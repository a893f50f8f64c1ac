"""A night's evidence cut along its closed groups: nothing that one rule looks at lies in two parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from policies.evidence import Evidence
from policies.groups.components import Groups, Numbers, closed_groups
from policies.groups.ties import KEY, refused, ties
from schemas.extracts import EXTRACTS, REGISTRY
from schemas.linked import PERSON

PART = pl.UInt16()
PartNumbers = npt.NDArray[np.uint16]
_OF_ROWS = (PERSON, "candidate")


@dataclass(frozen=True, eq=False)
class Cut:
    """Which part everything lies in.

    Attributes:
        whole: the evidence that is cut.
        count: how many parts there are.
        persons: the part of each person.
        rows: source -> the part of each accepted row.
        refused: source -> the part of each refused row.
    """

    whole: Evidence
    count: int
    persons: pl.Series
    rows: Mapping[str, pl.Series]
    refused: Mapping[str, pl.Series]

    def parts(self) -> Iterator[Evidence]:
        """The parts one after the other, each made when it is asked for; all rows in the order of the whole."""
        numbered = pl.DataFrame({"part": self.persons}).select(pl.int_range(pl.len(), dtype=pl.UInt32).over("part"))
        for number in range(self.count):
            yield self._part(number, numbered.to_series())

    def _part(self, number: int, numbered: pl.Series) -> Evidence:
        """One part; its persons are numbered anew by their position (`numbered`), as are the links to them."""
        whole = self.whole
        of_part = whole.persons.filter(self.persons == number)
        return replace(
            whole,
            persons=of_part.with_columns(pl.int_range(pl.len(), dtype=pl.UInt32).alias(PERSON)),
            rows={
                source: _renumbered(frame.filter(self.rows[source] == number), source, numbered)
                for source, frame in whole.rows.items()
            },
            refused={source: frame.filter(self.refused[source] == number) for source, frame in whole.refused.items()},
            # What is said of whole files, and of the batch for the city, is said once.
            control_breaks=whole.control_breaks if number == 0 else whole.control_breaks.clear(),
            sent=whole.sent if number == 0 else None,
        )


def cut(evidence: Evidence, count: int, clues: pl.DataFrame, looked: Callable[[], None] = lambda: None) -> Cut:
    """Cuts the evidence of a night into parts of about one size; a group that is larger than a part is one by itself.

    Args:
        evidence: the evidence.
        count: how many parts are wanted.
        clues: clues of earlier nights that may not be raised any more: source, household_no, person_id_no.
        looked: is told whenever some rows have been looked at, and their keys alone are wanted.
    """
    looked()
    anchors: dict[str, pl.Series] = {}
    pairs: list[tuple[Numbers, Numbers]] = []
    for name, keys in ties(evidence, clues):
        anchor = _anchors(keys)
        pairs += _pairs(keys, anchor)
        if name:
            anchors[name] = anchor
        del keys, anchor  # names would hold them while the next ones are made
        looked()
    known = [_numbers(anchor.drop_nulls()) for anchor in anchors.values()]
    groups = closed_groups(evidence.persons.height, pairs, known)
    parts = _parts(groups, known, count)
    persons = pl.Series("part", parts[: groups.persons], dtype=PART)
    of_rows = {name: _part_of(anchor, groups, parts, count) for name, anchor in anchors.items()}
    return Cut(
        whole=evidence,
        count=count,
        persons=persons,
        rows={source: persons if source == REGISTRY else of_rows[source] for source in evidence.rows},
        refused={source: of_rows[refused(source)] for source in evidence.refused},
    )


def _anchors(keys: pl.DataFrame) -> pl.Series:
    """The key that stands for each row: the smallest, and so its person where it has one; null where it has no key."""
    return keys.select(pl.min_horizontal(pl.all())).to_series().cast(KEY)


def _pairs(keys: pl.DataFrame, anchor: pl.Series) -> list[tuple[Numbers, Numbers]]:
    """What stands for a row, with each further key of the row."""
    found = []
    for one in keys:
        further = (one.cast(KEY) != anchor).fill_null(value=False)
        found.append((_numbers(anchor.filter(further)), _numbers(one.cast(KEY).filter(further))))
    return found


def _numbers(keys: pl.Series) -> Numbers:
    return keys.to_numpy().astype(np.uint64, copy=False)


def _parts(groups: Groups, anchors: Sequence[Numbers], count: int) -> PartNumbers:
    """The part of each node: groups in order, so many in a part that all have about as many rows."""
    rows = np.bincount(groups.labels[: groups.persons], minlength=groups.labels.size)
    for anchor in anchors:
        rows += np.bincount(groups.labels[groups.nodes(anchor)], minlength=groups.labels.size)
    before = np.cumsum(rows)
    whole = max(int(before[-1]) if before.size else 0, 1)
    before -= rows
    before *= count
    before //= whole
    return before.astype(np.uint16)[groups.labels]


def _part_of(anchor: pl.Series, groups: Groups, parts: PartNumbers, count: int) -> pl.Series:
    """The part of each row; rows that are tied to nothing are spread."""
    found = np.arange(anchor.len(), dtype=np.int64) * count // max(anchor.len(), 1)
    known = anchor.is_not_null().to_numpy()
    found[known] = parts[groups.nodes(_numbers(anchor.drop_nulls()))]
    return pl.Series("part", found, dtype=PART)


def _renumbered(frame: pl.DataFrame, source: str, numbered: pl.Series) -> pl.DataFrame:
    links = [subject.prefix + column for subject in EXTRACTS[source].subjects for column in _OF_ROWS]
    return frame.with_columns(pl.lit(numbered).gather(pl.col(column)).alias(column) for column in links)
