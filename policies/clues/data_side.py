"""What the data say of each clue on a date: first seen, gone since, and its status tonight."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from policies.clues.history import CLUE, History
from schemas.terms import Answer, DataStatus

_RAISED, _ABSENT = Answer.RAISED.value, Answer.ABSENT.value
_IS_FIRST = (pl.col(CLUE) != pl.col(CLUE).shift()).fill_null(value=True)
_IS_LAST = (pl.col(CLUE) != pl.col(CLUE).shift(-1)).fill_null(value=True)


def turns(answers: pl.DataFrame) -> pl.DataFrame:
    """The nights on which a clue came or went: the first that raised it, found it gone, raised it again and so on.

    A night that could not answer changes nothing.

    Args:
        answers: columns `policies.clues.history.ANSWERS`, sorted by clue and date.

    Returns:
        clue, as_of, answer, is_first (Boolean), in order; only of clues that were ever raised.
    """
    known = answers.filter(pl.col("answer") != Answer.UNANSWERED.value)
    turned = known.filter(_IS_FIRST | (pl.col("answer") != pl.col("answer").shift()))
    return turned.remove(_IS_FIRST & (pl.col("answer") == _ABSENT)).select(
        CLUE, "as_of", "answer", _IS_FIRST.alias("is_first")
    )


def data_side(history: History, turned: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """One row a clue ever raised.

    Args:
        history: what the nights up to the date said.
        turned: `turns` of its answers.
        as_of: the date, D.

    Returns:
        clue, finding_id, check_id, first_seen, last_seen, gone_since, data_status, answer (of tonight; null where the
        check did not run), facts (of the last night that raised it).
    """
    following = pl.when(~_IS_LAST).then(pl.col("as_of").shift(-1))
    raised = history.answers.with_columns(followed_on=following).filter(pl.col("answer") == _RAISED)
    last_raised = raised.filter(_IS_LAST).select(CLUE, "facts", "followed_on", raised_on="as_of")
    clues = (
        history.clues.join(turned.filter("is_first").select(CLUE, first_seen="as_of"), on=CLUE)
        .join(last_raised, on=CLUE)
        .join(history.last_answers.select(CLUE, "answer"), on=CLUE)
        .join(
            turned.filter(_IS_LAST).select(CLUE, "is_first", turned_on="as_of", gone=pl.col("answer") == _ABSENT),
            on=CLUE,
        )
    )
    ran = history.nights.filter(pl.col("as_of") == as_of)["check_id"].implode()
    tonight = clues.with_columns(answer=pl.when(pl.col("check_id").is_in(ran)).then("answer"))
    return _last_seen(history, tonight, as_of).select(
        CLUE,
        "finding_id",
        "check_id",
        "first_seen",
        "last_seen",
        pl.when("gone").then("turned_on").alias("gone_since"),
        _status(as_of).alias("data_status"),
        "answer",
        "facts",
    )


def gone_on(turned: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """The clues that were gone on a day of theirs, by the last night up to it.

    Args:
        turned: as `turns` gives them.
        asked: clue, day.

    Returns:
        clue.
    """
    told = turned.select(CLUE, "as_of", "answer").sort("as_of")
    found = asked.sort("day").join_asof(
        told, left_on="day", right_on="as_of", by=CLUE, strategy="backward", check_sortedness=False
    )
    return found.filter(pl.col("answer") == _ABSENT).select(CLUE)


def _status(as_of: date) -> pl.Expr:
    raised = pl.col("answer").eq_missing(_RAISED)
    again = raised & (pl.col("turned_on") == as_of) & ~pl.col("is_first")
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


def _last_seen(history: History, clues: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The last night that raised each clue: the last on which its check ran before it said anything else."""
    until = clues.with_columns(until=pl.coalesce(pl.col("followed_on") - timedelta(days=1), pl.lit(as_of)))
    nights = history.nights.select("check_id", last_seen="as_of").sort("last_seen")
    asked = until.select("check_id", "until").unique().sort("until")
    found = asked.join_asof(
        nights, left_on="until", right_on="last_seen", by="check_id", strategy="backward", check_sortedness=False
    )
    # Of a night of the first version that was pruned it is not known which checks ran.
    told = until.join(found, on=["check_id", "until"], how="left")
    return told.with_columns(last_seen=pl.max_horizontal("last_seen", "raised_on"))
