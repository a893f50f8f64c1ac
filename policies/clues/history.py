"""What nights said of clues, kept as changes: a row where a clue's answer or its evidence is not that of before.

Clues are told apart by small numbers here: nights are many, and what is counted, sorted and joined are all their rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from schemas.terms import Answer

CLUE = "clue"
CLUES: dict[str, pl.DataType] = {CLUE: pl.UInt32(), "finding_id": pl.String(), "check_id": pl.String()}
"""The number of each clue."""
ANSWERS: dict[str, pl.DataType] = {
    "as_of": pl.Date(),
    CLUE: pl.UInt32(),
    "answer": pl.String(),  # Answer
    "facts": pl.String(),  # hashes of what the registers say that raises it, blank between; null unless raised
}
"""What a check that ran that night said of a clue, where it is not what it said on the night before that ran it."""
WORDING: dict[str, pl.DataType] = dict.fromkeys(
    ("source", "observed_source", "household_no", "person_id_no", "name", "town", "village"), pl.String()
)
SAID: dict[str, pl.DataType] = {"as_of": pl.Date(), CLUE: pl.UInt32(), **WORDING}
"""How a clue was worded by a night that raised it, where no earlier one worded it so."""
NIGHTS: dict[str, pl.DataType] = {"as_of": pl.Date(), "check_id": pl.String()}
"""A row a night and check that ran."""


@dataclass(frozen=True)
class History:
    """What the nights up to a date said.

    Attributes:
        clues: columns `CLUES`, each once.
        answers: columns `ANSWERS`, sorted by clue and date; none of a night on which the clue's check did not run.
        said: columns `SAID`, the last of each clue.
        nights: columns `NIGHTS`.
    """

    clues: pl.DataFrame
    answers: pl.DataFrame
    said: pl.DataFrame
    nights: pl.DataFrame

    def of_clues(self, clues: pl.DataFrame) -> History:
        """What they said of some of the clues."""
        answers, said = (frame.join(clues, on=CLUE, how="semi") for frame in (self.answers, self.said))
        return replace(self, clues=clues, answers=answers.sort(CLUE, "as_of"), said=said)

    @property
    def last_answers(self) -> pl.DataFrame:
        """The last answer of each clue."""
        return self.answers.filter((pl.col(CLUE) != pl.col(CLUE).shift(-1)).fill_null(value=True))


@dataclass(frozen=True)
class NightSays:
    """What one night says.

    Attributes:
        raised: the clues that it raises, a row each: finding_id, check_id, facts and the columns `WORDING`.
        unanswered: the clues of earlier nights of which it could not say whether they are still there.
        ran: the checks that ran.
    """

    raised: pl.DataFrame
    unanswered: pl.Series
    ran: frozenset[str]


NOTHING = History(
    pl.DataFrame(schema=CLUES), pl.DataFrame(schema=ANSWERS), pl.DataFrame(schema=SAID), pl.DataFrame(schema=NIGHTS)
)


def numbered(clues: pl.DataFrame, ids: pl.DataFrame) -> pl.DataFrame:
    """The numbers of clues, with new ones for those that have none.

    Args:
        clues: columns `CLUES`.
        ids: finding_id, check_id.
    """
    new = ids.select("finding_id", "check_id").join(clues, on="finding_id", how="anti").unique(maintain_order=True)
    first = (clues[CLUE].max() or 0) if clues.height else 0
    return pl.concat(
        [clues, new.select((pl.int_range(pl.len(), dtype=pl.UInt32) + 1 + first).alias(CLUE), "finding_id", "check_id")]
    )


def raised_last(history: History) -> pl.DataFrame:
    """The clues that were not known to be gone, as they were last worded: columns `SAID` but for as_of."""
    stood = history.last_answers.filter(pl.col("answer") != Answer.ABSENT.value)
    return history.said.drop("as_of").join(stood, on=CLUE, how="semi")


def with_night(history: History, says: NightSays, as_of: date) -> History:
    """The history with one more night, which is later than all of its.

    Args:
        history: what earlier nights said.
        says: what the night says.
        as_of: its date.
    """
    clues = numbered(history.clues, says.raised)
    raised = says.raised.join(clues.select(CLUE, "finding_id"), on="finding_id")
    answers = changes(history.last_answers, answers_of(clues, history.last_answers, raised, says), as_of)
    said = pl.concat([history.said.join(raised, on=CLUE, how="anti"), _dated(raised, SAID, as_of)])
    nights = pl.DataFrame({"as_of": as_of, "check_id": sorted(says.ran)}, schema=NIGHTS)
    together = pl.concat([history.answers, answers]).sort(CLUE, "as_of")
    return History(clues, together, said, pl.concat([history.nights, nights]))


def answers_of(clues: pl.DataFrame, before: pl.DataFrame, raised: pl.DataFrame, says: NightSays) -> pl.DataFrame:
    """What a night says of every clue whose check ran: raised, absent or unanswered.

    Args:
        clues: columns `CLUES`.
        before: the last answer of each clue of earlier nights.
        raised: what it raises: clue, facts.
        says: what else it says.

    Returns:
        Columns `ANSWERS` but `as_of`, a row a clue.
    """
    able = clues.filter(pl.col("check_id").is_in(list(says.ran)))
    others = able.join(before, on=CLUE, how="semi").join(raised, on=CLUE, how="anti")
    could_not = pl.col("finding_id").is_in(says.unanswered.implode())
    not_raised = others.select(
        CLUE,
        answer=pl.when(could_not).then(pl.lit(Answer.UNANSWERED.value)).otherwise(pl.lit(Answer.ABSENT.value)),
        facts=pl.lit(None, dtype=pl.String),
    )
    return pl.concat([raised.select(CLUE, pl.lit(Answer.RAISED.value).alias("answer"), "facts"), not_raised])


def changes(before: pl.DataFrame, now: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The rows of `now` that are not those of `before`, as of a date.

    Args:
        before: how clues stood: a row each, with the columns of `now`.
        now: how clues stand: a row each.
        as_of: the night that says so.
    """
    columns = [column for column in now.columns if column != CLUE]
    both = now.join(before.select(CLUE, *columns, known=pl.lit(value=True)), on=CLUE, how="left", suffix="_before")
    differs = pl.any_horizontal(pl.col(column).ne_missing(pl.col(f"{column}_before")) for column in columns)
    return _dated(both.filter(pl.col("known").is_null() | differs), before.schema, as_of)


def _dated(rows: pl.DataFrame, columns: pl.Schema | dict[str, pl.DataType], as_of: date) -> pl.DataFrame:
    return rows.select(pl.lit(as_of).alias("as_of") if name == "as_of" else pl.col(name) for name in columns)
