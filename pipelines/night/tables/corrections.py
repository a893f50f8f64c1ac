"""The tables of the bureau's corrections: what was applied, and what was not and why."""

from __future__ import annotations

import polars as pl

from pipelines.corrections.told import applied_of, told_of
from pipelines.night.making import Making, makes
from schemas.outputs.corrections import CORRECTIONS, CORRECTIONS_NOT_APPLIED
from schemas.terms import CorrectionOutcome


@makes(CORRECTIONS)
def corrections(making: Making) -> pl.DataFrame:
    """Each correction that was applied, with the row as its supplier wrote it."""
    return applied_of(making.context.corrections.lines, making.loaded.corrected)


@makes(CORRECTIONS_NOT_APPLIED)
def not_applied(making: Making) -> pl.DataFrame:
    """Each correction that was not applied, with what stands in its row now."""
    told = told_of(making.context.corrections.lines, making.loaded.corrected)
    idle = told.remove(pl.col("outcome") == CorrectionOutcome.APPLIED.value)
    return idle.select(CORRECTIONS_NOT_APPLIED.dtypes.keys())
