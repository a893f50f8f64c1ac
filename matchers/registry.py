"""The civil registry as the linkage looks it up: a small index of everybody, and what else is known of those it meets.

A city's registry has millions of persons and a roster meets few of them. Only numbers (as integers), names and homes
are held ready for all; everything else is fetched for the persons of a pair.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import polars as pl

from matchers.ids.digits import id_codes
from matchers.ids.form import clean_ids
from matchers.ids.parts import to_eighteen
from matchers.ids.repair import HeldNumbers
from matchers.names.text import normalise_names
from matchers.shares import NameShares
from schemas.linked import PERSON

INDEX: dict[str, pl.DataType] = {
    PERSON: pl.UInt32(),  # position in the registry
    "code": pl.Int64(),  # integer code of id_no (`matchers.ids.digits.id_codes`) or of what its 15 digits became
    "registry_name": pl.String(),  # in normal form
    "registry_birth_date": pl.Date(),
    "registry_household": pl.String(),
    "registry_village": pl.Categorical(),  # a city has thousands, each some thousand times
}
"""What is held ready for everybody; whoever asks gets texts."""

_AS_WRITTEN: Mapping[str, str] = {
    "registry_birth_date": "birth_date",
    "registry_household": "household_no",
    "registry_village": "village",
}
"""What of that stands in the registry as it is looked up -> column of the registry."""

_FETCHED: Mapping[str, tuple[str, Callable[[pl.Series], pl.Series] | None]] = {
    "held": ("id_no", clean_ids),
    "held_former": ("former_id_no", clean_ids),
    "registry_former_name": ("former_name", normalise_names),
    "registry_sex": ("sex", None),
    "registry_town": ("town", None),
}
"""What is fetched when somebody is met -> column of the registry, and how it is put in normal form."""

FIELDS = (*[name for name in INDEX if name != "code"], *_FETCHED)
"""All that is known of a person."""

COLUMNS = ("id_no", "former_id_no", "name", "former_name", "birth_date", "sex", "household_no", "town", "village")
"""Columns of the civil registry that the linkage reads."""

_BATCH = 250_000
"""Persons put in normal form at a time, so that what that takes does not grow with the registry."""
_MARKS = 16
"""Marks for each text that is wanted: few of the others meet one by chance."""
_CHARACTERS = 1 << 16
"""Numbers for the characters of a village."""
_WORKERS = 2
"""Batches at work at the same time: texts are matched on one core each."""


@dataclass(frozen=True, eq=False)
class Registry:
    """The registry of one extract, ready to be looked up.

    Attributes:
        index: `INDEX`, one row a person in order.
        former: `person` and `code` (Int64: of former_id_no) of those who have had another number.
        odd: numbers of the registry that have not 18 characters, in normal form.
        persons: of the accepted rows of the civil registry what is fetched, person by person; texts may be Categorical.
    """

    index: pl.DataFrame
    former: pl.DataFrame
    odd: pl.Series
    persons: pl.DataFrame

    @cached_property
    def numbers(self) -> HeldNumbers:
        """Their present numbers, for who asks whether a number may be one of them."""
        return HeldNumbers(self.index["code"])

    @cached_property
    def shares(self) -> NameShares:
        """How many bear each name."""
        return NameShares(self.index["registry_name"])

    @cached_property
    def ends(self) -> pl.DataFrame:
        """What everybody's name begins and ends with in his village, as numbers: `begins`, `ends`."""
        return pl.concat(
            [_ends(some["registry_village"], some["registry_name"]) for some in self.index.iter_slices(_BATCH)],
            rechunk=True,
        )

    def of(self, persons: pl.Series, *fields: str) -> pl.DataFrame:
        """What is known of persons.

        Args:
            persons: their positions (UInt32, no nulls), in any order and as often as wanted.
            fields: of `FIELDS`; all where none is named.

        Returns:
            One row each, in the order given, with the columns asked for.
        """
        wanted = fields or FIELDS
        return pl.DataFrame([self._field(persons, name) for name in wanted])

    def whose(self, field: str, wanted: pl.Series, *fields: str) -> pl.DataFrame:
        """The persons of whom a text is one of those wanted.

        Args:
            field: registry_name or registry_household.
            wanted: the texts, as often as wanted; nulls are nobody's.
            fields: of `INDEX`, what is wanted of the persons beside `person` and that text.

        Returns:
            One row each, in their order.
        """
        asked = pl.DataFrame({field: wanted.drop_nulls().unique()})
        likely = self.index.select(PERSON, field, *fields).filter(_may_be_among(self.index[field], asked[field]))
        return _as_texts(likely.join(asked, on=field, how="semi", maintain_order="left"))

    def sharing_an_end(self, villages: pl.Series, names: pl.Series) -> pl.DataFrame:
        """The names of a village that begin or end as one of those asked for there, and few others.

        Args:
            villages: where, as text; no nulls.
            names: in normal form; no nulls.

        Returns:
            `registry_village` and `registry_name`, each once.
        """
        wanted = _ends(villages.cast(pl.Categorical()), names)
        begin, end = (_may_be_among(self.ends[which], wanted[which]) for which in wanted.columns)
        likely = self.index.select("registry_village", "registry_name").filter(begin | end)
        return _as_texts(likely.drop_nulls().unique())

    def beside(self, pairs: pl.DataFrame, *fields: str) -> pl.DataFrame:
        """The pairs in order, with what is known of each one's `person`."""
        return pairs.hstack(self.of(pairs[PERSON], *(fields or [name for name in FIELDS if name != PERSON])))

    def _field(self, persons: pl.Series, name: str) -> pl.Series:
        if name in INDEX:
            return _as_texts(self.index.select(pl.col(name).gather(persons))).to_series()
        column, normal = _FETCHED[name]
        found = self.persons[column].gather(persons).cast(pl.String)
        return (normal(found) if normal else found).alias(name)


def _ends(villages: pl.Series, names: pl.Series) -> pl.DataFrame:
    """First and last character of names, each with its village as one number (UInt32): few others have the same."""
    where = villages.to_physical() * _CHARACTERS
    said = {"begins": names.str.head(1), "ends": names.str.tail(1)}
    return pl.DataFrame({name: where + (one.hash() % _CHARACTERS).cast(pl.UInt32) for name, one in said.items()})


def _may_be_among(texts: pl.Series, wanted: pl.Series) -> pl.Series:
    """False for nearly all (texts or numbers) that are not wanted: a look at a mark is quicker than to compare them."""
    marks = np.zeros(1 << (wanted.len() * _MARKS).bit_length(), dtype=np.bool_)
    last = np.uint64(marks.size - 1)
    marks[wanted.hash().to_numpy() & last] = True
    some = (texts.slice(start, _BATCH) for start in range(0, max(texts.len(), 1), _BATCH))
    return pl.concat([pl.Series(marks[part.hash().to_numpy() & last]) for part in some], rechunk=True)


def _as_texts(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(pl.col(pl.Categorical).cast(pl.String))


def index_registry(persons: pl.DataFrame) -> Registry:
    """Prepares the registry once per extract.

    Args:
        persons: accepted rows of the civil registry, at least `COLUMNS`.
    """
    batches = (persons[start : start + _BATCH] for start in range(0, max(persons.height, 1), _BATCH))
    with ThreadPoolExecutor(_WORKERS) as pool:
        parts = list(pool.map(_index, batches))
    # Whoever looks up a few rows of a column that lies in several pieces of memory copies all of it first.
    frames, names = [part for part, _ in parts], parts[0][0].columns
    found = [pl.concat([frame.drop_in_place(name) for frame in frames], rechunk=True) for name in names]
    index = pl.DataFrame(found).with_row_index(PERSON)
    former = index.select(PERSON, code="former_code").drop_nulls()
    as_written = persons.select(pl.col(column).cast(INDEX[name]).alias(name) for name, column in _AS_WRITTEN.items())
    fetched = persons.select(column for column, _ in _FETCHED.values()).rechunk()
    whole = index.hstack(as_written.rechunk()).select(INDEX.keys())
    return Registry(whole, former, pl.concat([odd for _, odd in parts]), fetched)


def _index(persons: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    held, former = _numbers(persons["id_no"]), _numbers(persons["former_id_no"])
    index = persons.select(
        held.codes.alias("code"),
        former.codes.alias("former_code"),
        normalise_names(persons["name"]).alias("registry_name"),
    )
    return index, pl.concat([held.odd, former.odd])


class _Numbers(NamedTuple):
    codes: pl.Series  # of 18 characters, and of those that numbers of 15 digits became
    odd: pl.Series  # in normal form, those that have not 18 characters


def _numbers(written: pl.Series) -> _Numbers:
    if written.null_count():  # few have a former number
        places = written.is_not_null().arg_true()
        found = _numbers(written.gather(places))
        nothing = pl.Series([None], dtype=pl.Int64).new_from_index(0, written.len())
        return _Numbers(nothing.scatter(places, found.codes), found.odd)
    held = clean_ids(written)
    codes = id_codes(held)
    rest = (codes.is_null() & held.is_not_null()).arg_true()
    odd = held.gather(rest)
    return _Numbers(codes.scatter(rest, id_codes(to_eighteen(odd))) if rest.len() else codes, odd)
