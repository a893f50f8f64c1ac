"""How many of the registry's persons bear a name: what is rare weighs more."""

from __future__ import annotations

import numpy as np
import polars as pl


class NameShares:
    """The names of the registry, counted once, for a city's are asked for again with each piece of its rows."""

    def __init__(self, registry: pl.Series) -> None:
        """Counts the names of everybody, in normal form; null where somebody has none."""
        # Numbers of 64 bits stand for the names: counting texts takes four times as long, and of a province's names not
        # one pair in a hundred thousand provinces shares a number.
        borne = registry.hash().filter(registry.is_not_null()).sort().rle().struct.unnest()
        self._persons = max(registry.len(), 1)
        self._borne = borne["value"].to_numpy()
        self._counts = borne["len"].to_numpy()

    def of(self, names: pl.Series) -> pl.Series:
        """Share of the registry's persons that bear each name.

        Args:
            names: the names to look at, in normal form.

        Returns:
            Float64 series `share`, one value a name in order; null where no name is given, or nobody bears it.
        """
        asked = names.hash().to_numpy()
        found = np.searchsorted(self._borne, asked)
        known = np.append(self._borne, np.uint64(0))[found] == asked
        counts = np.append(self._counts, np.uint32(0))[found]
        bears = pl.Series(known & (found < self._borne.size)) & names.is_not_null()
        return (pl.Series("share", counts) / self._persons).set(~bears, None)
