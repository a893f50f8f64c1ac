"""What a theme says of its clues: the result also when it is closed, nobody's whole name, what each check means."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from reports.hand_over_dictionary import DICTIONARY, Origin
from reports.keyed_clues import keyed_clues
from reports.report import Report
from reports.theme_tables import CLUES, SUMMARY, empty
from reports.themes import ThemeClues, theme_clues, write_theme
from schemas.keyed import Keyed
from schemas.leaving import HIDDEN
from schemas.outputs.ledger import LEDGER
from schemas.theme import Theme
from tests.reports.publication import AS_OF, frame, with_tables

KEY = b"secret of the bureau"
THEME = Theme("死亡", "死亡", ("D1",), date(2019, 1, 1), date(2019, 6, 30), unit="区民政局")
CLOSED = {
    "finding_id": "f1",
    "check_id": "D1",
    "state": "closed",
    "result": "partly",
    "data_status": "standing",
    "disposal": "停发待遇,由其子张伟代缴,另见李梅 432902195907300738",
    "disposed_on": AS_OF,
    "amount_recovered": Decimal("20.00"),
    "assigned_to": "伊塘镇",
}


def handed(report: Report, before: pl.DataFrame | None = None, **ledger: object) -> ThemeClues:
    told = with_tables(report, (LEDGER, frame(LEDGER, [CLOSED | ledger])))
    belongs = pl.lit(value=before is None) & (pl.col("check_id") == "D1")
    given = pl.DataFrame(schema={"finding_id": pl.String(), "seq": pl.Int64()})
    if before is not None:
        given = before.select("finding_id", "seq")
    return theme_clues(
        told, THEME, keyed_clues(told, Keyed(KEY)), belongs, empty(CLUES) if before is None else before, given
    )


@pytest.mark.parametrize("still_there", [True, False])
@pytest.mark.parametrize(
    ("ledger", "state", "result"),
    [
        ({}, "已办结", "部分属实"),
        ({"state": "refuted", "result": "refuted"}, "不属实", "不属实"),
        ({"state": "open", "result": None}, "待核实", None),
        ({"state": "assigned", "result": None}, "已交办", None),
    ],
)
def test_the_result_of_the_round_stands_also_when_the_clue_is_closed(
    report: Report, ledger: dict[str, object], state: str, result: str | None, *, still_there: bool
) -> None:
    first = handed(report).clues
    clues = handed(report, None if still_there else first, **ledger).clues
    assert clues.select("state", "result").rows() == [(state, result)]


@pytest.mark.parametrize("still_there", [True, False])
def test_nobody_is_named_whole_in_what_hands_wrote(report: Report, *, still_there: bool) -> None:
    first = handed(report).clues
    clues = handed(report, None if still_there else first, assigned_to="张伟").clues
    assert clues.select("disposal", "unit").rows() == [(f"停发待遇、{HIDDEN}", HIDDEN)]
    named = handed(report, None if still_there else first, disposal="停发待遇", assigned_to=None).clues
    assert named.select("disposal", "unit").rows() == [("停发待遇", "区民政局")]
    assert first["unit"].to_list() == ["伊塘镇"]


def test_the_dictionary_explains_the_checks_of_clues_that_once_belonged(report: Report, tmp_path: Path) -> None:
    stood = handed(report)
    asks_less = replace(stood, theme=replace(THEME, checks=("R1",)))
    write_theme(report, asks_less, lambda _: empty(SUMMARY), Origin(), tmp_path)
    dictionary = (tmp_path / DICTIONARY).read_text(encoding="utf-8")
    assert stood.clues["check_id"].to_list() == ["D1"]
    assert all(f"\n| {check_id} |" in dictionary for check_id in ("R1", "D1"))
