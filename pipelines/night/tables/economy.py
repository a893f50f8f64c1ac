"""The table of verified households."""

from __future__ import annotations

import polars as pl

from pipelines.night.making import Making, makes
from pipelines.night.questions import ECONOMY
from schemas.outputs.households import HOUSEHOLDS


@makes(HOUSEHOLDS)
def households(making: Making) -> pl.DataFrame:
    """The verified economy of each household in force or applying."""
    return making.answers.to(ECONOMY)
