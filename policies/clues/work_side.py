"""How far people have come with clues, told from the nights and entries of each.

What happens to a clue depends on what happened before, yet not on much of it. Every assignment and every result begins
a stretch, in which the clue stands as that word says; a refuted clue is opened by the first night on other evidence.
From one result to the next, what was found true may be disposed of, also where it was given out again, until the first
night opens it that raises it again after it was gone; one that is given out is left to whom it was given. A clue that
was opened stays open until the next stretch. So all clues are told at once.
"""

from __future__ import annotations

import polars as pl

from policies.clues.data_side import IS_FIRST
from policies.clues.history import CLUE
from policies.clues.withdrawn import Placed, withdrawn
from schemas.terms import TRUE, FindingState
from schemas.work import WORK, WorkKind

NIGHT = ""
"""Kind of a step that is no entry but a night that raised the clue and may change how far people have come."""
STEPS: dict[str, pl.DataType] = {
    CLUE: pl.UInt32(),
    "day": pl.Date(),  # of the night, or own date of the entry
    "facts": pl.String(),  # what raised it that night, or up to an entry: hashes, blank between
    "is_return": pl.Boolean(),  # of a night: the clue was gone before
    **{name: dtype for name, dtype in WORK.items() if name not in {"finding_id", "date"}},  # `kind` may be `NIGHT`
}
"""One night or entry of a clue a row."""
_ROUND: dict[str, tuple[tuple[str, str], ...]] = {
    WorkKind.ASSIGNMENT.value: (("assigned_to", "unit"), ("assigned_on", "day"), ("due_on", "due_on")),
    WorkKind.RESULT.value: (
        ("result_on", "day"),
        ("result", "result"),
        ("prepared_by", "by"),
        ("reviewed_by", "reviewed_by"),
        ("note", "note"),
    ),
    WorkKind.DISPOSAL.value: (
        ("disposal", "disposal"),
        ("disposed_on", "day"),
        ("amount_recovered_fen", "amount_recovered_fen"),
    ),
}
"""Kind of entry -> what is said of the present round from the last one of it, and the column of `STEPS` it is."""
STANDING: dict[str, pl.DataType] = {
    CLUE: pl.UInt32(),
    "state": pl.String(),  # null: nothing stands that was entered
    "state_since": pl.Date(),
    "recurrences": pl.UInt32(),
    "latest_result": pl.String(),  # of any round
    "found_true": pl.Boolean(),  # by it, unless it was opened again since
    "first_result_on": pl.Date(),  # this and what follows of the present round only
    **{name: STEPS[column] for said in _ROUND.values() for name, column in said},
}
"""Where the work on a clue stands."""
_OPEN, _ASSIGNED, _REFUTED, _CLOSED = (
    one.value for one in (FindingState.OPEN, FindingState.ASSIGNED, FindingState.REFUTED, FindingState.CLOSED)
)
_IS_NIGHT, _IS_GIVEN, _IS_FOUND, _IS_DISPOSED, _IS_WITHDRAWN = (
    pl.col("kind") == kind
    for kind in (NIGHT, WorkKind.ASSIGNMENT, WorkKind.RESULT, WorkKind.DISPOSAL, WorkKind.WITHDRAWAL)
)
_IS_TRUE = pl.col("found").is_in([one.value for one in TRUE]).fill_null(value=False)


def work_side(steps: pl.DataFrame) -> pl.DataFrame:
    """Where the work on each clue stands after its nights and entries.

    Args:
        steps: columns `STEPS`, in any order; they count by date, the night first, then by number.

    Returns:
        Columns `STANDING`, a row a clue of which anything stands.
    """
    said = pl.when(pl.col("note") != "").then("note")
    ordered = steps.with_columns(note=said).sort(CLUE, "day", ~_IS_NIGHT, "number")
    told = _in_rounds(_opened(_in_stretches(_not_withdrawn(ordered))))
    moved = told.filter(pl.col("state").is_not_null()).group_by(CLUE)
    results = told.filter(_IS_FOUND).group_by(CLUE)
    present = told.filter(pl.col("round") == pl.col("round").last().over(CLUE))
    parts = [
        results.agg(latest_result=pl.col("result").last()),
        told.group_by(CLUE).agg(found_true=(_IS_TRUE & pl.col("returned_on").is_null()).last()),
        present.filter(_IS_FOUND).group_by(CLUE).agg(first_result_on=pl.col("day").first()),
        *(_last_of(present, kind) for kind in _ROUND),
    ]
    standing = moved.agg(pl.col("state").last(), state_since=pl.col("day").last(), recurrences=pl.col("recurs").sum())
    for part in parts:
        standing = standing.join(part, on=CLUE, how="left")
    return standing.select(pl.col(name).cast(dtype) for name, dtype in STANDING.items())


def _not_withdrawn(steps: pl.DataFrame) -> pl.DataFrame:
    """Without withdrawals and what they withdrew; few clues have any."""
    entered = steps.join(steps.filter(_IS_WITHDRAWN), on=CLUE, how="semi").remove(_IS_NIGHT)
    gone = [
        (clue, number)  # one entry may be of several clues, whose ids were one before
        for (clue,), own in entered.select(CLUE, *Placed._fields).partition_by(CLUE, as_dict=True).items()
        for number in withdrawn(Placed(*row) for row in own.select(Placed._fields).iter_rows())
    ]
    of_clue = {name: steps.schema[name] for name in (CLUE, "number")}
    return steps.join(pl.DataFrame(gone, of_clue, orient="row"), on=list(of_clue), how="anti", maintain_order="left")


def _in_stretches(steps: pl.DataFrame) -> pl.DataFrame:
    """With `stretch` and `word`, the state in which it began; `span`, from one result on, and `found`, that result.

    `is_given` says of a clue that it was given out, and nobody has told of it since.
    """
    began = pl.when(_IS_GIVEN).then(pl.lit(_ASSIGNED)).when(_IS_FOUND).then("result").when(IS_FIRST).then(pl.lit(_OPEN))
    return steps.with_columns(word=began).with_columns(
        pl.col("word").forward_fill(),
        stretch=pl.col("word").is_not_null().cum_sum(),
        span=(_IS_FOUND | IS_FIRST).cum_sum(),
        found=pl.when(_IS_FOUND).then("result").forward_fill().over(CLUE),
        is_given=(pl.when(~_IS_NIGHT).then("kind").forward_fill().over(CLUE) == WorkKind.ASSIGNMENT.value),
    )


def _opened(steps: pl.DataFrame) -> pl.DataFrame:
    """With `opens`, a night that opens the clue again, and `returned_on`, the day on which it did in a span."""
    nights = steps.filter(_IS_NIGHT)
    returned = nights.filter(_IS_TRUE & pl.col("is_return") & ~pl.col("is_given").fill_null(value=False))
    other = _on_other_evidence(steps, nights)
    told = steps.join(_first(returned, "span", "returned_on"), on="span", how="left", maintain_order="left")
    told = told.join(_first(other, "stretch", "changed_on"), on="stretch", how="left", maintain_order="left")
    opens = (pl.col("day") == pl.col("returned_on")).fill_null(value=False)
    opens |= (pl.col("day") == pl.col("changed_on")).fill_null(value=False)
    return told.with_columns(opens=_IS_NIGHT & opens)


def _first(nights: pl.DataFrame, of: str, name: str) -> pl.DataFrame:
    return nights.group_by(of).agg(pl.col("day").min().alias(name))


def _on_other_evidence(steps: pl.DataFrame, nights: pl.DataFrame) -> pl.DataFrame:
    """stretch, day: nights that raised a refuted clue on facts that were not there when it was refuted.

    What they were then may not be known: then they are those of the first night after.
    """
    refuted = steps.filter((pl.col("word") == _REFUTED) & (_IS_NIGHT | _IS_FOUND) & (pl.col("facts") != ""))
    facts = pl.col("facts").str.split(" ")
    told = refuted.join(nights, on="stretch", how="semi", maintain_order="left").with_columns(facts)
    other = pl.col("facts").list.set_difference(pl.col("facts").first().over("stretch")).list.len() > 0
    return told.filter(other).select("stretch", "day")


def _in_rounds(steps: pl.DataFrame) -> pl.DataFrame:
    """With `state`, of each step that sets one, and `round`, which numbers rounds; without disposals in vain."""
    is_open = (pl.col("day") >= pl.col("returned_on")).fill_null(value=False)  # on one day the night comes first
    told = steps.remove(_IS_DISPOSED & (is_open | ~_IS_TRUE))
    state = (
        pl.when(_IS_GIVEN | _IS_FOUND)
        .then("word")
        .when(_IS_DISPOSED)
        .then(pl.lit(_CLOSED))
        .when("opens")
        .then(pl.lit(_OPEN))
    )
    return told.with_columns(
        state=state, recurs=pl.col("opens") & _IS_TRUE, round=(_IS_GIVEN | pl.col("opens") | IS_FIRST).cum_sum()
    )


def _last_of(present: pl.DataFrame, kind: str) -> pl.DataFrame:
    """What the last entry of a kind says in the present round."""
    said = [pl.col(column).last().alias(name) for name, column in _ROUND[kind]]
    return present.filter(pl.col("kind") == kind).group_by(CLUE).agg(said)
