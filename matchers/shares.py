"""How many of the registry's persons bear a name: what is rare weighs more."""

from __future__ import annotations

import polars as pl

from matchers.registry_index import text_keys
from matchers.shards import Shards


class NameShares:
    """How many bear each name.

    Numbers of 64 bits stand for the names: of a province's names not one pair in a hundred thousand provinces shares
    one.
    """

    def __init__(self, names: Shards, persons: int) -> None:
        """Takes the names of everybody (`matchers.registry_index.text_keys` of their normal form), and how many."""
        self._names = names
        self._persons = max(persons, 1)

    def of(self, names: pl.Series) -> pl.Series:
        """Share of the registry's persons that bear each name.

        Args:
            names: the names to look at, in normal form.

        Returns:
            Float64 series `share`, one value a name in order; null where no name is given, or nobody bears it.
        """
        bearers = self._names.count(text_keys(names))
        return (bearers / self._persons).set(bearers == 0, None).alias("share")
