"""One extract as it was written, with the truth of every row: what all reckonings of the truth start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from data.district.layouts import LAYOUTS
from schemas.extract import Extract


@dataclass(frozen=True)
class Written:
    """One extract as it was written.

    Attributes:
        extract: the declaration.
        rows: the true values (names and ids as written) with `file` and `row_number`, refused rows too.
        marks: role -> truth of the link of each row (`identities.MARKS`).
        refused: `refusals.ENTRIES`.
        made_for: county -> the date that its part was made for; "" where the extract came whole. Empty where none that
            came can be used, and then there are no rows either.
    """

    extract: Extract
    rows: pl.DataFrame
    marks: dict[str | None, pl.DataFrame]
    refused: pl.DataFrame
    made_for: Mapping[str, date]

    @property
    def cut_offs(self) -> dict[str, date]:
        """The date of the extract, of a city by county."""
        layout = LAYOUTS[self.extract.source]
        return {county: layout.cut_off(made_for) for county, made_for in self.made_for.items()}

    @property
    def controls(self) -> list[str]:
        """Files whose control files disagree."""
        layout = LAYOUTS[self.extract.source]
        names = [layout.file_name(made_for, county) for county, made_for in self.made_for.items()]
        return names if layout.control is False else []

    @property
    def accepted(self) -> pl.Series:
        """Whether each row is accepted."""
        bad = self.refused["index"].implode()
        return self.rows.select(~pl.int_range(pl.len(), dtype=pl.UInt32).is_in(bad)).to_series()

    def emptied(self) -> Written:
        """The extract as if it had never come: one that is too old."""
        marks = {role: frame.clear() for role, frame in self.marks.items()}
        return replace(self, rows=self.rows.clear(), marks=marks, refused=self.refused.clear(), made_for={})
