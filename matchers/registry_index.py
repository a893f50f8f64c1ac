"""The index of a civil registry: by which numbers, names, homes and neighbours of a village everybody is found.

It is made once for an extract, in shards, and holds whole numbers alone: texts are looked up by numbers that stand for
them, and whoever looks something up holds what is found against what the registry says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from matchers.ids.digits import id_codes
from matchers.ids.form import clean_ids
from matchers.ids.parts import to_eighteen
from matchers.ids.repair import marks_of
from matchers.names.text import normalise_names
from matchers.shards import ENTRIES, Allocate, Batch, Keep, Shards, batch_of, in_memory, shards_of

GROUPS: Mapping[str, int] = {"numbers": 1100, "former": 1100, "odd": 1, "names": 1, "homes": 1, "ends": 1}
"""What people are looked up by -> `matchers.shards.Shards.group`.

numbers: integer codes (`matchers.ids.digits.id_codes`) of id_no, or of what its 15 digits became; those that have their
first 15 digits in common, as what a spreadsheet left of a number asks for, lie in one shard. former: of former_id_no.
odd: texts of both that have not 18 characters. names: texts, empty where somebody has none. homes: texts.
ends: what a name begins and ends with in a village.
"""
MARKS = "marks"
"""What the room for the marks is called."""
_BATCH = 250_000
"""Persons put in normal form at a time, and of a shard, about: what that takes does not grow with the registry."""
_WORKERS = 2
"""Batches at work at the same time: texts are matched on one core each."""
_APART = np.uint64(0x9E3779B97F4A7C15)
"""Numbers of the same text multiplied by it have nothing in common: a village is no name, a beginning no end."""


@dataclass(frozen=True, eq=False)
class RegistryIndex:
    """The index.

    Attributes:
        shards: one for each of `GROUPS`.
        marks: of all numbers, for who asks whether a number may be one of them (`matchers.ids.repair`).
    """

    shards: Mapping[str, Shards]
    marks: npt.NDArray[np.uint8]


class Numbers(NamedTuple):
    """Numbers as they are looked up.

    Attributes:
        codes: Int64, of 18 characters, and of those that numbers of 15 digits became.
        odd: in normal form, those that have not 18 characters; null elsewhere.
    """

    codes: pl.Series
    odd: pl.Series


def index_of(
    persons: pl.DataFrame,
    allocate: Allocate = in_memory,
    keep: Keep | None = None,
) -> RegistryIndex:
    """Makes the index of a registry.

    Args:
        persons: accepted rows of the civil registry.
        allocate: makes room for what is kept.
        keep: the same rows, held in another way until all are sorted; None: as they are.
    """
    count = 1 << (max(persons.height - 1, 0) // _BATCH).bit_length()

    def batch(start: int) -> dict[str, Batch]:
        entries = _entries(persons[start : start + _BATCH], start)
        batches = {name: batch_of(found, GROUPS[name], count) for name, found in entries}
        return {name: Batch(keep(one.entries), one.starts) for name, one in batches.items()} if keep else batches

    with ThreadPoolExecutor(_WORKERS) as pool:
        made = list(pool.map(batch, range(0, max(persons.height, 1), _BATCH)))
        sort = {
            name: pool.submit(shards_of, name, [one[name] for one in made], group, allocate)
            for name, group in GROUPS.items()
        }
        shards = {name: one.result() for name, one in sort.items()}
    return RegistryIndex(shards, marks_of(shards["numbers"].keys, partial(allocate, MARKS)))


def text_keys(texts: pl.Series) -> pl.Series:
    """Numbers (Int64) that stand for texts; null where there is none."""
    return texts.cast(pl.String).hash().reinterpret(signed=True).set(texts.is_null(), None)


def numbers(written: pl.Series) -> Numbers:
    """Numbers as the registry has them written, put in the form in which they are looked up."""
    if written.null_count():  # few have a former number
        places = written.is_not_null().arg_true()
        found = numbers(written.gather(places))
        codes, odd = (pl.Series([None], dtype=one.dtype).new_from_index(0, written.len()) for one in found)
        return Numbers(codes.scatter(places, found.codes), odd.scatter(places, found.odd))
    held = clean_ids(written)
    codes = id_codes(held)
    is_odd = codes.is_null() & held.is_not_null()
    rest = is_odd.arg_true()
    became = codes.scatter(rest, id_codes(to_eighteen(held.gather(rest)))) if rest.len() else codes
    return Numbers(became, held.set(~is_odd, None))


def end_keys(villages: pl.Series, names: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Numbers (Int64) that stand for what names begin and end with in their villages; null where either is."""
    where = villages.cast(pl.String).hash().to_numpy() * _APART
    begins, ends = where ^ names.str.head(1).hash().to_numpy(), where * _APART ^ names.str.tail(1).hash().to_numpy()
    either = villages.is_null() | names.is_null()
    first, last = (pl.Series(one.view(np.int64)).set(either, None) for one in (begins, ends))
    return first, last


def _entries(persons: pl.DataFrame, start: int) -> Iterator[tuple[str, pl.DataFrame]]:
    """What each of the shards is to hold of some persons, the first of whom stands at a position."""
    present, former = (numbers(persons[column]) for column in ("id_no", "former_id_no"))
    names = normalise_names(persons["name"])
    yield "numbers", _leading(start, present.codes)
    yield "former", _leading(start, former.codes)
    yield "odd", _leading(start, text_keys(present.odd), text_keys(former.odd))
    yield "names", _leading(start, text_keys(names.fill_null("")))
    yield "homes", _leading(start, text_keys(persons["household_no"]))
    yield "ends", _leading(start, *end_keys(persons["village"], names))


def _leading(start: int, *keys: pl.Series) -> pl.DataFrame:
    """Columns `ENTRIES` of persons one after the other, of whom each has a number, or none, in each series."""
    persons = pl.int_range(start, start + keys[0].len(), dtype=pl.UInt32, eager=True)
    frames = [pl.DataFrame({"key": one, "person": persons}, schema=ENTRIES).drop_nulls() for one in keys]
    return pl.concat(frames).rechunk()
