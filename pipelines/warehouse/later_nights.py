"""What nights that have run say of a clue that a night before them raises only afterwards.

They did not know of it, so that nobody asked them whether it is still there. It is gone on the first of them that ran
its check and used every source that it rests on; one that lacked a source could not have said.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from pipelines.warehouse.connection import Warehouse
from policies.clues.history import ANSWERS, CLUE
from schemas.extracts import REGISTRY
from schemas.terms import Answer
from schemas.words import COMMA

NIGHTS: dict[str, pl.DataType] = {"as_of": pl.Date(), "ran": pl.String(), "used": pl.String()}
"""A row a night: the checks that ran and the sources that it used, comma between; null where these are not known."""
_RESTS = ("check_id", "rests")


def nights_after(warehouse: Warehouse, as_of: date) -> pl.DataFrame:
    """check_id, as_of, used: a row a check and night after a date that ran it, in the order of the nights."""
    query = f"SELECT {', '.join(NIGHTS)} FROM publication WHERE as_of > ? AND ran <> '' ORDER BY as_of"
    nights = warehouse.query(query, [as_of]).cast(pl.Schema(NIGHTS))
    return nights.with_columns(check_id=pl.col("ran").str.split(COMMA)).explode("check_id").drop("ran")


def rested(raised: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    """clue, check_id, rests: the sources that clues rest on, comma between.

    Args:
        raised: finding_id, check_id, source, observed_source.
        numbers: clue, finding_id.
    """
    rests = pl.concat_str("source", "observed_source", separator=COMMA, ignore_nulls=True)
    told = raised.select("finding_id", "check_id", rests=rests)
    return told.join(numbers.select(CLUE, "finding_id"), on="finding_id").select(CLUE, *_RESTS)


def answers_of_nights(
    rests: pl.DataFrame, nights: pl.DataFrame, alone: pl.DataFrame, own: pl.DataFrame
) -> pl.DataFrame:
    """What later nights say of clues that they did not know, as changes.

    Args:
        rests: as `rested` gives them.
        nights: as `nights_after` gives them.
        alone: clue, of those of which nothing is on record up to the next night that ran their check.
        own: clue and `next_own`, the first later night of which anything is on record about it; may lack clues.

    Returns:
        Columns `policies.clues.history.ANSWERS`.
    """
    asked = rests.join(alone, on=CLUE, how="semi")
    spoken = asked.select(_RESTS).unique().join(nights, on="check_id", maintain_order="right")
    sources = pl.col("rests").str.split(COMMA).list.set_difference(["", REGISTRY])
    lacking = sources.list.set_difference(pl.col("used").str.split(COMMA)).list.len() > 0
    told = spoken.with_columns(able=~lacking.fill_null(value=False))
    first = told.group_by(_RESTS).agg(first=pl.col("as_of").min(), gone=pl.col("as_of").filter("able").min())
    of_clues = asked.join(first, on=_RESTS).join(own, on=CLUE, how="left")
    waits = (pl.col("first") < pl.col("gone")).fill_null(value=True)
    before_own = (pl.col("gone") < pl.col("next_own")).fill_null(value=True)
    parts = [
        of_clues.filter(condition).select(
            pl.col(day).alias("as_of"), CLUE, answer=pl.lit(answer.value), facts=pl.lit(None, pl.String())
        )
        for day, answer, condition in (
            ("first", Answer.UNANSWERED, waits),
            ("gone", Answer.ABSENT, pl.col("gone").is_not_null() & before_own),
        )
    ]
    return pl.concat(parts).select(ANSWERS.keys())
