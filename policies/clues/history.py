"""What nights said of clues, kept as changes: a row where a clue's answer or its evidence is not that of before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from schemas.terms import Answer

ANSWERS: dict[str, pl.DataType] = {
    "as_of": pl.Date(),
    "finding_id": pl.String(),
    "check_id": pl.String(),
    "answer": pl.String(),  # Answer
    "facts": pl.String(),  # hashes of what the registers say that raises it, blank between; null unless raised
}
"""What a check that ran that night said of a clue, where it is not what it said on the night before that ran it."""
SAID: dict[str, pl.DataType] = {
    "as_of": pl.Date(),
    "finding_id": pl.String(),
    "check_id": pl.String(),
    "source": pl.String(),
    "observed_source": pl.String(),
    "household_no": pl.String(),
    "person_id_no": pl.String(),
    "name": pl.String(),
    "town": pl.String(),
    "village": pl.String(),
}
"""How a clue was worded by a night that raised it, where no earlier one worded it so."""
NIGHTS: dict[str, pl.DataType] = {"as_of": pl.Date(), "check_id": pl.String()}
"""A row a night and check that ran."""


@dataclass(frozen=True)
class History:
    """What the nights up to a date said.

    Attributes:
        answers: columns `ANSWERS`; none of a night on which the clue's check did not run.
        said: columns `SAID`.
        nights: columns `NIGHTS`.
    """

    answers: pl.DataFrame
    said: pl.DataFrame
    nights: pl.DataFrame

    def of_checks(self, checks: Iterable[str]) -> History:
        """What they said of the clues of some checks."""
        wanted = pl.col("check_id").is_in(list(checks))
        return History(self.answers.filter(wanted), self.said.filter(wanted), self.nights.filter(wanted))

    def before_end_of(self, day: date) -> History:
        """What the nights up to a date said."""
        earlier = pl.col("as_of") <= day
        return History(self.answers.filter(earlier), self.said.filter(earlier), self.nights.filter(earlier))

    def and_tonight(self, answers: pl.DataFrame, said: pl.DataFrame, nights: pl.DataFrame) -> History:
        """With what one more night says."""
        return History(
            pl.concat([self.answers, answers.select(ANSWERS.keys())]),
            pl.concat([self.said, said.select(SAID.keys())]),
            pl.concat([self.nights, nights.select(NIGHTS.keys())]),
        )


@dataclass(frozen=True)
class NightSays:
    """What one night says.

    Attributes:
        raised: the clues that it raises, a row each: finding_id, check_id, facts, and the other columns of `SAID`.
        unanswered: the clues of earlier nights of which it could not say whether they are still there.
        ran: the checks that ran.
    """

    raised: pl.DataFrame
    unanswered: pl.Series
    ran: frozenset[str]

    def nights(self, as_of: date) -> pl.DataFrame:
        """Columns `NIGHTS`."""
        return pl.DataFrame({"as_of": as_of, "check_id": sorted(self.ran)}, schema=NIGHTS)


NOTHING = History(pl.DataFrame(schema=ANSWERS), pl.DataFrame(schema=SAID), pl.DataFrame(schema=NIGHTS))


def latest(changes: pl.DataFrame) -> pl.DataFrame:
    """The last row of each clue."""
    return changes.sort("finding_id", "as_of").unique("finding_id", keep="last", maintain_order=True)


def changes(before: pl.DataFrame, now: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The rows of `now` that are not those of `before`, as of a date.

    Args:
        before: how clues stood: the last row of each, with its `as_of`.
        now: how clues stand: a row each, the same columns but `as_of`.
        as_of: the night that says so.
    """
    columns = [column for column in before.columns if column != "as_of"]
    new = now.select(columns).join(before, on=columns, how="anti", nulls_equal=True)
    return new.with_columns(as_of=pl.lit(as_of)).select(before.columns)


def with_night(history: History, says: NightSays, as_of: date) -> History:
    """The history with one more night, which is later than all of its.

    Args:
        history: what earlier nights said.
        says: what the night says.
        as_of: its date.
    """
    before = latest(history.answers)
    answers = changes(before, answers_of(before, says), as_of)
    return history.and_tonight(answers, changes(latest(history.said), says.raised, as_of), says.nights(as_of))


def answers_of(before: pl.DataFrame, says: NightSays) -> pl.DataFrame:
    """What a night says of every clue whose check ran: raised, absent or unanswered.

    Args:
        before: the last answer of each clue that earlier nights raised, columns `ANSWERS`.
        says: what the night says.

    Returns:
        Columns `ANSWERS` but `as_of`, a row a clue.
    """
    raised = says.raised
    others = before.filter(pl.col("check_id").is_in(list(says.ran))).join(raised, on="finding_id", how="anti")
    could_not = pl.col("finding_id").is_in(says.unanswered.implode())
    not_raised = others.select(
        "finding_id",
        "check_id",
        answer=pl.when(could_not).then(pl.lit(Answer.UNANSWERED.value)).otherwise(pl.lit(Answer.ABSENT.value)),
        facts=pl.lit(None, dtype=pl.String),
    )
    found = raised.select("finding_id", "check_id", pl.lit(Answer.RAISED.value).alias("answer"), "facts")
    return pl.concat([found, not_raised])
