"""How often a check was right stands beside it, and a check that is mostly wrong is marked."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from policies.clues.precision import precision
from reports.page import render_page
from reports.precision import LOOK_AT, precision_by_check
from reports.report import Report
from reports.workbook import write_workbook
from schemas.outputs.precision import PRECISION
from tests.reports.publication import with_tables


def told(**results: int) -> pl.DataFrame:
    words = [word for word, count in results.items() for _ in range(count)]
    ledger = pl.DataFrame({"check_id": ["D1"] * len(words), "latest_result": words}, schema_overrides=_TEXTS)
    return precision(ledger, ["D1", "M3"])


_TEXTS = {"check_id": pl.String(), "latest_result": pl.String()}


@pytest.mark.parametrize(
    ("results", "text", "is_doubtful"),
    [
        ({}, "尚无核实结果", False),
        ({"unverifiable": 3}, "3 条核实结果均为无法核实", False),
        ({"confirmed": 6, "partly": 2, "refuted": 2}, "80.0%(95% 区间 49.0%至94.4%,核实结果 10 条)", False),
        ({"confirmed": 2, "refuted": 1}, "66.6%(95% 区间 20.7%至93.9%,核实结果 3 条)", False),
        ({"refuted": 1}, "0.0%(95% 区间 0.0%至79.4%,核实结果 1 条)", False),
        ({"refuted": 3}, "0.0%(95% 区间 0.0%至56.2%,核实结果 3 条)", False),
        ({"refuted": 4, "unverifiable": 1}, "0.0%(95% 区间 0.0%至49.0%,核实结果 5 条)", True),
        ({"confirmed": 10, "refuted": 11}, "47.6%(95% 区间 28.3%至67.7%,核实结果 21 条)", False),
    ],
)
def test_share_interval_and_number_and_a_mark_where_all_of_the_interval_is_under_one_half(
    results: dict[str, int], text: str, is_doubtful: bool
) -> None:
    found = precision_by_check(told(**results))["D1"]
    assert (found.text, found.is_doubtful, LOOK_AT in found.told) == (text, is_doubtful, is_doubtful)


def test_it_stands_beside_the_check_on_page_and_in_the_workbook(report: Report, tmp_path: Path) -> None:
    known = with_tables(report, (PRECISION, told(refuted=4)))
    page = render_page(known)
    text = "0.0%(95% 区间 0.0%至49.0%,核实结果 4 条)"
    assert page.count(f"查准率：{text}") == page.count(LOOK_AT) == 1
    assert "查准率：尚无核实结果" in page
    write_workbook(known, tmp_path / "reports.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "reports.xlsx")
    header, *rows = book.get_sheet_by_name("检查项查准率").to_python()
    sheet = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
    assert (sheet["D1"]["该检查项查准率"], sheet["D1"]["提示"]) == (f"{text}({LOOK_AT})", LOOK_AT)
    assert (sheet["M3"]["该检查项查准率"], sheet["M3"]["提示"]) == ("尚无核实结果", "")
    header, first, *_ = book.get_sheet_by_name("比对-生命事件").to_python()
    assert dict(zip(header, first, strict=True))["该检查项查准率"] == f"{text}({LOOK_AT})"
