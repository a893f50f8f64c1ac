"""The nights of a clue, those together that said the same: what was not run stands apart and starts nothing."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from policies.clues.history import ANSWERS, CLUES, NOTHING, RAN, History
from policies.clues.spans import spans_of


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
    ],
)
def test_spans(
    answers: dict[int, str], ran: tuple[int, ...], others: tuple[int, ...], expected: list[tuple[tuple[int, ...], str]]
) -> None:
    clues, lives = spans_of(history(answers, ran, others), pl.Series(["a", "unknown"]))
    assert clues.rows() == [("a", 0)]
    assert [(tuple(night.day for night in one.nights), one.answer) for one in lives[0]] == expected
