"""Values that must be refused, the same from one extract to the next until somebody mends the row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from data.district.landing import texts_of
from data.district.living.span import Span
from data.district.refusals import ENTRIES, spoil
from data.district.world import World
from schemas.extract import Extract

_MENDED = 0.4


@dataclass(frozen=True)
class Slips:
    """The spoilt values of one extract.

    Attributes:
        texts: `_row`, `column`, `text` (null = blank): what stands there instead.
        refused: `_row`, `column`, `reason`: what quarantine must hold.
        mended: `_row`, `mended_on` of those that are written right from a day on.
    """

    texts: pl.DataFrame
    refused: pl.DataFrame
    mended: pl.DataFrame

    def spoilt(self, on: date) -> pl.Series:
        """Rows that are still spoilt on a date."""
        right = self.mended.filter(pl.col("mended_on") <= on)["_row"]
        return (
            self.texts["_row"]
            .unique(maintain_order=True)
            .filter(~self.texts["_row"].unique(maintain_order=True).is_in(right.implode()))
        )

    def written(self, texts: pl.DataFrame, place: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Puts the spoilt values into the texts of an extract.

        Args:
            texts: text columns by English name.
            place: `_row` and `index` of the rows that stand there and are spoilt.

        Returns:
            The texts, and the entries that quarantine must hold (`refusals.ENTRIES`).
        """
        for (column,), part in self.texts.join(place, on="_row").partition_by("column", as_dict=True).items():
            texts = texts.with_columns(texts[str(column)].scatter(part["index"], part["text"]))
        refused = self.refused.join(place, on="_row", maintain_order="left")
        return texts, refused.select(pl.col(name).cast(dtype) for name, dtype in ENTRIES.items())


def slips(world: World, extract: Extract, rows: pl.DataFrame, eligible: pl.Series, dirt: float, span: Span) -> Slips:
    """Spoils some rows of an extract once for all nights; arguments as of `refusals.spoil`."""
    right = texts_of(rows, extract, world.dice(f"{extract.source}/spelling"))
    texts, refused = spoil(right, extract, eligible, dirt, world.dice(f"{extract.source}/refusals"))
    number = rows["_row"].alias("_row")
    changed = [
        pl.DataFrame({"_row": number, "text": texts[name]})
        .filter(~texts[name].eq_missing(right[name]))
        .select("_row", pl.lit(name).alias("column"), "text")
        for name in texts.columns
    ]
    spoilt = pl.concat(changed)
    dice = world.dice(f"living/{extract.source}/mended")
    bad = spoilt["_row"].unique().sort()
    mended = pl.DataFrame({"_row": bad, "mended_on": span.days_in(bad.len(), dice)})
    entries = refused.with_columns(_row=number.gather(refused["index"])).select("_row", "column", "reason")
    return Slips(spoilt, entries, mended.filter(dice.flags(bad.len(), _MENDED)))
