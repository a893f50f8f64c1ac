"""Random nights and entries folded in two independent ways must tell the same ledger, in any order of the nights."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from policies.clues.fold import fold
from policies.clues.history import NOTHING, WORDING, History, NightSays, with_night
from schemas.work import WORK
from tests.policies.ledger_reading import Told, read

START = date(2019, 6, 1)
DAYS = 10
CLUES = tuple(f"{check}:{number}" for check in "AB" for number in range(5))
days = st.integers(0, DAYS).map(lambda number: START + timedelta(days=number))
facts = st.frozensets(st.sampled_from("xyz"), min_size=1)
results = st.sampled_from(["confirmed", "partly", "refuted", "unverifiable"])


@st.composite
def nights(draw: st.DrawFn) -> list[Told]:
    told = []
    for day in draw(st.lists(days, unique=True, min_size=1, max_size=8)):
        ran = draw(st.sets(st.sampled_from("AB"), min_size=1))
        able = [clue for clue in CLUES if clue[0] in ran]
        raised = draw(st.dictionaries(st.sampled_from(able), facts))
        unanswered = draw(st.sets(st.sampled_from(able))) - raised.keys()
        told.append(Told(day, ran, raised, unanswered))
    return sorted(told, key=lambda one: one.day)


@st.composite
def entries(draw: st.DrawFn) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for number in range(1, draw(st.integers(0, 25)) + 1):
        kind = draw(st.sampled_from(["assignment", "result", "result", "disposal", "withdrawal"]))
        one: dict[str, Any] = dict.fromkeys(WORK)
        one |= {"number": number, "kind": kind, "date": draw(days), "by": f"甲{number}", "reviewed_by": "乙"}
        one["clue"] = draw(st.sampled_from(CLUES[::2]))
        match kind:
            case "assignment":
                one |= {"unit": f"单位{number}", "due_on": draw(days)}
            case "result":
                one |= {"result": draw(results), "note": f"情况{number}"}
            case "disposal":
                one |= {"disposal": f"处置{number}"}
        made.append(one)
    return made


def kept(told: list[Told]) -> History:
    """The nights as they are kept: only what changes."""
    history = NOTHING
    for night in told:
        raised = pl.DataFrame(
            [(clue, clue[0], "roll", " ".join(sorted(known))) for clue, known in night.raised.items()],
            schema=dict.fromkeys(("finding_id", "check_id", "source", "facts"), pl.String()),
            orient="row",
        )
        worded = raised.with_columns(pl.lit(None, WORDING[name]).alias(name) for name in WORDING if name != "source")
        unanswered = pl.Series(sorted(night.unanswered), dtype=pl.String)
        history = with_night(history, NightSays(worded, unanswered, frozenset(night.ran)), night.day)
    return history


def frame(made: list[dict[str, Any]]) -> pl.DataFrame:
    rows = [{**{name: one[name] for name in WORK}, "finding_id": one["clue"]} for one in made]
    return pl.DataFrame(rows, schema=WORK, orient="row")


@settings(phases=[Phase.generate], max_examples=40)
@given(nights(), entries(), st.integers(0, DAYS), st.integers(0, DAYS))
def test_both_ways_tell_the_same(told: list[Told], made: list[dict[str, Any]], until: int, reported: int) -> None:
    as_of, cut_off = told[until % len(told)].day, START + timedelta(days=reported)
    folded = fold(kept([one for one in told if one.day <= as_of]), frame(made), as_of, {"roll": cut_off})
    expected = read(told, made, as_of, lambda _: cut_off)
    assert {row["finding_id"] for row in folded.iter_rows(named=True)} == expected.keys()
    for row in folded.iter_rows(named=True):
        assert {name: row[name] for name in expected[row["finding_id"]]} == expected[row["finding_id"]]


@settings(phases=[Phase.generate], max_examples=40)
@given(nights(), entries(), st.tuples(days, days, days).map(sorted))
def test_what_was_withdrawn_at_once_might_never_have_been_entered(
    told: list[Told], made: list[dict[str, Any]], of_slip: list[date]
) -> None:
    wrong, taken_back, as_of = of_slip
    slip, clue = len(made) // 3, CLUES[0]
    before = [one | {"clue": clue} for one in made[:slip] if one["date"] <= wrong]  # so that the slip is the last entry
    after = [one | {"clue": clue, "number": one["number"] + 2} for one in made[slip:]]
    mistaken = dict.fromkeys(WORK) | {"clue": clue, "by": "丙", "reviewed_by": "丁"}
    slipped = [
        mistaken | {"number": slip + 1, "kind": "result", "result": "refuted", "date": wrong},
        mistaken | {"number": slip + 2, "kind": "withdrawal", "date": taken_back},
    ]
    history = kept([one for one in told if one.day <= as_of])
    both = [fold(history, frame(rows), as_of, {}) for rows in ([*before, *slipped, *after], [*before, *after])]
    assert_frame_equal(*both, check_row_order=False)
