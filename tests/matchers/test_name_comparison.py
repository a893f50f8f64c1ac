"""Classes of likeness of two names, with the tempting non-cases."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.names.comparison import classify_names
from matchers.names.likeness import is_alike, is_same
from schemas.terms import NameClass

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
NAMES = st.text(HAN, min_size=1, max_size=6)
WRITTEN = st.one_of(st.none(), NAMES, st.text(max_size=6), st.text("王伟□?*ab·() 之妻", max_size=6))


def class_of(written: str | None, held: str | None) -> str:
    series = [pl.Series([name], dtype=pl.String) for name in (written, held)]
    return str(classify_names(*series)[0])


CASES = [
    ("王伟", "王伟", NameClass.SAME),
    # the same but for form
    ("王 伟", "王伟", NameClass.FORMAT),
    ("王\u3000伟", "王伟", NameClass.FORMAT),
    ("王伟（户主）", "王伟", NameClass.FORMAT),
    ("王伟(已故)", "王伟", NameClass.FORMAT),
    ("劉國強", "刘国强", NameClass.FORMAT),
    ("蕭蘭", "萧兰", NameClass.FORMAT),
    ("买买提•艾力", "买买提·艾力", NameClass.FORMAT),
    ("买买提艾力", "买买提·艾力", NameClass.FORMAT),
    # written for one another
    ("肖海迪", "萧海迪", NameClass.VARIANT),
    ("蕭海迪", "肖海迪", NameClass.VARIANT),
    ("付俊", "傅俊", NameClass.VARIANT),
    ("闫玉", "阎玉", NameClass.VARIANT),
    ("代军", "戴军", NameClass.VARIANT),
    ("邱强", "丘强", NameClass.VARIANT),
    ("李堃", "李坤", NameClass.VARIANT),
    ("李喆", "李哲", NameClass.VARIANT),
    ("李峯", "李峰", NameClass.VARIANT),
    ("李代军", "李戴军", NameClass.HOMOPHONE),  # variants of a surname are none inside a given name
    # the same sound
    ("张伟", "张玮", NameClass.HOMOPHONE),
    ("章伟", "张玮", NameClass.HOMOPHONE),
    ("李静", "李婧", NameClass.HOMOPHONE),
    ("山雄信", "单雄信", NameClass.HOMOPHONE),  # read shan as a surname
    ("丹雄信", "单雄信", NameClass.HOMOPHONE),  # and dan otherwise
    ("邱云", "仇云", NameClass.HOMOPHONE),
    ("谢珍", "解珍", NameClass.HOMOPHONE),
    ("于迟恭", "尉迟恭", NameClass.HOMOPHONE),
    # the like of a sound
    ("李新", "李星", NameClass.NEAR_HOMOPHONE),
    ("张真", "张增", NameClass.NEAR_HOMOPHONE),
    ("刘宁", "刘林", NameClass.NEAR_HOMOPHONE),
    # the like of a shape
    ("王末", "王未", NameClass.LOOKALIKE),
    ("张萤平", "张萤乎", NameClass.LOOKALIKE),
    ("王治", "王冶", NameClass.LOOKALIKE),
    ("李晴天", "李睛天", NameClass.LOOKALIKE),
    ("曹晖嘉", "曹辉嘉", NameClass.HOMOPHONE),  # like in shape too, but the sound is stronger
    ("李晴", "李倩", NameClass.LOOKALIKE),
    ("李日", "李曰", NameClass.LOOKALIKE),
    ("玉芳兰", "王芳兰", NameClass.LOOKALIKE),
    # exchanged
    ("王平利", "王利平", NameClass.SWAPPED),
    ("欧阳平利", "欧阳利平", NameClass.SWAPPED),
    ("陈林", "林陈", NameClass.DIFFERENT),  # surname and given name exchanged: two people
    ("阳欧平", "欧阳平", NameClass.DIFFERENT),
    # characters nobody could type
    ("王?", "王玥", NameClass.PLACEHOLDER),
    ("王??", "王玥", NameClass.PLACEHOLDER),
    ("李□梅", "李丽梅", NameClass.PLACEHOLDER),
    ("李*梅", "李丽梅", NameClass.PLACEHOLDER),
    ("\ue123婧", "石婧", NameClass.PLACEHOLDER),
    ("王【王+莹】", "王瑩", NameClass.PLACEHOLDER),
    ("he磊", "何磊", NameClass.PLACEHOLDER),
    ("He磊", "何磊", NameClass.PLACEHOLDER),
    ("石小lín", "石小林", NameClass.PLACEHOLDER),
    ("shan雄信", "单雄信", NameClass.PLACEHOLDER),
    ("吕lü", "吕绿", NameClass.PLACEHOLDER),
    ("吕lyu", "吕绿", NameClass.PLACEHOLDER),
    ("王xiaoming", "王小明", NameClass.PLACEHOLDER),
    ("王xm", "王小明", NameClass.PLACEHOLDER),
    ("王小明", "王小ming", NameClass.PLACEHOLDER),
    ("he磊", "王磊", NameClass.DIFFERENT),  # the pinyin is of another surname
    ("王?", "李玥", NameClass.DIFFERENT),
    ("李□梅", "李梅", NameClass.DIFFERENT),
    ("??", "王玥", NameClass.MISSING),  # nothing can be read
    # one character more or less, one character different
    ("王建", "王建国", NameClass.LOST),
    ("王建国", "王建", NameClass.ADDED),
    ("欧阳锋", "欧锋", NameClass.ADDED),
    ("王", "王建", NameClass.DIFFERENT),
    ("蒋经国", "蒋纬国", NameClass.ONE_DIFFERENT),  # brothers
    ("宋庆龄", "宋美龄", NameClass.ONE_DIFFERENT),  # sisters
    ("李小明", "王小明", NameClass.ONE_DIFFERENT),
    ("王伟", "王强", NameClass.ONE_OF_TWO),
    ("李伟", "王伟", NameClass.ONE_OF_TWO),
    ("王海波", "王海涛", NameClass.ONE_DIFFERENT),  # the same radical makes no look-alike
    ("贾琳", "贾珊", NameClass.ONE_OF_TWO),
    ("孙英建", "孙桂正", NameClass.DIFFERENT),
    ("金运生", "金怀", NameClass.DIFFERENT),
    # no name
    (None, "王伟", NameClass.MISSING),
    ("王伟", None, NameClass.MISSING),
    ("", "", NameClass.MISSING),
    ("不详", "不详", NameClass.MISSING),
    ("王伟之妻", "王伟", NameClass.MISSING),  # somebody else, whose name is not given
]


@pytest.mark.parametrize(("written", "held", "likeness"), CASES)
def test_class_of_two_names(written: str | None, held: str | None, likeness: NameClass) -> None:
    assert class_of(written, held) == likeness.value


def test_a_column_is_judged_as_its_pairs_are() -> None:
    written = pl.Series([case[0] for case in CASES] * 2)
    held = pl.Series([case[1] for case in CASES] * 2)
    assert classify_names(written, held).to_list() == [case[2].value for case in CASES] * 2


def test_no_pairs_no_classes() -> None:
    empty = pl.Series([], dtype=pl.String)
    assert classify_names(empty, empty).len() == 0


@given(WRITTEN, WRITTEN)
def test_every_pair_has_one_class_either_way_round(written: str | None, held: str | None) -> None:
    turned = {NameClass.LOST.value: NameClass.ADDED.value, NameClass.ADDED.value: NameClass.LOST.value}
    there, back = class_of(written, held), class_of(held, written)
    assert there == turned.get(back, back)


@given(NAMES, st.integers(0, 6), st.sampled_from([" ", "\u3000", "·", "\u200b", "(户主)"]))
def test_form_never_makes_a_name_another(name: str, place: int, noise: str) -> None:
    likeness = class_of(name[:place] + noise + name[place:], name)
    assert likeness in {NameClass.FORMAT.value, NameClass.MISSING.value}


def test_alike_and_same_exclude_each_other_and_leave_different_and_missing() -> None:
    every = pl.DataFrame({"likeness": [likeness.value for likeness in NameClass]})
    judged = every.with_columns(same=is_same(pl.col("likeness")), alike=is_alike(pl.col("likeness")))
    assert judged.filter("same")["likeness"].to_list() == ["same", "format"]
    assert not judged.filter("same", "alike").height
    assert set(judged.filter(~pl.col("same"), ~pl.col("alike"))["likeness"]) == {"one_of_two", "different", "missing"}
