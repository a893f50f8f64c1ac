"""What nights that have run say of a clue that a night before them raises only afterwards.

They did not know of it, so that nobody asked them whether it is still there. It is gone on the first of them that ran
its check and used every source that it rests on; one that lacked a source could not have said.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from pipelines.warehouse.connection import Warehouse
from policies.clues.history import ANSWERS, CLUE, NightSays, by_check
from schemas.extracts import REGISTRY
from schemas.feed import ABOVE
from schemas.terms import Answer
from schemas.words import COMMA

NIGHTS: dict[str, pl.DataType] = {"as_of": pl.Date(), "ran": pl.String(), "used": pl.String()}
"""A row a night: the checks that ran and the feeds that it used, comma between; null where these are not known."""
_RESTS = ("check_id", "rests")


def nights_after(warehouse: Warehouse, as_of: date) -> pl.DataFrame:
    """check_id, as_of, used: a row a check and night after a date that ran it, in the order of the nights."""
    query = f"SELECT {', '.join(NIGHTS)} FROM publication WHERE as_of > ? AND ran <> '' ORDER BY as_of"
    return by_check(warehouse.query(query, [as_of]).cast(pl.Schema(NIGHTS)))


def rested(says: NightSays, numbers: pl.DataFrame) -> pl.DataFrame:
    """clue, check_id, rests: the sources that clues which a night raises rest on, comma between.

    Where a clue does not say which of several sources it was, it may be any of those that the night used.

    Args:
        says: what the night says.
        numbers: clue, finding_id.
    """
    used = {feed.partition(ABOVE)[0] for feed in says.used or ()}
    several = {check: COMMA.join(sorted(used.intersection(one))) for check, one in says.any_of.items()}
    own = pl.concat_str("source", "observed_source", separator=COMMA, ignore_nulls=True)
    others = pl.col("check_id").replace_strict(several, default="", return_dtype=pl.String)
    met = own.str.split(COMMA).list.set_intersection(others.str.split(COMMA)).list.len() > 0
    rests = pl.when(met).then(own).otherwise(pl.concat_str(own, others, separator=COMMA))
    told = says.raised.select("finding_id", "check_id", rests=rests)
    return told.join(numbers.select(CLUE, "finding_id"), on="finding_id").select(CLUE, *_RESTS)


def answers_of_nights(
    rests: pl.DataFrame, nights: pl.DataFrame, used: frozenset[str] | None, alone: pl.DataFrame, own: pl.DataFrame
) -> pl.DataFrame:
    """What later nights say of clues that they did not know, as changes.

    Args:
        rests: as `rested` gives them.
        nights: as `nights_after` gives them.
        used: the feeds that the night which raises them used; None where that is not known.
        alone: clue, of those of which nothing is on record up to the next night that ran their check.
        own: clue and `next_own`, the first later night of which anything is on record about it; may lack clues.

    Returns:
        Columns `policies.clues.history.ANSWERS`.
    """
    asked = rests.join(alone, on=CLUE, how="semi")
    spoken = asked.select(_RESTS).unique().join(nights, on="check_id", maintain_order="right")
    needed = pl.col("rests").replace_strict(_needed(asked["rests"], nights["used"], used), return_dtype=pl.String)
    lacking = needed.str.split(COMMA).list.set_difference(pl.col("used").str.split(COMMA))
    told = spoken.with_columns(able=lacking.list.set_difference([""]).list.len().fill_null(0) == 0)
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


def _needed(rests: pl.Series, used_later: pl.Series, used: frozenset[str] | None) -> dict[str, str]:
    """Sources that clues rest on, as written -> the feeds without which a night cannot say that one is gone.

    Of a city in parts every county's: who died may have been cremated elsewhere. Without the civil registry nobody is
    known.
    """
    known = set(used or ()).union(*(feeds.split(COMMA) for feeds in used_later.drop_nulls().unique()))
    told = {written: {*written.split(COMMA), REGISTRY} for written in rests.unique()}
    return {
        written: COMMA.join(sorted(feed for feed in known if feed.partition(ABOVE)[0] in sources))
        for written, sources in told.items()
    }
