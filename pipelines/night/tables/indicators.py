"""The tables of the indicators, of what is missing from them, and of what the city platform sent back."""

from __future__ import annotations

import polars as pl

from pipelines.night.making import Making, makes
from pipelines.publishing.batches import listed_before
from pipelines.publishing.earlier import pruned_before, telling_before
from pipelines.run.context import Context
from pipelines.warehouse.city import listed_on
from policies.city_platform.held import held
from reports.city_rows import city_frame, city_keys
from schemas.outputs import OUTPUTS
from schemas.outputs.city_returned import CITY_RETURNED
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


@makes(CITY_RETURNED)
def city_returned(making: Making) -> pl.DataFrame:
    """Rows that the city platform sent back of batches for earlier dates, and that are published still."""
    run, rows = making.context.run, []
    for table in (table for table in OUTPUTS.values() if table.city_platform and making.has(table)):
        keys = city_keys(city_frame(making.table(table), table), table)
        rows.append(pl.DataFrame({"key": keys}).select(pl.lit(table.drop).alias("file"), "key"))
    back = held(making.context.city.earlier).filter(pl.col("batch").is_not_null())
    listed = back.join(pl.concat(rows), on=["file", "key"], how="semi")
    before = _listed_before(making.context)
    since = listed.join(before, on=["file", "key"], how="left").with_columns(pl.col("since").fill_null(run.as_of))
    return since.select(CITY_RETURNED.dtypes.keys())


def _listed_before(context: Context) -> pl.DataFrame:
    """file, key, since of what was listed before the date: as publications say, or the record of pruned ones."""
    told = listed_before(telling_before(context), context.run.as_of).select("file", "key", "since")
    night = pruned_before(context)
    recorded = told.clear() if night is None else listed_on(context.warehouse, night)
    return pl.concat([recorded, told]).unique(["file", "key"], keep="first", maintain_order=True)
