"""What people are told of hand-overs: counted from rows and clues, the same on page, terminal and front sheet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from reports.hand_overs import HandOvers, Undelivered, sent_batch, theme_progress
from reports.page import render_page
from reports.report import Report
from reports.summary import summary_lines
from reports.workbook import write_workbook
from schemas.terms import CityMode

JUNE = date(2019, 6, 1)


@pytest.fixture
def told() -> HandOvers:
    answers = pl.DataFrame({"answer": ["received"] * 5 + ["returned"] * 2 + [None] * 3})
    states = ["属实", "部分属实", "已办结", "不属实", "无法核实", "待核实", "已交办"]
    clues = pl.DataFrame(
        {
            "state": states,
            "data_status": ["standing", "gone", "gone", "new", "not_run", "standing", "reopened"],
            "amount_recovered": pl.Series([None, "1200.50", "3", *[None] * 4]).cast(pl.Decimal(18, 2)),
        }
    )
    return HandOvers(
        sent_batch(7, JUNE, CityMode.INCREMENTAL, answers),
        4,
        (theme_progress("<重复>享受", JUNE, date(2019, 6, 30), clues),),
        (Undelivered("sftp://b@h:22/in", JUNE),),
    )


def test_nobody_is_counted_twice_or_left_out(told: HandOvers) -> None:
    batch, (theme,) = told.batch, told.themes
    assert batch is not None
    assert (batch.rows, batch.received, batch.returned, batch.waiting) == (10, 5, 2, 3)
    assert (theme.clues, theme.confirmed, theme.refuted, theme.open, theme.gone) == (7, 3, 1, 3, 2)
    assert theme.recovered == Decimal("1203.50")


def test_page_terminal_and_front_sheet_tell_it(report: Report, told: HandOvers, tmp_path: Path) -> None:
    html = render_page(report, lambda: told)
    for text in ("批次 000007", "增量", "&lt;重复&gt;享受", "1,203.50", "sftp://b@h:22/in 自 2019-06-01 起未能送达"):
        assert text in html
    assert "<重复>" not in html
    lines = "\n".join(summary_lines(report, "x", told))
    write_workbook(report, tmp_path / "b.xlsx", lambda: told)
    front = CalamineWorkbook.from_path(tmp_path / "b.xlsx").get_sheet_by_index(0).to_python()
    for text in ("共 10 行: 已接收 5,被退回 2,未答复 3;现列退回待重报 4 行", "线索 7,属实 3,不属实 1,未结 3"):
        assert text in lines
        assert text in str(front)


def test_without_any_hand_over_the_page_says_so(report: Report) -> None:
    assert "本期以前没有报送市平台的批次" in render_page(report)
    assert "市平台:" not in "\n".join(summary_lines(report, "x"))
