"""The nights of a living district, and days drawn among them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from data.district.dice import Dice


@dataclass(frozen=True)
class Span:
    """So many nights up to the last one, so many days apart."""

    last: date
    count: int
    every: int

    @property
    def nights(self) -> tuple[date, ...]:
        """The as-of dates, earliest first."""
        steps = range(self.count - 1, -1, -1)
        return tuple(self.last - timedelta(days=self.every * step) for step in steps)

    @property
    def days(self) -> int:
        """Days from the first night to the last."""
        return self.every * (self.count - 1)

    def days_in(self, count: int, dice: Dice) -> pl.Series:
        """Days after the first night and up to the last, drawn evenly."""
        back = dice.integers(count, 0, max(self.days - 1, 0))
        return day(self.last) - days(pl.Series(back))


def day(of: date) -> pl.Series:
    """A date as a series of one."""
    return pl.Series([of], dtype=pl.Date)


def days(number: pl.Series) -> pl.Series:
    """Whole numbers as durations in days."""
    return (number.cast(pl.Int64) * 86_400_000).cast(pl.Duration("ms"))
