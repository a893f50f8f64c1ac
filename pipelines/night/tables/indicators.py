"""The tables of the indicators, of what is missing from them, and of what the city platform sent back."""

from __future__ import annotations

import polars as pl

from pipelines.night.making import Making, makes
from pipelines.publishing.batches import listed_before
from pipelines.publishing.earlier import telling_before
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
    before = listed_before(telling_before(making.context), run.as_of).select("file", "key", "since")
    since = listed.join(before, on=["file", "key"], how="left").with_columns(pl.col("since").fill_null(run.as_of))
    return since.select(CITY_RETURNED.dtypes.keys())
