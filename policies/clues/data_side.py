"""What the data say of each clue on a date: first seen, gone since, and its status tonight."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from policies.clues.history import CLUE, STOOD, WORDING, History, by_check, last_ran
from schemas.terms import Answer, DataStatus

_RAISED, _ABSENT = Answer.RAISED.value, Answer.ABSENT.value
IS_FIRST = (pl.col(CLUE) != pl.col(CLUE).shift()).fill_null(value=True)
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
    turned = known.filter(IS_FIRST | (pl.col("answer") != pl.col("answer").shift()))
    return turned.remove(IS_FIRST & (pl.col("answer") == _ABSENT)).select(
        CLUE, "as_of", "answer", IS_FIRST.alias("is_first")
    )


def stood_after(clues: pl.DataFrame, answers: pl.DataFrame, said: pl.DataFrame, ran: pl.DataFrame) -> pl.DataFrame:
    """How the data stand on clues after all nights, reckoned from what all of them said.

    Args:
        clues: columns `policies.clues.history.CLUES`.
        answers: columns `ANSWERS`, all of these clues, sorted by clue and date.
        said: columns `SAID`, the last of each clue; may lack clues.
        ran: columns `RAN`.

    Returns:
        Columns `STOOD`, of the clues that were ever raised.
    """
    turned = turns(answers)
    following = pl.when(~_IS_LAST).then(pl.col("as_of").shift(-1))
    raised = answers.with_columns(followed_on=following).filter(pl.col("answer") == _RAISED)
    parts = [
        turned.filter("is_first").select(CLUE, first_seen="as_of"),
        answers.filter(_IS_LAST).select(CLUE, "answer"),
        raised.filter(_IS_LAST).select(CLUE, "facts", "followed_on", raised_on="as_of"),
        turned.filter(_IS_LAST).select(CLUE, turned_on="as_of", gone=pl.col("answer") == _ABSENT),
    ]
    stood = clues
    for part in parts:
        stood = stood.join(part, on=CLUE)
    worded = said.select(CLUE, *WORDING, worded_on="as_of")
    return _with_last_seen(stood, ran).join(worded, on=CLUE, how="left").select(STOOD.keys())


def data_side(history: History, as_of: date) -> pl.DataFrame:
    """One row a clue ever raised.

    Args:
        history: what the nights up to the date said.
        as_of: the date, D.

    Returns:
        Columns `STOOD`, and gone_since, data_status; last_seen never null, answer that of tonight (null where the check
        did not run).
    """
    tonight = by_check(history.ran.filter(pl.col("as_of") == as_of))["check_id"].implode()
    told = history.stood.join(last_ran(history.ran), on="check_id", how="left").with_columns(
        answer=pl.when(pl.col("check_id").is_in(tonight)).then("answer"),
        # Of a night of the first version that was pruned it is not known which checks ran.
        last_seen=pl.coalesce("last_seen", pl.max_horizontal("ran_on", "raised_on")),
    )
    return told.with_columns(_status(as_of).alias("data_status"), gone_since=pl.when("gone").then("turned_on")).drop(
        "ran_on"
    )


def gone_on(turned: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """The clues that were gone on a day of theirs, by the last night up to it.

    Args:
        turned: as `turns` gives them.
        asked: clue, day.

    Returns:
        clue.
    """
    told = turned.join(asked, on=CLUE).filter(pl.col("as_of") <= pl.col("day"))
    last = told.sort(CLUE, "as_of").filter(_IS_LAST)
    return last.filter(pl.col("answer") == _ABSENT).select(CLUE)


def _status(as_of: date) -> pl.Expr:
    raised = pl.col("answer").eq_missing(_RAISED)
    return (
        pl.when(raised & (pl.col("first_seen") == as_of))
        .then(pl.lit(DataStatus.NEW.value))
        .when(raised & (pl.col("turned_on") == as_of))
        .then(pl.lit(DataStatus.REOPENED.value))
        .when(raised)
        .then(pl.lit(DataStatus.STANDING.value))
        .when("gone")
        .then(pl.lit(DataStatus.GONE.value))
        .otherwise(pl.lit(DataStatus.NOT_RUN.value))
    )


def _with_last_seen(stood: pl.DataFrame, ran: pl.DataFrame) -> pl.DataFrame:
    """The last night that raised what is not raised any more: the last that ran its check before another answer."""
    until = stood.with_columns(until=pl.col("followed_on") - timedelta(days=1))
    nights = by_check(ran).select("check_id", last_seen="as_of").sort("last_seen")
    asked = until.select("check_id", "until").drop_nulls().unique().sort("until")
    found = asked.join_asof(
        nights, left_on="until", right_on="last_seen", by="check_id", strategy="backward", check_sortedness=False
    )
    told = until.join(found, on=["check_id", "until"], how="left")
    at_least = pl.max_horizontal("last_seen", "raised_on")
    return told.with_columns(last_seen=pl.when(pl.col("until").is_not_null()).then(at_least))
