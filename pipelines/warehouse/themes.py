"""The numbers that clues have been given within campaign themes, once and for all."""

from __future__ import annotations

from datetime import date

import polars as pl

from pipelines.warehouse.connection import Warehouse

NUMBERED: dict[str, pl.DataType] = {"finding_id": pl.String(), "seq": pl.Int64(), "since": pl.Date()}
"""A clue of a theme: its keyed id, its number, and the first date that it belonged on."""


def numbered_clues(warehouse: Warehouse, theme: str) -> pl.DataFrame:
    """The clues of a theme that have a number."""
    found = warehouse.query("SELECT finding_id, seq, since FROM theme_clue WHERE theme = ? ORDER BY seq", [theme])
    return found.select(pl.col(name).cast(dtype) for name, dtype in NUMBERED.items())


def number_clues(warehouse: Warehouse, theme: str, as_of: date, clues: pl.DataFrame) -> None:
    """Remembers the numbers of a theme's clues (finding_id, seq) on a date; a number once given stays."""
    known = numbered_clues(warehouse, theme)
    new = clues.join(known, on="finding_id", how="anti").join(known, on="seq", how="anti")
    rows = new.select(pl.lit(theme).alias("theme"), "finding_id", "seq", since=pl.lit(as_of))
    with warehouse.transaction():
        warehouse.insert("theme_clue", rows)
        for finding_id in known.join(clues, on="finding_id", how="semi").filter(pl.col("since") > as_of)["finding_id"]:
            warehouse.execute(
                "UPDATE theme_clue SET since = ? WHERE theme = ? AND finding_id = ?", [as_of, theme, finding_id]
            )
