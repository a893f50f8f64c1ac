"""The civil registry as the linkage looks it up: an index of everybody, and what is known of those it meets.

A city's registry has millions of persons and a roster meets few of them. All that is held ready for everybody are the
numbers of the index; what is known of somebody is fetched for the persons of a pair.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from matchers.ids.form import clean_ids
from matchers.ids.repair import HeldNumbers
from matchers.names.text import normalise_names
from matchers.registry_index import RegistryIndex, end_keys, index_of, numbers, text_keys
from matchers.shards import Shards
from matchers.shares import NameShares
from schemas.linked import PERSON

_FETCHED: Mapping[str, tuple[str, Callable[[pl.Series], pl.Series] | None]] = {
    "code": ("id_no", lambda written: numbers(written).codes),
    "registry_name": ("name", normalise_names),
    "registry_birth_date": ("birth_date", None),
    "registry_household": ("household_no", None),
    "registry_village": ("village", None),
    "held": ("id_no", clean_ids),
    "held_former": ("former_id_no", clean_ids),
    "registry_former_name": ("former_name", normalise_names),
    "registry_sex": ("sex", None),
    "registry_town": ("town", None),
}
"""What is fetched when somebody is met -> column of the registry, and how it is put in normal form."""

FIELDS = tuple(name for name in _FETCHED if name != "code")
"""What a pair needs to know of its person."""

COLUMNS = ("id_no", "former_id_no", "name", "former_name", "birth_date", "sex", "household_no", "town", "village")
"""Columns of the civil registry that the linkage reads."""

_LOOKED_UP = {"registry_name": "names", "registry_household": "homes"}
"""Texts that persons are found by -> what of the index leads to them."""


@dataclass(frozen=True, eq=False)
class Registry:
    """The registry of one extract, ready to be looked up.

    Attributes:
        persons: accepted rows of the civil registry, at least `COLUMNS`; texts may be Categorical.
        index: its index.
    """

    persons: pl.DataFrame
    index: RegistryIndex

    @cached_property
    def numbers(self) -> HeldNumbers:
        """Their present numbers, for who asks whether a number may be one of them."""
        return HeldNumbers(self._shards("numbers"), self.index.marks)

    @cached_property
    def shares(self) -> NameShares:
        """How many bear each name."""
        return NameShares(self._shards("names"), self.persons.height)

    @property
    def everybody(self) -> pl.Series:
        """The positions of all, in order."""
        return pl.int_range(self.persons.height, dtype=pl.UInt32, eager=True).alias(PERSON)

    def numbered(self, codes: pl.Series, width: int = 1) -> pl.DataFrame:
        """Whose number is one of those asked for, as `matchers.shards.Shards.find` tells.

        Args:
            codes: Int64 (`matchers.ids.digits.id_codes`).
            width: so many codes from each on are meant: 11 for any check character, 1100 for the first 15 digits.
        """
        return self._shards("numbers").find(codes, width)

    def once_numbered(self, codes: pl.Series) -> pl.DataFrame:
        """Whose former number is one of those asked for, likewise."""
        return self._shards("former").find(codes)

    def holds(self, codes: pl.Series, written: pl.Series) -> pl.Series:
        """Whether numbers stand in the registry, present or former.

        Args:
            codes: Int64, null where it is no number of 18 characters.
            written: the texts beside them, in normal form.

        Returns:
            Boolean; null where nothing is written.
        """
        coded = sum(self._shards(name).count(codes) for name in ("numbers", "former"))
        odd = self._shards("odd").count(text_keys(written))
        return (coded + odd > 0).set(written.is_null(), None)

    def of(self, persons: pl.Series, *fields: str) -> pl.DataFrame:
        """What is known of persons.

        Args:
            persons: their positions (UInt32, no nulls), in any order and as often as wanted.
            fields: `person`, `code` (integer code of id_no, or of what its 15 digits became), any of `FIELDS`; all of
                these but `code` where none is named.

        Returns:
            One row each, in the order given, with the columns asked for.
        """
        wanted = fields or (PERSON, *FIELDS)
        return pl.DataFrame([self._field(persons, name) for name in wanted])

    def whose(self, field: str, wanted: pl.Series, *fields: str) -> pl.DataFrame:
        """The persons of whom a text is one of those wanted.

        Args:
            field: registry_name or registry_household.
            wanted: the texts, as often as wanted; nulls are nobody's.
            fields: what is wanted of the persons beside `person` and that text.

        Returns:
            One row each, in their order.
        """
        told = self._found_by(field, wanted.drop_nulls()).drop_nulls(field)
        return self.beside(told, *fields) if fields else told

    def bearing(self, names: pl.Series) -> pl.Series:
        """The persons who bear one of these names (in normal form, no nulls; empty: who have none), in order."""
        return self._found_by("registry_name", names)[PERSON]

    def sharing_an_end(self, villages: pl.Series, names: pl.Series) -> pl.DataFrame:
        """The names of a village that begin or end as one of those asked for there, and few others.

        Args:
            villages: where, as text; no nulls.
            names: in normal form; no nulls.

        Returns:
            `registry_village` and `registry_name`, each once.
        """
        asked = pl.concat(end_keys(villages, names)).unique()
        likely = self._shards("ends").find(asked)[PERSON].unique()
        return self.of(likely, "registry_village", "registry_name").drop_nulls().unique()

    def beside(self, pairs: pl.DataFrame, *fields: str) -> pl.DataFrame:
        """The pairs in order, with what is known of each one's `person`."""
        return pairs.hstack(self.of(pairs[PERSON], *(fields or FIELDS)))

    def _found_by(self, field: str, wanted: pl.Series) -> pl.DataFrame:
        """`person` and a text of those of whom it is one of those wanted, in order; an empty one is that of no text."""
        asked = wanted.unique()
        found = self._shards(_LOOKED_UP[field]).find(text_keys(asked))
        told = self.of(found[PERSON], PERSON, field)
        return told.filter(told[field].fill_null("") == asked.gather(found["at"])).sort(PERSON)

    def _shards(self, name: str) -> Shards:
        return self.index.shards[name]

    def _field(self, persons: pl.Series, name: str) -> pl.Series:
        if name == PERSON:
            return persons.alias(name)
        column, normal = _FETCHED[name]
        found = self.persons[column].gather(persons)
        written = found.cast(pl.String) if isinstance(found.dtype, pl.Categorical) else found
        return (normal(written) if normal else written).alias(name)


def index_registry(persons: pl.DataFrame) -> Registry:
    """The registry with an index of its own, in memory.

    Args:
        persons: accepted rows of the civil registry, at least `COLUMNS`.
    """
    return Registry(persons, index_of(persons))
