"""The ledger of a date, reckoned from the nights and the entries up to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from policies.clues.data_side import data_side, gone_on, turns
from policies.clues.history import CLUE, History
from policies.clues.work_side import NIGHT, STEPS, work_side
from schemas.feed import ABOVE, Feed
from schemas.money import yuan_amount
from schemas.outputs.ledger import LEDGER
from schemas.terms import RAISED, Answer, DataStatus, FindingState

FOLDED: dict[str, pl.DataType] = LEDGER.dtypes | {
    "latest_result": pl.String(),  # of any round
    "found_true": pl.Boolean(),  # by that result, unless it was opened again since; a disposal may rest on it
    "first_result_on": pl.Date(),  # of the present round
    "is_due": pl.Boolean(),  # its day has come
    "gone_when_due": pl.Boolean(),
}
"""The columns of a ledger and what else is counted of it."""


def fold(
    history: History,
    entries: pl.DataFrame,
    as_of: date,
    cut_offs: Mapping[str, date],
    by_county: Mapping[Feed, date] | None = None,
) -> pl.DataFrame:
    """Where every clue stands on a date.

    Args:
        history: what the nights up to the date said, tonight's too; with the answers of the clues of the entries.
        entries: what was entered about clues, columns `schemas.work.WORK`, in any order; those after the date are not
            seen, nor those about clues that no night raised.
        as_of: the date, D.
        cut_offs: source -> date of its extract that the night used.
        by_county: the same by feed, of a city in parts.

    Returns:
        Columns `FOLDED`, one row a clue ever raised.
    """
    clues, turned = data_side(history, as_of), turns(history.answers)
    worked = _worked(history.answers, turned, clues, entries.filter(pl.col("date") <= as_of))
    both = clues.join(worked, on=CLUE, how="left").with_columns(
        pl.col("state").fill_null(FindingState.OPEN.value),
        pl.coalesce("state_since", "first_seen").alias("state_since"),
        pl.col("recurrences").fill_null(0),
        pl.col("found_true").fill_null(value=False),
        is_due=(pl.col("due_on") <= as_of).fill_null(value=False),
    )
    gone = gone_on(turned, both.filter("is_due").select(CLUE, day="due_on"))
    told = both.with_columns(
        _still_raised(cut_offs, by_county or {}),
        _overdue(as_of),
        gone_when_due=pl.col(CLUE).is_in(gone[CLUE].implode()),
        age_days=(pl.lit(as_of) - pl.col("first_seen")).dt.total_days(),
        amount_recovered=yuan_amount(pl.col("amount_recovered_fen")),
    )
    return told.select(pl.col(name).cast(dtype) for name, dtype in FOLDED.items())


def is_raised() -> pl.Expr:
    """True for a clue that is raised tonight."""
    return pl.col("data_status").is_in([one.value for one in RAISED])


def _still_raised(cut_offs: Mapping[str, date], by_county: Mapping[Feed, date]) -> pl.Expr:
    """Closed, and raised tonight by a row of its source whose extract is of after the disposal."""
    reported = pl.col("source").replace_strict(dict(cut_offs), default=None, return_dtype=pl.Date)
    if by_county:
        of_county = {ABOVE.join(feed): day for feed, day in by_county.items()}
        feed = pl.concat_str("source", "county", separator=ABOVE)
        reported = pl.coalesce(feed.replace_strict(of_county, default=None, return_dtype=pl.Date), reported)
    after = (reported > pl.col("disposed_on")).fill_null(value=False)
    return ((pl.col("state") == FindingState.CLOSED.value) & is_raised() & after).alias("still_raised")


def _overdue(as_of: date) -> pl.Expr:
    """Past its day and without a result of the round; what is gone is never overdue."""
    past = (pl.col("due_on") < as_of).fill_null(value=False)
    there = pl.col("data_status") != DataStatus.GONE.value
    return (past & pl.col("result_on").is_null() & there).alias("overdue")


def _worked(answers: pl.DataFrame, turned: pl.DataFrame, clues: pl.DataFrame, entries: pl.DataFrame) -> pl.DataFrame:
    """Where the work stands on the clues about which something was entered: columns `STANDING`."""
    ids = entries["finding_id"].unique().implode()
    about = clues.filter(pl.col("finding_id").is_in(ids)).select(CLUE, "finding_id")
    entered = entries.join(about, on="finding_id").rename({"date": "day"})
    raised = answers.filter(pl.col("answer") == Answer.RAISED.value).join(about, on=CLUE, how="semi")
    returned = turned.filter(~pl.col("is_first") & (pl.col("answer") == Answer.RAISED.value))
    steps = pl.concat([_telling(raised, returned, entered), _on_evidence(entered, raised)], how="diagonal")
    return work_side(steps.select(STEPS.keys()))


def _telling(raised: pl.DataFrame, returned: pl.DataFrame, entered: pl.DataFrame) -> pl.DataFrame:
    """The nights that may change how far people have come: returns after any entry, and all after a refutation."""
    refuted = pl.col("day").filter(pl.col("result") == FindingState.REFUTED.value).min()
    since = entered.group_by(CLUE).agg(pl.col("day").min().alias("first_entry"), refuted.alias("refuted"))
    marked = returned.select(CLUE, "as_of", is_return=pl.lit(value=True))
    nights = raised.join(since, on=CLUE).join(marked, on=[CLUE, "as_of"], how="left")
    told = nights.with_columns(pl.col("is_return").fill_null(value=False)).filter(
        (pl.col("is_return") & (pl.col("as_of") > pl.col("first_entry"))) | (pl.col("as_of") > pl.col("refuted"))
    )
    return told.select(CLUE, "facts", "is_return", kind=pl.lit(NIGHT), day="as_of")


def _on_evidence(entered: pl.DataFrame, raised: pl.DataFrame) -> pl.DataFrame:
    """The entries with what raised their clues then: the evidence of the last night up to the day of each."""
    known = raised.drop_nulls("facts").select(CLUE, "as_of", "facts").sort("as_of")
    told = entered.sort("day").join_asof(
        known, left_on="day", right_on="as_of", by=CLUE, strategy="backward", check_sortedness=False
    )
    return told.drop("as_of").with_columns(is_return=pl.lit(value=False))
