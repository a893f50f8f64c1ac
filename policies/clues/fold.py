"""The ledger of a date, reckoned from the nights and the entries up to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date

import polars as pl

from policies.clues.data_side import data_side, gone_on, turns
from policies.clues.history import History, latest
from policies.clues.work_side import Entered, Night, Standing, standing_values, walk
from schemas.money import yuan_amount
from schemas.outputs.ledger import LEDGER
from schemas.terms import RAISED, Answer, DataStatus, FindingState
from schemas.work import WORK

_STANDING: dict[str, pl.DataType] = {
    "finding_id": pl.String(),
    "state": pl.String(),
    "state_since": pl.Date(),
    "recurrences": pl.Int64(),
    "latest_result": pl.String(),
    "assigned_to": pl.String(),
    "assigned_on": pl.Date(),
    "due_on": pl.Date(),
    "first_result_on": pl.Date(),
    "result_on": pl.Date(),
    "prepared_by": pl.String(),
    "reviewed_by": pl.String(),
    "note": pl.String(),
    "disposal": pl.String(),
    "disposed_on": pl.Date(),
    "amount_recovered_fen": pl.Int64(),
}
_ENTERED = tuple("date" if field.name == "day" else field.name for field in fields(Entered))
FOLDED: dict[str, pl.DataType] = LEDGER.dtypes | {
    "latest_result": pl.String(),  # of any round
    "first_result_on": pl.Date(),  # of the present round
    "is_due": pl.Boolean(),  # its day has come
    "gone_when_due": pl.Boolean(),
}
"""The columns of a ledger and what else is counted of it."""


def fold(history: History, entries: pl.DataFrame, as_of: date, cut_offs: Mapping[str, date]) -> pl.DataFrame:
    """Where every clue stands on a date.

    Args:
        history: what the nights up to the date said, tonight's too; later ones are not looked at.
        entries: what was entered about clues, columns `schemas.work.WORK`, in any order; those after the date are not
            seen, nor those about clues that no night raised.
        as_of: the date, D.
        cut_offs: source -> date of its extract that the night used.

    Returns:
        Columns `FOLDED`, one row a clue ever raised, sorted like the published ledger.
    """
    seen = history.before_end_of(as_of)
    clues = data_side(seen, as_of).join(latest(seen.said).drop("as_of", "check_id"), on="finding_id", how="left")
    worked = _worked(seen, clues, entries.filter(pl.col("date") <= as_of))
    both = clues.join(worked, on="finding_id", how="left").with_columns(
        pl.col("state").fill_null(FindingState.OPEN.value),
        pl.coalesce("state_since", "first_seen").alias("state_since"),
        pl.col("recurrences").fill_null(0),
    )
    due = both.filter(pl.col("due_on") <= as_of)
    when_due = due.select("finding_id", gone_when_due=gone_on(seen, due.rename({"due_on": "day"})))
    told = both.join(when_due, on="finding_id", how="left").with_columns(
        _still_raised(cut_offs),
        _overdue(as_of),
        pl.col("gone_when_due").fill_null(value=False),
        is_due=(pl.col("due_on") <= as_of).fill_null(value=False),
        age_days=(pl.lit(as_of) - pl.col("first_seen")).dt.total_days(),
        amount_recovered=yuan_amount(pl.col("amount_recovered_fen")),
    )
    return told.select(pl.col(name).cast(dtype) for name, dtype in FOLDED.items()).sort(LEDGER.order)


def is_raised() -> pl.Expr:
    """True for a clue that is raised tonight."""
    return pl.col("data_status").is_in([one.value for one in RAISED])


def _still_raised(cut_offs: Mapping[str, date]) -> pl.Expr:
    """Closed, and raised tonight by a row of its source whose extract is of after the disposal."""
    reported = pl.col("source").replace_strict(dict(cut_offs), default=None, return_dtype=pl.Date)
    after = (reported > pl.col("disposed_on")).fill_null(value=False)
    return ((pl.col("state") == FindingState.CLOSED.value) & is_raised() & after).alias("still_raised")


def _overdue(as_of: date) -> pl.Expr:
    """Past its day and without a result of the round; what is gone is never overdue."""
    past = (pl.col("due_on") < as_of).fill_null(value=False)
    there = pl.col("data_status") != DataStatus.GONE.value
    return (past & pl.col("result_on").is_null() & there).alias("overdue")


def _worked(history: History, clues: pl.DataFrame, entries: pl.DataFrame) -> pl.DataFrame:
    """Where the work stands on the clues about which something was entered: columns `_STANDING`."""
    known = entries.select(WORK.keys()).join(clues, on="finding_id", how="semi").sort("date", "number")
    about = known.select("finding_id").unique()
    entered: dict[str, list[Entered]] = defaultdict(list)
    for finding_id, *values in known.select("finding_id", *_ENTERED).iter_rows():
        entered[finding_id].append(Entered(*values))
    nights = _nights(history, about)
    first_seen = dict(clues.join(about, on="finding_id", how="semi").select("finding_id", "first_seen").iter_rows())
    walked = ((one, walk(first_seen[one], nights[one], entries)) for one, entries in entered.items())
    return _frame((finding_id, standing) for finding_id, standing in walked)


def _nights(history: History, about: pl.DataFrame) -> Mapping[str, list[Night]]:
    """The nights that had something to say of these clues."""
    answers = history.answers.join(about, on="finding_id", how="semi")
    returns = turns(answers).filter((pl.col("nth") > 0) & (pl.col("answer") == Answer.RAISED.value))
    raised = answers.filter(pl.col("answer") == Answer.RAISED.value).join(
        returns.select("finding_id", "as_of", pl.lit(value=True).alias("is_return")),
        on=["finding_id", "as_of"],
        how="left",
    )
    found: dict[str, list[Night]] = defaultdict(list)
    for finding_id, day, facts, is_return in raised.select("finding_id", "as_of", "facts", "is_return").iter_rows():
        found[finding_id].append(Night(day, frozenset((facts or "").split()), bool(is_return)))
    return found


def _frame(walked: Iterable[tuple[str, Standing]]) -> pl.DataFrame:
    rows = [(finding_id, *standing_values(standing)) for finding_id, standing in walked]
    return pl.DataFrame(rows, schema=_STANDING, orient="row")
