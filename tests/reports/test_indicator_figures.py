from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.figures import indicators, numerator_text, readable
from reports.report import IndicatorTitle, Report
from schemas.outputs.coverage import COVERAGE
from schemas.terms import Measure
from tests.reports.publication import frame

TITLES = {
    "K1": IndicatorTitle("新增对象核对率", target="100%"),
    "K9": IndicatorTitle("补助水平", Measure.FEN_PER_PERSON, "不低于200元"),
    "K10": IndicatorTitle("集中供养率", Measure.SHARE, "不低于45%"),
    "K99": IndicatorTitle("没有目标的比例", Measure.SHARE),
}


def read(
    kpi: str, numerator: int, denominator: int, *, met: bool = False, incomplete: bool | None = None
) -> tuple[str, str, int]:
    rate = numerator / denominator if denominator > 0 else None
    row = {
        "kpi": kpi,
        "numerator": numerator,
        "denominator": denominator,
        "rate": None if incomplete else rate,
        "met": met,
    }
    row["incomplete"] = incomplete
    shown = readable(frame(COVERAGE, [row]), TITLES)
    return shown.select("rate_text", "standing", "width").row(0)


@pytest.mark.parametrize(
    ("numerator", "denominator", "rate"),
    [
        (9996, 10000, "99.96%"),
        (99999, 100000, "99.99%"),
        (9999999, 10000000, "99.99%"),
        (12, 12, "100%"),
        (0, 5, "0.00%"),
        (1, 100000, "<0.01%"),
        (1, 10000, "0.01%"),
        (2, 3, "66.66%"),
    ],
)
def test_a_rate_is_cut_never_rounded_up(numerator: int, denominator: int, rate: str) -> None:
    assert read("K1", numerator, denominator)[0] == rate


def test_nothing_to_check_is_no_success() -> None:
    assert read("K1", 0, 0, met=False) == ("无对象", "无对象", 0)
    assert read("K9", -20000, -1, met=False) == ("无对象", "无对象", 0)


@pytest.mark.parametrize(("numerator", "denominator"), [(0, 0), (1, 2), (2, 2)])
def test_an_area_of_which_a_county_lacks_something_is_incomplete_also_where_nobody_is_counted(
    numerator: int, denominator: int
) -> None:
    assert read("K1", numerator, denominator, incomplete=True) == ("不完整", "不完整", 0)
    assert read("K1", 0, 0, incomplete=False) == ("无对象", "无对象", 0)


def test_the_average_payment_does_not_reach_its_bar_by_rounding() -> None:
    assert read("K9", 1999999, 100)[:2] == ("199.99元", "未达标")
    assert read("K9", 2000000, 100, met=True)[:2] == ("200.00元", "达标")


def test_an_amount_is_told_in_yuan_wherever_a_numerator_stands_alone() -> None:
    sides = pl.DataFrame({"kpi": ["K1", "K9", "K9"], "before": [3, 2570078, None]})
    measures = {kpi: title.measure for kpi, title in TITLES.items()}
    assert sides.select(numerator_text("before", measures))["before"].to_list() == ["3", "25700.78元", None]


def test_where_there_is_no_bar_none_is_missed() -> None:
    assert read("K99", 1, 2) == ("50.00%", "", 50)


def test_what_was_not_computed_says_so_and_has_no_figure(report: Report) -> None:
    (one,) = (one for one in indicators(report) if one.kpi == "K2")
    assert (one.not_computed, one.district, one.parts) == ("未计算(缺少 复核)", None, ())


def test_a_share_of_45_percent_may_meet_its_bar() -> None:
    assert read("K10", 45, 100, met=True) == ("45.00%", "达标", 45)


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_only_the_whole_is_shown_as_whole(numerator: int, denominator: int) -> None:
    numerator = min(numerator, denominator)
    rate, _, width = read("K1", numerator, denominator)
    assert (rate == "100%") == (numerator == denominator)
    assert (width == 100) == (numerator == denominator)


def test_parts_are_towns_or_sources(report: Report) -> None:
    by_kpi = {one.kpi: one for one in indicators(report)}
    assert [part.area for part in by_kpi["K1"].parts] == ["伊塘镇", "珊瑚街道"]
    assert by_kpi["K1"].parts_not_met == 1
    assert by_kpi["K7"].district is None
    assert [part.area for part in by_kpi["K7"].parts] == ["低保在册"]


def test_an_indicator_without_figures_is_empty_not_zero(report: Report) -> None:
    empty = readable(COVERAGE.empty(), TITLES)
    assert empty.height == 0
    assert empty.schema["rate_text"] == pl.String
