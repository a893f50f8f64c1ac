"""The table of what was read and refused."""

from __future__ import annotations

import polars as pl

from pipelines.night.making import Making, makes
from schemas.outputs.quarantine import QUARANTINE


@makes(QUARANTINE)
def quarantine(making: Making) -> pl.DataFrame:
    """Every refused value of every extract, and what cannot be understood of the city platform's receipts."""
    values = [extract.split.quarantine for extract in making.loaded.extracts.values()]
    return pl.concat([*values, making.context.city.refused])
