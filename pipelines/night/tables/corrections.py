"""The tables of the bureau's corrections: what was applied, and what was not and why."""

from __future__ import annotations

import polars as pl

from pipelines.corrections.told import told_of
from pipelines.night.making import Making, makes
from schemas.outputs.corrections import CORRECTIONS, CORRECTIONS_NOT_APPLIED
from schemas.terms import CorrectionOutcome

_APPLIED = pl.col("outcome") == CorrectionOutcome.APPLIED.value


@makes(CORRECTIONS)
def corrections(making: Making) -> pl.DataFrame:
    """Each correction that was applied, with the row as its supplier wrote it."""
    found = _told(making).filter(_APPLIED)
    return found.with_columns(before="found").select(CORRECTIONS.dtypes.keys())


@makes(CORRECTIONS_NOT_APPLIED)
def not_applied(making: Making) -> pl.DataFrame:
    """Each correction that was not applied, with what stands in its row now."""
    return _told(making).remove(_APPLIED).select(CORRECTIONS_NOT_APPLIED.dtypes.keys())


def _told(making: Making) -> pl.DataFrame:
    return told_of(making.context.corrections.lines, making.loaded.corrected)
