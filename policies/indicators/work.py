"""K11, K12: are clues looked into by their day, and are those that were found true disposed of."""

from __future__ import annotations

import polars as pl

from policies.counties import COUNTY
from policies.indicators.declaration import indicator_of_work
from policies.indicators.objects import counted, gap_unless
from policies.law import WORKING_OFF
from schemas.terms import TRUE, AreaLevel, FindingState, GapReason

_TOWNS = (AreaLevel.DISTRICT, AreaLevel.TOWN)
_TRUE = [one.value for one in TRUE]
_WHO = ("name", "town", "village", COUNTY)


@indicator_of_work(
    "K11", "线索按期核实率", WORKING_OFF, levels=_TOWNS, note="办理期限已到的线索;到期时数据已消除的不计"
)
def found_out_in_time(ledger: pl.DataFrame) -> pl.DataFrame:
    """Clues whose day has come, but for those gone by then; numerator: with any result of the round up to the day."""
    due = ledger.filter(pl.col("is_due") & ~pl.col("gone_when_due"))
    late = pl.col("first_result_on") > pl.col("due_on")
    reason = (
        pl.when(pl.col("first_result_on").is_null())
        .then(pl.lit(GapReason.NO_RESULT.value))
        .when(late)
        .then(pl.lit(GapReason.LATE.value))
    )
    return due.select(pl.col("finding_id").alias("key"), *_WHO, *counted(reason))


@indicator_of_work(
    "K12", "属实线索办结率", WORKING_OFF, levels=_TOWNS, note="属实、部分属实和已办结的线索,数据消除与否都计"
)
def true_and_closed(ledger: pl.DataFrame) -> pl.DataFrame:
    """Clues found true, wholly or in part, gone or not; numerator: closed."""
    closed = pl.col("state") == FindingState.CLOSED.value
    true = ledger.filter(closed | pl.col("state").is_in(_TRUE))
    return true.select(
        pl.col("finding_id").alias("key"), *_WHO, *counted(gap_unless(closed, GapReason.NOT_CLOSED.value))
    )
