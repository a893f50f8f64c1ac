"""Whole numbers of many persons, sorted in shards: whose number, name or home is asked for is found by a search.

A look-up costs what it asks for, not what a province holds: only the places of a shard that are searched are touched,
so that shards may as well lie on disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

Whole = npt.NDArray[np.int64]
Keep = Callable[[pl.DataFrame], pl.DataFrame]
"""Rows -> the same rows, held in another way (on disk) until they are wanted."""
Allocate = Callable[[str, int, type[np.generic]], npt.NDArray[Any]]
"""Name, length and kind of an array -> room for it: in memory, or on disk."""

KINDS: dict[str, type[np.generic]] = {"keys": np.int64, "persons": np.uint32}
"""Arrays of shards -> what they hold."""
ENTRIES: dict[str, pl.DataType] = {"key": pl.Int64(), "person": pl.UInt32()}
"""A number, and the position in the registry of somebody whom it leads to."""
FOUND: dict[str, pl.DataType] = {"at": pl.UInt32(), "person": pl.UInt32()}
"""Which of those asked for (its position), and whom it leads to."""
_SPREAD = np.int64(0x1E3779B97F4A7C15)
_HIGH = np.int64(40)
"""Multiplied by a large odd number, numbers that follow each other have quite different higher bits."""


def in_memory(name: str, length: int, kind: type[np.generic]) -> npt.NDArray[Any]:
    """Room for an array in memory."""
    del name
    return np.empty(length, dtype=kind)


@dataclass(frozen=True, eq=False)
class Shards:
    """Numbers in shards, those of a shard in order.

    Attributes:
        keys: the numbers (int64), shard after shard.
        persons: whom they lead to (uint32).
        starts: where each shard begins, and where the last one ends.
        group: numbers that are the same when divided by it lie in one shard.
    """

    keys: Whole
    persons: npt.NDArray[np.uint32]
    starts: tuple[int, ...]
    group: int = 1

    def find(self, asked: pl.Series, width: int = 1) -> pl.DataFrame:
        """Whom numbers lead to.

        Args:
            asked: Int64; nulls lead to nobody.
            width: so many numbers from each on are meant, all of one group.

        Returns:
            Columns `FOUND`, in no order.
        """
        met = [pl.DataFrame(schema=FOUND)]
        for at, first, many, start in self._met(asked, width):
            places = np.repeat(first - (np.cumsum(many) - many), many) + np.arange(many.sum())
            met.append(pl.DataFrame({"at": np.repeat(at, many), "person": self.persons[start + places]}, schema=FOUND))
        return pl.concat(met)

    def count(self, asked: pl.Series) -> pl.Series:
        """How many persons each number leads to (Int64; 0 for a null)."""
        counts = np.zeros(asked.len(), dtype=np.int64)
        for at, _, many, _ in self._met(asked, 1):
            counts[at] = many
        return pl.Series(asked.name, counts)

    def _met(self, asked: pl.Series, width: int) -> Iterator[tuple[Whole, Whole, Whole, int]]:
        """Of each shard: which of the asked lie there, from which of its places on they stand and how many, its start.

        Asked in order they are found four times as fast.
        """
        known, wanted = asked.is_not_null().arg_true().to_numpy(), asked.drop_nulls().to_numpy()
        where = shard_of(wanted, self.group, len(self.starts) - 1)
        for shard, (start, end) in enumerate(pairwise(self.starts)):
            there = np.flatnonzero(where == shard)
            there = there[np.argsort(wanted[there])]
            low, keys = wanted[there], self.keys[start:end]
            first = keys.searchsorted(low)
            yield known[there], first, keys.searchsorted(low + (width - 1), side="right") - first, start


def shard_of(keys: Whole, group: int, count: int) -> npt.NDArray[np.uint16]:
    """The shard of each number, of so many: a power of two."""
    grouped = keys // group if group > 1 else keys
    return np.asarray((grouped * _SPREAD >> _HIGH & (count - 1)).astype(np.uint16))


def room_name(name: str, part: str) -> str:
    """What the room for one of the arrays (`KINDS`) of shards is called."""
    return f"{name}.{part}"


@dataclass(frozen=True, eq=False)
class Batch:
    """Some entries, shard after shard: columns `ENTRIES`, and where each shard begins and the last one ends."""

    entries: pl.DataFrame
    starts: tuple[int, ...]


def batch_of(entries: pl.DataFrame, group: int, count: int) -> Batch:
    """Entries (columns `ENTRIES`, as many as there are at hand) put shard after shard, of so many shards."""
    where = shard_of(entries["key"].to_numpy(), group, count)
    sizes = np.bincount(where, minlength=count).tolist()
    ordered = entries if count == 1 else entries[np.argsort(where, kind="stable")]
    return Batch(ordered, tuple(accumulate(sizes, initial=0)))


def shards_of(name: str, batches: Sequence[Batch], group: int, allocate: Allocate) -> Shards:
    """Sorts the entries of batches, a shard at a time, into room of their own.

    Args:
        name: what they are called.
        batches: at least one.
        group: as of `Shards`.
        allocate: makes the room, by `room_name`.
    """
    starts = tuple(sum(one) for one in zip(*(batch.starts for batch in batches), strict=True))
    keys, persons = (allocate(room_name(name, part), starts[-1], kind) for part, kind in KINDS.items())
    for shard, (start, end) in enumerate(pairwise(starts)):
        own = pl.concat(batch.entries[slice(*batch.starts[shard : shard + 2])] for batch in batches)
        order = np.argsort(own["key"].to_numpy())
        keys[start:end], persons[start:end] = own["key"].to_numpy()[order], own["person"].to_numpy()[order]
    return Shards(keys, persons, starts, group)
