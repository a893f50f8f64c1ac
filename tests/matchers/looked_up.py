"""Numbers and names as the index of a registry has them, without a registry."""

import polars as pl

from matchers.ids.repair import HeldNumbers, marks_of
from matchers.registry_index import GROUPS, text_keys
from matchers.shards import ENTRIES, Shards, batch_of, in_memory, shards_of
from matchers.shares import NameShares


def shards(keys: pl.Series, count: int = 1, group: int = 1) -> Shards:
    """The numbers of persons one after the other, in so many shards."""
    persons = pl.int_range(keys.len(), dtype=pl.UInt32, eager=True)
    entries = pl.DataFrame({"key": keys, "person": persons}, schema=ENTRIES).drop_nulls()
    halves = (entries[: entries.height // 2], entries[entries.height // 2 :])
    return shards_of("any", [batch_of(half, group, count) for half in halves], group, in_memory)


def held_numbers(codes: pl.Series) -> HeldNumbers:
    """A registry's numbers."""
    numbers = shards(codes, group=GROUPS["numbers"])
    return HeldNumbers(numbers, marks_of(numbers.keys, lambda length, kind: in_memory("marks", length, kind)))


def name_shares(names: pl.Series) -> NameShares:
    """How many bear each of a registry's names."""
    return NameShares(shards(text_keys(names)), names.len())
