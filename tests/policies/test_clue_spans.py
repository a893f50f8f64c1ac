"""The nights of a clue, those together that said the same: what was not run stands apart and starts nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import groupby
from operator import itemgetter

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.clues.history import ANSWERS, CLUES, NOTHING, RAN, History
from policies.clues.spans import going_on, spans_of, turned


def history(answers: dict[int, str], ran: tuple[int, ...], others: tuple[int, ...]) -> History:
    """One clue of check A with its answers by day; the days on which its check ran, and on which only others did."""
    nights = [(date(2019, 6, day), "A,B") for day in ran] + [(date(2019, 6, day), "B") for day in others]
    said = [(date(2019, 6, day), 1, answer, None) for day, answer in answers.items()]
    clue = pl.DataFrame([(1, "a", "A")], schema=CLUES, orient="row")
    return History(
        pl.concat([NOTHING.stood, clue], how="diagonal"),
        pl.DataFrame(said, schema=ANSWERS, orient="row"),
        pl.DataFrame(nights, schema=RAN, orient="row"),
    )


@pytest.mark.parametrize(
    ("answers", "ran", "others", "expected"),
    [
        ({3: "raised"}, (1, 2, 3, 4, 5), (), [((3, 4, 5), "raised")]),
        (
            {1: "raised", 3: "absent", 4: "raised"},
            (1, 2, 3, 4),
            (),
            [((1, 2), "raised"), ((3,), "absent"), ((4,), "raised")],
        ),
        # Its check did not run on the 2nd; that it said the same before and after is told apart.
        ({1: "raised"}, (1, 3), (2,), [((1,), "raised"), ((2,), "not_run"), ((3,), "raised")]),
        ({1: "raised"}, (1,), (2, 3), [((1,), "raised"), ((2, 3), "not_run")]),
        # Nights before it was first known are none of its.
        ({2: "raised", 3: "unanswered"}, (1, 2, 3), (), [((2,), "raised"), ((3,), "unanswered")]),
        # A night of the first version did not say what ran.
        ({1: "raised"}, (2,), (), [((1, 2), "raised")]),
        # Nothing was ever said of it.
        ({}, (1,), (2,), []),
    ],
)
def test_spans(
    answers: dict[int, str], ran: tuple[int, ...], others: tuple[int, ...], expected: list[tuple[tuple[int, ...], str]]
) -> None:
    spans = spans_of(history(answers, ran, others), pl.Series(["a", "unknown"]))
    told = [(begins.day, ends.day, nights, answer) for _, begins, ends, nights, answer in spans.iter_rows()]
    assert told == [(days[0], days[-1], len(days), answer) for days, answer in expected]


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Some nights, of which each ran some checks, and clues about which they said this and that."""
    ran = {day: draw(st.sets(st.sampled_from("ABC"))) for day in draw(st.sets(st.integers(1, 12)))}
    told, said = [], []
    for clue in range(draw(st.integers(1, 4))):
        told.append((clue, f"c{clue}", draw(st.sampled_from("ABC"))))
        days = sorted(draw(st.sets(st.integers(1, 12))))
        said += [(date(2019, 6, day), clue, draw(st.sampled_from(["raised", "absent"])), None) for day in days]
    nights = [(date(2019, 6, day), ",".join(sorted(checks))) for day, checks in sorted(ran.items())]
    return History(
        pl.concat([NOTHING.stood, pl.DataFrame(told, schema=CLUES, orient="row")], how="diagonal"),
        pl.DataFrame(said, schema=ANSWERS, orient="row"),
        pl.DataFrame(nights, schema=RAN, orient="row"),
    )


@given(histories())
def test_spans_are_what_is_told_walking_from_night_to_night(known: History) -> None:
    ran = {night: set(checks.split(",")) for night, checks in known.ran.iter_rows() if checks}
    expected = []
    for clue, name, check in known.clues.iter_rows():
        changes = {day: answer for day, one, answer, _ in known.answers.iter_rows() if one == clue}
        told, answer = [], ""
        for night in sorted({*ran, *changes}):
            answer = changes.get(night, answer)
            if answer:
                is_told = night in changes or check in ran[night]
                told.append((night, answer if is_told else "not_run"))
        for said, nights in groupby(told, key=itemgetter(1)):
            days = [night for night, _ in nights]
            expected.append((name, days[0], days[-1], len(days), said))
    assert spans_of(known, known.clues["finding_id"]).rows() == expected


@given(histories())
def test_one_more_night_goes_on_with_the_last_spans_or_begins_others(known: History) -> None:
    """Told up to the night before and gone on with tonight, spans are those told of all nights at once."""
    nights = known.ran.filter(pl.col("ran") != "")["as_of"].sort()
    if nights.is_empty():
        return
    tonight = nights[-1]
    ids, told = known.clues["finding_id"], known.answers.filter(pl.col("as_of") <= tonight)
    whole = spans_of(replace(known, answers=told), ids)
    before = replace(
        known,
        answers=told.filter(pl.col("as_of") < tonight),
        ran=known.ran.filter(pl.col("as_of") < tonight),
    )
    spans = spans_of(before, ids)
    said = whole.filter(pl.col("ends") == tonight).select("finding_id", "answer")
    last = spans.unique("finding_id", keep="last").select("finding_id", "answer")
    same = going_on(spans, tonight).join(said.join(last, on=["finding_id", "answer"]), on="finding_id", how="semi")
    other = said.join(last, on=["finding_id", "answer"], how="anti")
    told_on = pl.concat([same, turned(spans.join(other, on="finding_id", how="semi"), other, tonight)])
    assert told_on.sort("finding_id", "begins").rows() == whole.sort("finding_id", "begins").rows()
    assert set(said["finding_id"]) == set(whole["finding_id"])
