"""One extract as it was written, with the truth of every row: what all reckonings of the truth start from."""

from __future__ import annotations

from dataclasses import dataclass
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
        as_of: the date it was made for.
        counties: those that sent a part of it; none where it came whole.
    """

    extract: Extract
    rows: pl.DataFrame
    marks: dict[str | None, pl.DataFrame]
    refused: pl.DataFrame
    as_of: date
    counties: tuple[str, ...] = ()

    @property
    def cut_off(self) -> date:
        """The date of the extract."""
        return LAYOUTS[self.extract.source].cut_off(self.as_of)

    @property
    def controls(self) -> list[str]:
        """Files whose control files disagree."""
        layout = LAYOUTS[self.extract.source]
        parts = self.counties or ("",)
        return [layout.file_name(self.as_of, part) for part in parts] if layout.control is False else []

    @property
    def accepted(self) -> pl.Series:
        """Whether each row is accepted."""
        bad = self.refused["index"].implode()
        return self.rows.select(~pl.int_range(pl.len(), dtype=pl.UInt32).is_in(bad)).to_series()
