"""What the data say of each clue on a date: first seen, gone since, and its status tonight."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from policies.clues.history import History
from schemas.terms import Answer, DataStatus

_RAISED, _ABSENT = Answer.RAISED.value, Answer.ABSENT.value


def turns(answers: pl.DataFrame) -> pl.DataFrame:
    """The nights on which a clue came or went: the first that raised it, found it gone, raised it again, …

    A night that could not answer changes nothing.

    Args:
        answers: columns `policies.clues.history.ANSWERS`.

    Returns:
        finding_id, as_of, answer, nth (UInt32: 0 the first), in order; only of clues that were ever raised.
    """
    known = answers.filter(pl.col("answer") != Answer.UNANSWERED.value).sort("finding_id", "as_of")
    first = pl.col("finding_id") != pl.col("finding_id").shift()
    turned = known.filter((first | (pl.col("answer") != pl.col("answer").shift())).fill_null(value=True))
    led = ((pl.col("finding_id") != pl.col("finding_id").shift()).fill_null(value=True)) & (pl.col("answer") == _ABSENT)
    return turned.remove(led).select(
        "finding_id", "as_of", "answer", nth=pl.int_range(pl.len(), dtype=pl.UInt32).over("finding_id")
    )


def data_side(history: History, as_of: date) -> pl.DataFrame:
    """One row a clue ever raised.

    Args:
        history: what the nights up to the date said.
        as_of: the date, D.

    Returns:
        finding_id, check_id, first_seen, last_seen, gone_since, data_status, answer (of tonight; null where the check
        did not run), facts (of the last night that raised it).
    """
    ordered = history.answers.sort("finding_id", "as_of")
    raised = ordered.filter(pl.col("answer") == _RAISED)
    last = ordered.group_by("finding_id", maintain_order=True).agg(
        pl.col("check_id").last(), pl.col("answer").last(), pl.col("as_of").last().alias("answered_on")
    )
    came = raised.group_by("finding_id", maintain_order=True).agg(
        pl.col("as_of").first().alias("first_seen"),
        pl.col("as_of").last().alias("raised_on"),
        pl.col("facts").last(),
    )
    turned = (
        turns(ordered)
        .group_by("finding_id", maintain_order=True)
        .agg(pl.col("as_of").last().alias("turned_on"), pl.col("answer").last().alias("turned"), pl.col("nth").last())
    )
    clues = came.join(last, on="finding_id", maintain_order="left").join(turned, on="finding_id", maintain_order="left")
    ran = pl.col("check_id").is_in(history.nights.filter(pl.col("as_of") == as_of)["check_id"].implode())
    tonight = clues.with_columns(answer=pl.when(ran).then("answer"), gone=pl.col("turned") == _ABSENT)
    return _last_seen(history, ordered, tonight, as_of).select(
        "finding_id",
        "check_id",
        "first_seen",
        "last_seen",
        pl.when("gone").then("turned_on").alias("gone_since"),
        _status(as_of).alias("data_status"),
        "answer",
        "facts",
    )


def gone_on(history: History, asked: pl.DataFrame) -> pl.Series:
    """Whether clues were gone on a day of theirs, by the last night up to it.

    Args:
        history: what nights said.
        asked: finding_id, day.
    """
    told = turns(history.answers).sort("as_of")
    numbered = asked.select("finding_id", "day").with_row_index("row").sort("day")
    found = numbered.join_asof(
        told, left_on="day", right_on="as_of", by="finding_id", strategy="backward", check_sortedness=False
    )
    return found.sort("row").select((pl.col("answer") == _ABSENT).fill_null(value=False)).to_series().alias("gone")


def _status(as_of: date) -> pl.Expr:
    raised = pl.col("answer").eq_missing(_RAISED)
    again = raised & (pl.col("turned_on") == as_of) & (pl.col("nth") > 0)
    return (
        pl.when(raised & (pl.col("first_seen") == as_of))
        .then(pl.lit(DataStatus.NEW.value))
        .when(again)
        .then(pl.lit(DataStatus.REOPENED.value))
        .when(raised)
        .then(pl.lit(DataStatus.STANDING.value))
        .when("gone")
        .then(pl.lit(DataStatus.GONE.value))
        .otherwise(pl.lit(DataStatus.NOT_RUN.value))
    )


def _last_seen(history: History, ordered: pl.DataFrame, clues: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The last night that raised each clue: the last on which its check ran before it said anything else."""
    after = ordered.filter(pl.col("answer") != _RAISED).join(
        clues.select("finding_id", "raised_on"), on="finding_id", maintain_order="left"
    )
    ended = after.filter(pl.col("as_of") > pl.col("raised_on")).group_by("finding_id").agg(pl.col("as_of").min())
    until = clues.join(ended, on="finding_id", how="left", maintain_order="left").with_columns(
        until=pl.coalesce(pl.col("as_of") - timedelta(days=1), pl.lit(as_of))
    )
    nights = history.nights.select("check_id", last_seen="as_of").sort("last_seen")
    found = until.sort("until").join_asof(
        nights, left_on="until", right_on="last_seen", by="check_id", strategy="backward", check_sortedness=False
    )
    # Of a night of the first version that was pruned it is not known which checks ran.
    return found.with_columns(last_seen=pl.max_horizontal("last_seen", "raised_on"))
