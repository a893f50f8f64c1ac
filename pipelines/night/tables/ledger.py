"""The ledger of all clues, and how often each check was right."""

from __future__ import annotations

import polars as pl

from pipelines.night.making import Making, makes
from policies.checks import CHECKS
from policies.clues.precision import precision
from schemas.outputs.ledger import LEDGER
from schemas.outputs.precision import PRECISION


@makes(LEDGER)
def ledger(making: Making) -> pl.DataFrame:
    """Every clue ever raised, and where it stands."""
    return making.ledger.whole.select(LEDGER.dtypes.keys())


@makes(PRECISION)
def precision_of_checks(making: Making) -> pl.DataFrame:
    """The results that people found, by check."""
    return precision(making.ledger.whole, CHECKS)
