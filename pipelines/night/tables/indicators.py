"""The tables of the indicators and of what is missing from them."""

from __future__ import annotations

import polars as pl

from pipelines.night.making import Making, makes
from schemas.outputs.coverage import COVERAGE
from schemas.outputs.coverage_gaps import COVERAGE_GAPS


@makes(COVERAGE)
def coverage(making: Making) -> pl.DataFrame:
    """Each indicator at each area."""
    return making.indicators.coverage


@makes(COVERAGE_GAPS)
def coverage_gaps(making: Making) -> pl.DataFrame:
    """Everybody and everything missing from a numerator."""
    return making.indicators.gaps
