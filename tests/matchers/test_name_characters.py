"""Tables of characters: what is confused in writing and what only looks tempting."""

from __future__ import annotations

import numpy as np
import pytest

from matchers.names.characters import Relation, relations
from matchers.names.tables import compound_surnames, rows, surname_readings
from schemas import traditional

# Pairs that proof-readers' lists name, whatever else the two characters share.
CONFUSED = """
己已 已巳 未末 土士 日曰 冶治 晴睛 莹萤 王玉 人入 大太 天夫 干千 午牛 折析 兔免 戌戍 戊戌
刀力 今令 乌鸟 候侯 贷货 拔拨 杨扬 栋拣 季李 秦泰 衰袁 史吏 风凤 佘余 孟盂 阎闾 梁粱 戴截
夏复 唐康 邓郑 陈阵 朱未 卢芦 春舂 香杳 平乎 云去 海梅 明朋 荣菜 桂佳 红江 军车 芳劳 英荚
华毕 兰羊 玲珍 秋秧 丽俪 霞震 娜挪 敏敬 磊晶 宇字 志忘 思恩 贵责 金全 生主 亮壳 辰晨 俊峻
彬林
"""
# Characters of one radical that brothers and sisters share, or of one meaning.
TEMPTING = "海涛 波涛 琳珊 强刚 梅菊 国家 建军 丽艳 秀兰 龙虎 春夏 红梅 玉珍 大小 文武 金银 东西 伟强 静敏 辉明 勇军"


def relation_of(pair: str) -> int:
    points = np.array([[ord(pair[0])], [ord(pair[1])]], dtype=np.int64)
    return int(relations(points[0], points[1], np.array([False]))[0])


@pytest.mark.parametrize("pair", CONFUSED.split())
def test_shapes_that_are_confused(pair: str) -> None:
    assert relation_of(pair) in {Relation.HOMOPHONE, Relation.LOOKALIKE}


@pytest.mark.parametrize("pair", TEMPTING.split())
def test_shapes_that_are_not(pair: str) -> None:
    assert relation_of(pair) in {Relation.UNLIKE, Relation.NEAR_HOMOPHONE}


def test_a_relation_holds_both_ways_and_for_any_shape_of_array() -> None:
    left = np.array([[ord(c) for c in pair] for pair in ("王伟", "玉玮", "萧明")])
    right = np.array([[ord(c) for c in pair] for pair in ("玉玮", "王强", "肖朋")])
    leading = np.array([[True, False]] * 3)
    expected = [
        [Relation.LOOKALIKE, Relation.HOMOPHONE],
        [Relation.LOOKALIKE, Relation.UNLIKE],
        [Relation.VARIANT, Relation.LOOKALIKE],
    ]
    assert relations(left, right, leading).tolist() == relations(right, left, leading).tolist() == expected


@pytest.mark.parametrize("listed", [rows("lookalikes"), rows("variants"), traditional.rows()])
def test_no_character_stands_beside_itself_or_twice_in_a_row(listed: tuple[tuple[str, str], ...]) -> None:
    assert len({character for character, _ in listed}) == len(listed)
    assert all(character not in others and len(set(others)) == len(others) for character, others in listed)


def test_a_traditional_form_has_one_simplified_form_and_that_is_final() -> None:
    simplified = traditional.simplified()
    assert sum(len(forms) for _, forms in traditional.rows()) == len(simplified)
    assert not set(simplified) & set(simplified.values())


def test_compound_surnames_have_a_syllable_a_character() -> None:
    assert all(len(surname) == len(syllables) for surname, syllables in surname_readings().items())
    assert {"欧阳", "尉迟", "万俟"} <= set(compound_surnames())
