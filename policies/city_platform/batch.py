"""Which rows the next batch for the city platform holds, and what the platform is to do with each."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from policies.city_platform.held import held
from policies.city_platform.history import ROW, History
from schemas.terms import CityMode, Operation


def mode_due(history: History, files: Collection[str], wanted: CityMode) -> CityMode:
    """What the batch that follows a history must hold.

    Where a batch is not on record that was once made, the platform may hold rows that nobody here knows of: only full
    batches clear them away, until one of them was acknowledged of every file.

    Args:
        history: all batches before it, and what was answered to them.
        files: the files of a batch.
        wanted: what the bureau has set.
    """
    if history.forgotten and not history.received_whole(history.forgotten).issuperset(files):
        return CityMode.FULL
    return wanted


def batch_rows(published: pl.DataFrame, history: History, mode: CityMode) -> pl.DataFrame:
    """The rows of the batch that follows a history.

    An incremental batch leaves out only what is sure to stand on the platform as it is published, and what is sure
    not to stand there and is not published.

    Args:
        published: file, key, content (hash) of every row that is published now.
        history: all batches before it, and what was answered to them.
        mode: what the batch holds.

    Returns:
        file, key, operation, content (null: withdrawn); sorted.
    """
    if mode is CityMode.FULL:
        return published.select(*ROW, "content", operation=pl.lit(Operation.FULL.value)).sort(ROW)
    there = held(history).rename({"content": "stands"})
    both = published.join(there, on=ROW, how="full", coalesce=True)
    sure, wanted, stands = pl.col("sure").fill_null(value=True), pl.col("content").is_not_null(), pl.col("stands")
    same = sure & (pl.col("content") == stands).fill_null(value=False) & pl.col("batch").is_null()
    nothing = sure & stands.is_null()
    operation = (
        pl.when(wanted & nothing)
        .then(pl.lit(Operation.ADD.value))
        .when(wanted & ~same)
        .then(pl.lit(Operation.CHANGE.value))
        .when(~wanted & ~nothing)
        .then(pl.lit(Operation.WITHDRAW.value))
    )
    return both.select(*ROW, "content", operation=operation).drop_nulls("operation").sort(ROW)
