"""The table of verified households."""

from __future__ import annotations

import polars as pl

from pipelines.night.making import Making, makes
from policies.verification import household_economy
from schemas.outputs.households import HOUSEHOLDS


@makes(HOUSEHOLDS)
def households(making: Making) -> pl.DataFrame:
    """The verified economy of each household in force or applying."""
    return household_economy(making.evidence).published
