"""What a night knows of the counties of a city in parts: whose each row is, and what each county's suppliers sent.

A district whose extracts come whole has no counties; there every rule looks at the whole of a source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol

import polars as pl

from schemas.extracts import REGISTRY
from schemas.feed import ABOVE, Feed

FILE, COUNTY = "file", "county"
FILES = "files"
"""Column in which a check lists further files that its evidence stands in (List of String), save those that the rows of
its people or household tell."""


class Rule(Protocol):
    """A check or an indicator, as far as it needs sources."""

    def missing(self, usable: frozenset[str], ever_landed: frozenset[str]) -> tuple[str, ...]:
        """The sources that keep it from its work."""


@dataclass(frozen=True, eq=False)
class Counties:
    """The counties of a city in parts.

    Attributes:
        of_file: file, as rows bear it (of a workbook with its sheet) -> county.
        cut_offs: feed -> cut-off date of the extract that is used.
        too_old: feed -> cut-off date of an extract that is left out, being too old.
        landed: feeds of which any file was ever seen.
    """

    of_file: Mapping[str, str]
    cut_offs: Mapping[Feed, date]
    too_old: Mapping[Feed, date]
    landed: frozenset[Feed]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All of them, in order."""
        return tuple(sorted({feed.county for feed in (*self.cut_offs, *self.landed) if feed.county}))

    def usable(self, county: str) -> frozenset[str]:
        """Sources of which the county has a usable extract."""
        return frozenset(feed.source for feed in self.cut_offs if feed.county == county)

    def ever_landed(self, county: str) -> frozenset[str]:
        """Sources of which a file of the county was ever seen."""
        return frozenset(feed.source for feed in self.landed if feed.county == county)

    def missing(self, rule: Rule) -> dict[str, tuple[str, ...]]:
        """County -> the sources for want of which a rule says nothing of it; only counties that lack one.

        Without its civil registry nobody of a county is known, and nothing is said of it.
        """
        lacking = {county: self._missing(rule, county) for county in self.names}
        return {county: sources for county, sources in lacking.items() if sources}

    def _missing(self, rule: Rule, county: str) -> tuple[str, ...]:
        usable = self.usable(county)
        return (*(() if REGISTRY in usable else (REGISTRY,)), *rule.missing(usable, self.ever_landed(county)))

    def without(self, source: str, *, landed: bool = False) -> list[str]:
        """Counties of which a source has no usable extract; with `landed` only those that ever had one."""
        there = (one for one in self.names if not landed or source in self.ever_landed(one))
        return [one for one in there if source not in self.usable(one)]

    def of_row(self, file: str = FILE) -> pl.Expr:
        """The county that a row is of, by the column that names its file; null where that is null or no such file."""
        return _looked_up(pl.col(file), self.of_file).alias(COUNTY)


def of_town(town: str = "town") -> pl.Expr:
    """The county that a town of a city in parts is known by; null where none is named."""
    return pl.when(pl.col(town).str.contains(ABOVE, literal=True)).then(pl.col(town).str.split(ABOVE).list.first())


def of_file(counties: Counties | None) -> pl.Expr:
    """The county that a row is of, by its file; null where there are no counties."""
    return counties.of_row() if counties else pl.lit(None, pl.String()).alias(COUNTY)


def _looked_up(key: pl.Expr, values: Mapping[str, str]) -> pl.Expr:
    names = pl.Series(list(values), dtype=pl.String)
    return key.cast(pl.String).replace_strict(names, list(values.values()), default=None, return_dtype=pl.String)
