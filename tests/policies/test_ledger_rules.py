"""The rules of the ledger one by one: cases in `cases_ledger.yaml`, precision, and the two indicators of the work."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from policies.clues.fold import FOLDED, fold
from policies.clues.history import NOTHING, WORDING, History, NightSays, with_night
from policies.clues.precision import precision
from policies.clues.work_side import STEPS, work_side
from policies.indicators import INDICATORS
from schemas.work import WORK
from tests.policies.district import District, run_indicators

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases_ledger.yaml").read_text("utf-8"))
DATES = frozenset(name for name, dtype in FOLDED.items() if dtype == pl.Date())
june = partial(date, 2019, 6)


def night(history: History, day: int, what: str) -> History:
    raised = what not in ("gone", "unanswered", "not_run")
    clue: dict[str, object] = {"finding_id": "clue", "check_id": "D1", "facts": " ".join(what), "source": "low_income"}
    schema = dict.fromkeys(("finding_id", "check_id", "facts"), pl.String()) | WORDING
    rows = pl.DataFrame([clue] if raised else [], schema=schema)
    unanswered = pl.Series(["clue"] if what == "unanswered" else [], dtype=pl.String)
    ran = {"R1"} if what == "not_run" else {"R1", "D1"}
    return with_night(history, NightSays(rows, unanswered, frozenset(ran)), june(day))


def entry(number: int, text: str) -> dict[str, object]:
    day, what, *more = text.split()
    known: dict[str, dict[str, object]] = {
        "assign": {"kind": "assignment", "unit": f"单位{day}", "due_on": june(int(more[0])) if more else None},
        "dispose": {"kind": "disposal", "disposal": f"处置{day}"},
        "withdraw": {"kind": "withdrawal"},
    }
    said = known.get(what, {"kind": "result", "result": what, "note": f"情况{day}"})
    people: dict[str, object] = {
        "by": "甲",
        "reviewed_by": "乙",
        "date": june(int(day)),
        "number": number,
        "finding_id": "clue",
    }
    return dict.fromkeys(WORK) | people | said


def folded(case: dict[str, Any]) -> dict[str, object]:
    history = NOTHING
    for day, what in sorted(case["nights"].items()):
        history = night(history, day, what)
    as_of = june(max(case["nights"]))
    rows = [entry(number, text) for number, text in enumerate(case.get("entries", []), 1)]
    entries = pl.DataFrame(rows, schema=WORK, orient="row")
    (found,) = fold(history, entries, as_of, {"low_income": june(case.get("cut_off", 1))}).to_dicts()
    return found


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    found = folded(case)
    expected = {
        name: june(value) if name in DATES and value is not None else value for name, value in case["expect"].items()
    }
    assert {name: found[name] for name in expected} == expected


def ledger(*rows: dict[str, object]) -> pl.DataFrame:
    usual = {"check_id": "D1", "state": "open", "town": "蔡市镇", "is_due": False, "gone_when_due": False}
    filled = [dict.fromkeys(FOLDED) | usual | {"finding_id": f"c{number}"} | row for number, row in enumerate(rows)]
    return pl.DataFrame(filled, schema=FOLDED, orient="row")


def indicator(name: str, *rows: dict[str, object]) -> tuple[dict[str, tuple[int, int]], list[tuple[str, str]]]:
    found = run_indicators(District().evidence(), [INDICATORS[name]], ledger(*rows))
    areas = {row["area"]: (row["numerator"], row["denominator"]) for row in found.coverage.to_dicts()}
    return areas, found.gaps.select("key", "reason").rows()


def test_clues_are_to_be_looked_into_by_their_day() -> None:
    due: dict[str, object] = {"is_due": True, "due_on": june(10)}
    areas, gaps = indicator(
        "K11",
        {},  # never given out
        {"due_on": june(30)},  # its day has not come
        due,
        due | {"first_result_on": june(10)},
        due | {"first_result_on": june(11), "town": "伊塘镇"},
        due | {"gone_when_due": True},
    )
    assert areas == {"全区": (1, 3), "蔡市镇": (1, 2), "伊塘镇": (0, 1)}
    assert gaps == [("c2", "no_result"), ("c4", "late")]


def test_true_clues_are_to_be_closed() -> None:
    states = ("open", "assigned", "refuted", "unverifiable", "confirmed", "partly", "closed")
    areas, gaps = indicator("K12", *(dict[str, object](state=state) for state in states))
    assert areas == {"全区": (1, 3), "蔡市镇": (1, 3)}
    assert gaps == [("c4", "not_closed"), ("c5", "not_closed")]


def test_how_often_a_check_was_right() -> None:
    results = ["confirmed"] * 6 + ["partly"] * 2 + ["refuted"] * 2 + ["unverifiable"] * 5 + [None]
    rows: list[dict[str, object]] = [{"latest_result": one} for one in results]
    rows += [{"check_id": "R1", "latest_result": "unverifiable"}]
    found = {row["check_id"]: row for row in precision(ledger(*rows), ["D1", "R1", "R2"]).to_dicts()}
    counts = [found["D1"][name] for name in ("results", "confirmed", "partly", "refuted", "unverifiable")]
    assert counts == [15, 6, 2, 2, 5]
    assert found["D1"]["share"] == 0.8
    # Wilson's interval of 8 in 10, as any table of it has it.
    assert (round(found["D1"]["low"], 4), round(found["D1"]["high"], 4)) == (0.4902, 0.9433)
    assert (found["R1"]["results"], found["R1"]["share"], found["R1"]["low"]) == (1, None, None)
    assert (found["R2"]["results"], found["R2"]["high"]) == (0, None)


@pytest.mark.parametrize(("result", "low", "high"), [("refuted", 0.0, 0.7935), ("confirmed", 0.2065, 1.0)])
def test_one_result_is_hardly_anything(result: str, low: float, high: float) -> None:
    (found,) = precision(ledger({"latest_result": result}), ["D1"]).to_dicts()
    assert (round(found["low"], 4), round(found["high"], 4)) == (low, high)


def test_an_entry_withdrawn_of_one_clue_stands_for_another_that_it_is_of_too() -> None:
    entered = {"day": date(2019, 6, 2), "kind": "result", "number": 1, "result": "confirmed"}
    withdrawal = {"clue": 1, "day": date(2019, 6, 3), "kind": "withdrawal", "number": 2}
    steps = pl.DataFrame([entered | {"clue": 1}, withdrawal, entered | {"clue": 2}], schema=STEPS)
    assert work_side(steps).select("clue", "state").rows() == [(2, "confirmed")]
