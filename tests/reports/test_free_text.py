"""What hands wrote leaves the bureau only as words that name nobody."""

import pytest

from reports.free_text import disposal_leaving, unit_leaving
from schemas.leaving import HIDDEN
from schemas.work_form import DISPOSALS

PLACES = frozenset({"普利桥镇", "梅湾街道", "一村"})


@pytest.mark.parametrize(
    "text",
    [
        *DISPOSALS,
        "停发待遇、追回资金",
        "已停发待遇,并追回资金1,234.50元",
        "自2019年7月起停发待遇",
        "停发待遇;核减保障金 2户(共300元)",
    ],
)
def test_a_disposal_of_known_words_and_figures_leaves_as_it_is(text: str) -> None:
    assert disposal_leaving(text) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("停发待遇,由其子张伟代缴", f"停发待遇、{HIDDEN}"),
        ("追回资金(退至王建国账户),停发待遇", f"追回资金、停发待遇、{HIDDEN}"),
        ("约谈李秀英", HIDDEN),
        ("停发待遇和元", f"停发待遇、{HIDDEN}"),
        ("Zhang Wei", HIDDEN),
        ("停发张伟待遇", HIDDEN),
        ("停发待遇月日", f"停发待遇、{HIDDEN}"),
    ],
)
def test_of_any_other_the_known_words_alone(text: str, left: str) -> None:
    assert disposal_leaving(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "普利桥镇",
        "普利桥镇民政所",
        "普利桥镇人民政府",
        "梅湾街道办事处",
        "梅湾街道 社会事务办",
        "一村村委会",
        "区民政局",
        "民政局救助股",
        "区纪委监委",
        "县扶贫办",
        "甲单位",
        "民政局和扶贫办",
    ],
)
def test_a_unit_that_is_a_place_or_an_office_is_named(text: str) -> None:
    assert unit_leaving(text, PLACES) == text


@pytest.mark.parametrize(
    "text",
    ["张伟", "普利桥镇张伟", "张伟(民政所)", "张伟民政所", "李局", "王小镇", "普利桥镇民政所张伟", "Zhang Wei", "王委"],
)
def test_a_unit_that_may_be_somebodys_name_is_withheld(text: str) -> None:
    assert unit_leaving(text, PLACES) == HIDDEN
