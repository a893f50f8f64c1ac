"""The tables of findings, each clue with what the ledger knows of it."""

from __future__ import annotations

import polars as pl

from pipelines.night.making import Making, makes
from pipelines.night.questions import RAISED
from policies.finding import with_history
from schemas.output import Table
from schemas.outputs.cross_county import CROSS_COUNTY
from schemas.outputs.findings import FINDINGS, MISMATCH, MUTUAL_INCLUSION


@makes(MISMATCH)
def mismatch(making: Making) -> pl.DataFrame:
    """What the checks of all families but B find."""
    return _known(making, MISMATCH)


@makes(MUTUAL_INCLUSION)
def mutual_inclusion(making: Making) -> pl.DataFrame:
    """What the checks of family B find."""
    return _known(making, MUTUAL_INCLUSION)


@makes(CROSS_COUNTY)
def cross_county(making: Making) -> pl.DataFrame:
    """Those of either table whose evidence lies in more than one county."""
    columns = CROSS_COUNTY.dtypes.keys()
    found = pl.concat([making.table(table).select(columns) for table in FINDINGS])
    return found.filter(pl.col("cross_county").fill_null(value=False))


def _known(making: Making, table: Table) -> pl.DataFrame:
    found = making.answers.to(RAISED[table.name])
    return with_history(found, making.ledger.part(table), making.context.run.as_of)
