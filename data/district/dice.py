"""Chance, and nothing but seeded chance: one stream a purpose, so that a change here leaves the rest as it was."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]


class Dice:
    """Seeded draws of whole columns."""

    def __init__(self, seed: int, purpose: str) -> None:
        """Opens the stream of one purpose."""
        self._rng = np.random.default_rng([seed, *purpose.encode()])

    def chance(self, count: int, probability: float) -> Bools:
        """True with the given probability, for each of `count`."""
        return self._rng.random(count) < probability

    def integers(self, count: int, low: int, high: int) -> Ints:
        """Whole numbers from `low` to `high`, both counted."""
        return self._rng.integers(low, high + 1, count)

    def flags(self, count: int, probability: float) -> pl.Series:
        """`chance` as a Boolean series."""
        return pl.Series(self.chance(count, probability))

    def numbers(self, count: int, low: int, high: int) -> pl.Series:
        """`integers` as an Int64 series."""
        return pl.Series(self.integers(count, low, high))

    def turns(self, count: int, kinds: int) -> pl.Series:
        """`cycle` as an Int64 series."""
        return pl.Series(self.cycle(count, kinds))

    def between(self, low: Ints, high: Ints) -> Ints:
        """Whole numbers between two columns, both counted; `high` counts as at least `low`."""
        steps: Ints = (self._rng.random(len(low)) * (np.maximum(high - low, 0) + 1)).astype(np.int64)
        return low + steps

    def indexes(self, count: int, weights: Floats) -> Ints:
        """Positions drawn with the given weights, with replacement."""
        edges = np.cumsum(weights)
        drawn = np.searchsorted(edges, self._rng.random(count) * edges[-1], side="right")
        places: Ints = np.minimum(drawn, len(weights) - 1).astype(np.int64)
        return places

    def pick(self, count: int, options: Sequence[str | None], weights: Sequence[float] | None = None) -> pl.Series:
        """Values drawn from `options`, as a String column."""
        shares = np.asarray(weights if weights is not None else np.ones(len(options)), dtype=np.float64)
        return pl.Series(options, dtype=pl.String).gather(self.indexes(count, shares))

    def planted(self, count: int, share: float, least: int, kinds: int) -> pl.Series:
        """Kinds 0, 1, … in turn on a share of `count` rows, but on at least so many; null on the others."""
        places = self._rng.permutation(count)
        number = min(max(int(count * share), least), count)
        return pl.Series(np.where(places < number, places % kinds, -1)).replace(-1, None)

    def sample(self, pool: Ints, count: int) -> Ints:
        """Distinct members of `pool` in random order, as many as there are up to `count`."""
        return self._rng.permutation(pool)[: max(count, 0)]

    @staticmethod
    def rows(frame: pl.DataFrame, places: Ints) -> pl.DataFrame:
        """The rows of a frame at the given positions."""
        return frame.select(pl.all().gather(pl.lit(pl.Series(places))))

    def order(self, count: int) -> Ints:
        """A random order of `count` positions."""
        return self._rng.permutation(count)

    def normal(self, count: int, mean: float, deviation: float) -> Floats:
        """Normally distributed numbers."""
        return self._rng.normal(mean, deviation, count)

    def cycle(self, count: int, kinds: int) -> Ints:
        """0, 1, … in turn, shuffled: every kind as often as any other, so that none is lacking."""
        return self._rng.permutation(np.arange(count) % max(kinds, 1))
