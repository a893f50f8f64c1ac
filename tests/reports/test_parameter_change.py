"""What changed in the parameters is told in words, units and yuan; and so is what it does to households."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from reports.parameter_change import ChangedParameter, Effect, ParameterChange, write_parameter_change

DAY = date(2019, 7, 1)


@pytest.mark.parametrize(
    ("unit", "before", "after", "told"),
    [
        ("元/人·月", "300.00", "340.00", "由 300.00 元/人·月改为 340.00 元/人·月（增加 40.00 元，13.3%）"),
        ("元", "0.00", "55.00", "（增加 55.00 元）"),
        ("月", "12", "6", "由 12 个月改为 6 个月（减少 6 个月）"),
        ("%", "50", "60", "（增加 10 个百分点）"),
        ("是否", "否", "是", "由“否”改为“是”"),
        ("处理方式", "unknown", "refuse", "由“不读取,视同未提供”改为“停止运行”"),
        ("元", None, "55.00", "原来没有值，现为 55.00 元"),
    ],
)
def test_a_change_in_words(unit: str, before: str | None, after: str, told: str) -> None:
    one = ChangedParameter("某参数", unit, before, after, DAY, "某通知,第二条")
    assert told in one.sentence
    assert one.sentence.endswith("自 2019-07-01 起。依据：某通知,第二条。")


def test_what_held_in_between_stands_beside_the_day() -> None:
    one = ChangedParameter("某参数", "元", "1.00", "3.00", DAY, "某通知", "自 2019-05-01 起为 2.00")
    assert "自 2019-07-01 起（其间自 2019-05-01 起为 2.00）。" in one.sentence


@pytest.mark.parametrize(("fen", "mean"), [(188_700, "117.94"), (-188_700, "-117.94")])
def test_a_mean_is_rounded_half_up_whichever_way_it_goes(effect: Effect, fen: int, mean: str) -> None:
    up, down = max(fen, 0), min(fen, 0)
    row = {"scheme": "农村低保", "raised": 16 * (fen > 0), "lowered": 16 * (fen < 0)}
    benefits = pl.DataFrame([row | {"raised_fen": up, "lowered_fen": down}])
    assert f"平均每户 {mean} 元" in replace(effect, benefits=benefits).sentences[0]


@pytest.fixture
def effect() -> Effect:
    moved = {"kind": "low_income", "scheme": "农村低保", "outcome_before": "over_limit_suspected"}
    moved |= {"outcome_after": "none_found"}
    home = {"household_no": "4311030010000233", "head_name": "张三", "town": None, "village": None, "change_fen": 4000}
    return Effect(
        DAY,
        pl.DataFrame([{"scheme": "农村低保", "raised": 3, "lowered": 1, "raised_fen": 12000, "lowered_fen": -2000}]),
        pl.DataFrame([moved | {"households": 1}]),
        pl.DataFrame([{"town": None, "benefits": 4, "change_fen": 10000, "conclusions": 1}]),
        pl.DataFrame([moved | home]),
    )


def test_the_effect_is_told_by_scheme_and_in_all(effect: Effect) -> None:
    assert effect.sentences == (
        "农村低保家庭的应补差额：3 户每月共增加 120.00 元、1 户每月共减少 20.00 元。",
        "合计每月增加 100.00 元，按十二个月计增加 1,200.00 元。",
        "农村低保在保家庭中 1 户的核对结论由“存疑待核实”变为“未发现超标”。",
    )


def test_the_document_says_the_same(effect: Effect, tmp_path: Path) -> None:
    changed = ChangedParameter("农村低保标准", "元/人·月", "300.00", "340.00", DAY, "通知")
    write_parameter_change(ParameterChange(date(2019, 6, 30), DAY, (changed,), effect), tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert all(sentence in page for sentence in (changed.sentence, *effect.sentences))
    assert "4311030010000233" in page
    assert "None" not in page
    write_parameter_change(ParameterChange(DAY, DAY, (changed,), None, "没有发布"), tmp_path / "a.html")
    assert "没有发布" in (tmp_path / "a.html").read_text(encoding="utf-8")
