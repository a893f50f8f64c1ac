from __future__ import annotations

import re

from reports.report import Report
from reports.summary import summary_lines
from schemas.outputs.findings import FINDINGS
from tests.reports.publication import with_tables


def test_it_tells_the_night_in_a_few_lines(report: Report) -> None:
    lines = summary_lines(report, "/w/published/2019-06-30/index.html")
    text = "\n".join(lines)
    assert len(lines) < 40
    assert "2019-06-30" in lines[0]
    assert "2019-07-01-0200-abcdef" in lines[0]
    assert "读入 110 行" in text
    assert "核对 3 人,存在疑似线索 2 人" in text
    assert re.search(r"K1 .* 99\.96%", text)
    assert lines[-1].endswith("/w/published/2019-06-30/index.html")


def test_late_extracts_and_checks_not_run_come_first(report: Report) -> None:
    lines = summary_lines(report, "x")
    assert lines[1].startswith("注意: 死亡登记")
    assert "已 90 天" in lines[1]
    assert lines[2].startswith("注意: 婚姻登记 缺失")
    assert lines[3] == "未运行: D3 已婚但配偶不在低保家庭中 缺少 婚姻登记"


def test_an_indicator_that_was_not_computed_stands_among_the_indicators(report: Report) -> None:
    (line,) = (line for line in summary_lines(report, "x") if line.startswith("K2"))
    assert line.split() == ["K2", "未计算(缺少", "复核)", "在保对象复核率"]


def test_a_night_without_clues_lists_no_checks(report: Report) -> None:
    none = with_tables(report, *((table, report.frame(table).clear()) for table in FINDINGS))
    text = "\n".join(summary_lines(none, "x"))
    assert "没有查出线索" in text
    assert "线索最多" not in text


def test_nobody_is_named(report: Report) -> None:
    text = "\n".join(summary_lines(report, "x"))
    assert not re.search(r"[0-9]{14,}|王建国|李梅|李美|赵小明", text)
