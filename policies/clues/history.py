"""What nights said of clues: how the data stand on each after the last of them, and how one more night changes that.

Nights are kept as changes: a row where a clue's answer or its evidence is not that of before. Clues are told apart by
small numbers here. Most were settled long ago, so that what is asked of all of them stands in one row a clue
(`STOOD`); their changes are needed of those alone with which people had to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

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
    ("source", "observed_source", "household_no", "person_id_no", "name", "town", "village", "county"), pl.String()
)
SAID: dict[str, pl.DataType] = {"as_of": pl.Date(), CLUE: pl.UInt32(), **WORDING}
"""How a clue was worded by a night that raised it, where no earlier one worded it so."""
RAN: dict[str, pl.DataType] = {"as_of": pl.Date(), "ran": pl.String()}
"""A row a night, and the checks that ran, comma between."""
DATA: dict[str, pl.DataType] = {
    "answer": pl.String(),  # of the last night that ran its check
    "facts": pl.String(),  # of the last night that raised it
    "first_seen": pl.Date(),
    "raised_on": pl.Date(),  # the last night whose change raised it
    "last_seen": pl.Date(),  # the last night that raised it; null while it is raised: then the last that ran its check
    "turned_on": pl.Date(),  # the last night on which it came or went
    "gone": pl.Boolean(),
    "worded_on": pl.Date(),  # the night that first worded it as it is worded
    **WORDING,
}
STOOD: dict[str, pl.DataType] = {**CLUES, **DATA}
"""How the data stand on each clue that was ever raised, after a night; one row a clue."""
_COMMA = ","
DAYS = 1 << 24
"""More than there are days to count from 1970 on."""
_RAISED, _ABSENT = Answer.RAISED.value, Answer.ABSENT.value


@dataclass(frozen=True)
class History:
    """What the nights up to a date said.

    Attributes:
        stood: columns `STOOD`, after the last of them.
        answers: columns `ANSWERS`, sorted by clue and date, of the clues that are asked of; none of a night on which
            the clue's check did not run.
        ran: columns `RAN`.
    """

    stood: pl.DataFrame
    answers: pl.DataFrame
    ran: pl.DataFrame

    @property
    def clues(self) -> pl.DataFrame:
        """Columns `CLUES`, each once."""
        return self.stood.select(CLUES.keys())

    @cached_property
    def nights(self) -> pl.DataFrame:
        """as_of, check_id: a row a night and check that ran."""
        return by_check(self.ran)

    def of_clues(self, wanted: pl.Expr) -> History:
        """What they said of some of the clues: a condition on `STOOD`."""
        stood = self.stood.filter(wanted)
        return replace(self, stood=stood, answers=self.answers.join(stood, on=CLUE, how="semi", maintain_order="left"))


@dataclass(frozen=True)
class NightSays:
    """What one night says.

    Attributes:
        raised: the clues that it raises, a row each: finding_id, check_id, facts and the columns `WORDING`.
        unanswered: the clues of earlier nights of which it could not say whether they are still there.
        ran: the checks that ran.
        used: the feeds (source, or source and county) of which it used an extract; None where that is not known.
        any_of: check -> sources of which each alone may raise its clues.
    """

    raised: pl.DataFrame
    unanswered: pl.Series
    ran: frozenset[str]
    used: frozenset[str] | None = None
    any_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Changed:
    """What one night changes.

    Attributes:
        stood: columns `STOOD`, of the clues of which anything is other than before; what is left stays as it stood.
        answers: columns `ANSWERS`, of the night.
        said: columns `SAID`, of the night.
    """

    stood: pl.DataFrame
    answers: pl.DataFrame
    said: pl.DataFrame


NOTHING = History(pl.DataFrame(schema=STOOD), pl.DataFrame(schema=ANSWERS), pl.DataFrame(schema=RAN))


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
    """The clues that were not known to be gone, as they were last worded: columns `STOOD`."""
    return history.stood.filter(pl.col("answer") != Answer.ABSENT.value)


def with_night(history: History, says: NightSays, as_of: date) -> History:
    """The history with one more night, which is later than all of its.

    Args:
        history: what earlier nights said.
        says: what the night says.
        as_of: its date.
    """
    numbers = numbered(history.clues, says.raised)
    changed = changed_by(history, says, numbers, as_of)
    left = history.stood.join(changed.stood, on=CLUE, how="anti", maintain_order="left")
    night = pl.DataFrame({"as_of": as_of, "ran": _COMMA.join(sorted(says.ran))}, schema=RAN)
    return History(
        pl.concat([left, changed.stood]),
        in_order(pl.concat([history.answers, changed.answers])),
        pl.concat([history.ran, night]),
    )


def in_order(answers: pl.DataFrame) -> pl.DataFrame:
    """Answers (columns `ANSWERS`) sorted by clue and date: by one number, which takes half the time of two columns."""
    return answers.sort(pl.col(CLUE).cast(pl.Int64) * DAYS + pl.col("as_of").to_physical())


def changed_by(history: History, says: NightSays, numbers: pl.DataFrame, as_of: date) -> Changed:
    """What one more night changes.

    Args:
        history: what earlier nights said; their answers are not looked at.
        says: what the night says.
        numbers: columns `CLUES`, also of the clues that are new.
        as_of: its date.
    """
    now = {name: pl.col(name).alias(_now(name)) for name in ("facts", *WORDING)}
    raised = says.raised.select("finding_id", *now.values(), answer_now=pl.lit(_RAISED))
    again = history.stood.join(raised, on="finding_id")
    new = raised.join(history.stood, on="finding_id", how="anti").join(numbers, on="finding_id")
    both = pl.concat([again, _missed(history.stood, says, raised), new], how="diagonal")
    other, worded = _differs("answer", "facts"), _differs(*WORDING) & (pl.col("answer_now") == _RAISED)
    some = both.with_columns(other.alias("other"), worded.alias("worded")).filter(pl.any_horizontal("other", "worded"))
    stood = some.join(last_ran(history.ran), on="check_id", how="left").select(_after(as_of))
    on = pl.lit(as_of).alias("as_of")
    return Changed(
        stood,
        some.filter("other").select(on, CLUE, *(pl.col(_now(name)).alias(name) for name in ("answer", "facts"))),
        some.filter("worded").select(on, CLUE, *(pl.col(_now(name)).alias(name) for name in WORDING)),
    )


def last_ran(ran: pl.DataFrame) -> pl.DataFrame:
    """check_id and ran_on, the last night that ran it: of nights, columns `RAN`."""
    last = ran.group_by("ran").agg(ran_on=pl.col("as_of").max())  # most nights ran the same checks
    return by_check(last).group_by("check_id").agg(pl.col("ran_on").max())


def by_check(ran: pl.DataFrame) -> pl.DataFrame:
    """as_of, check_id: a row a night and check that ran, of nights, columns `RAN` and perhaps others, which stay."""
    told = ran.with_columns(pl.col("ran").str.split(_COMMA)).explode("ran").rename({"ran": "check_id"})
    return told.filter(pl.col("check_id") != "")


def _missed(stood: pl.DataFrame, says: NightSays, raised: pl.DataFrame) -> pl.DataFrame:
    """The clues that the night does not raise though their checks ran, save those that were gone and still are."""
    able = pl.col("check_id").is_in(list(says.ran))
    could_not = pl.col("finding_id").is_in(says.unanswered.implode())
    told = stood.filter(able & ((pl.col("answer") != _ABSENT) | could_not))
    return told.join(raised, on="finding_id", how="anti").with_columns(
        answer_now=pl.when(could_not).then(pl.lit(Answer.UNANSWERED.value)).otherwise(pl.lit(_ABSENT)),
        facts_now=pl.lit(None, dtype=pl.String),
    )


def _now(name: str) -> str:
    return f"{name}_now"


def _differs(*columns: str) -> pl.Expr:
    """Whether anything is other than before; `facts` tells the last evidence also of what is not raised any more."""
    was = {name: pl.col(name) for name in columns} | {"facts": pl.when(pl.col("answer") == _RAISED).then("facts")}
    return pl.any_horizontal(was[name].ne_missing(pl.col(_now(name))) for name in columns)


def _after(as_of: date) -> list[pl.Expr]:
    """`STOOD` after a night that changed something."""
    raised, left = pl.col("answer_now") == _RAISED, pl.col("answer").eq_missing(_RAISED)
    told = pl.col("answer_now") != Answer.UNANSWERED.value
    turns = told & (pl.col("gone").is_null() | (pl.col("gone") == raised))
    night = pl.lit(as_of)
    data = {
        "answer": pl.col("answer_now"),
        "facts": pl.when(raised).then("facts_now").otherwise("facts"),
        "first_seen": pl.coalesce("first_seen", night),
        "raised_on": pl.when(raised & pl.col("other")).then(night).otherwise("raised_on"),
        "last_seen": pl.when(raised)
        .then(None)
        .when(left)
        .then(pl.max_horizontal("ran_on", "raised_on"))
        .otherwise("last_seen"),
        "turned_on": pl.when(turns).then(night).otherwise("turned_on"),
        "gone": pl.when(told).then(~raised).otherwise("gone"),
        "worded_on": pl.when("worded").then(night).otherwise("worded_on"),
        **{name: pl.when("worded").then(_now(name)).otherwise(name) for name in WORDING},
    }
    return [pl.col(name) for name in CLUES] + [data[name].cast(dtype).alias(name) for name, dtype in DATA.items()]
