"""Comparing form, surname and sound of single names."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.sounds import sound_keys, split_surnames
from matchers.names.sounds import blurred
from matchers.names.tables import readings
from matchers.names.text import normalise_names
from schemas.traditional import simplified


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("王伟", "王伟"),
        (" 王 伟 ", "王伟"),
        ("王\u200b伟\ufeff", "王伟"),
        ("王伟（已故）", "王伟"),
        ("【户主】王伟", "王伟"),
        ("王伟(户主", "王伟"),
        ("(王伟)", "王伟"),
        ("王伟已故", "王伟"),
        ("1.王伟", "王伟"),
        ("迪丽努尔‧买买提", "迪丽努尔买买提"),
        ("迪丽努尔．买买提", "迪丽努尔买买提"),
        ("葉後裏", "叶后里"),
        ("乾隆", "乾隆"),  # a character of its own in names, not the traditional form of 干
        ("鍾錫麟", "钟锡麟"),
        ("王？", "王□"),
        ("王〓", "王□"),
        ("李某某", "李□□"),
        ("王（艹/问）", "王□"),
        ("王Yīng", "王ying"),
        ("ＷＡＮＧ伟", "wang伟"),
        ("𬱖", "𬱖"),
        ("", None),
        ("  ", None),
        ("----", None),
        ("无名氏", None),
        ("李四之妻", None),
        ("李四的儿子", None),
        ("婴儿", None),
        (None, None),
    ],
)
def test_comparing_form(written: str | None, key: str | None) -> None:
    assert normalise_names(pl.Series([written], dtype=pl.String)).to_list() == [key]


@given(st.lists(st.one_of(st.none(), st.text(max_size=8), st.text("王伟国□() 之妻·", max_size=8)), max_size=6))
def test_the_comparing_form_is_its_own_comparing_form(written: list[str | None]) -> None:
    once = normalise_names(pl.Series(written, dtype=pl.String))
    assert normalise_names(once).to_list() == once.to_list()


@pytest.mark.parametrize(
    ("key", "surname", "given_name"),
    [
        ("王伟", "王", "伟"),
        ("欧阳锋", "欧阳", "锋"),
        ("欧阳", "欧", "阳"),  # two characters: surname 欧
        ("司马相如", "司马", "相如"),
        ("王", "王", ""),
        (None, None, None),
    ],
)
def test_surname_and_given_name(key: str | None, surname: str | None, given_name: str | None) -> None:
    assert split_surnames(pl.Series([key], dtype=pl.String)).row(0) == (surname, given_name)


@pytest.mark.parametrize(
    ("surname", "sound"),
    [
        ("单", "shan"), ("解", "xie"), ("曾", "zeng"), ("仇", "qiu"), ("查", "zha"), ("朴", "piao"), ("盖", "ge"),
        ("区", "ou"), ("翟", "zhai"), ("乐", "yue"), ("任", "ren"), ("覃", "qin"), ("尉迟", "yu chi"),
        ("长孙", "zhang sun"), ("万俟", "mo qi"), ("澹台", "tan tai"), ("王", "wang"), ("吕", "lv"),
    ],
)  # fmt: skip
def test_surnames_are_read_as_surnames(surname: str, sound: str) -> None:
    assert sound_keys(pl.Series([surname + "明"])).to_list() == [f"{sound} ming "]


def test_given_names_are_read_as_words() -> None:
    assert sound_keys(pl.Series(["王单", "王乐", None, "王□"])).to_list() == ["wang dan ", "wang le ", None, "wang □"]


def test_every_simplified_form_can_be_read() -> None:
    assert set(simplified().values()) <= set(readings())


@pytest.mark.parametrize(
    ("one", "other"), [("zhang", "zan"), ("ning", "lin"), ("sheng", "sen"), ("hu", "fu"), ("huang", "fang")]
)
def test_sounds_run_together(one: str, other: str) -> None:
    assert blurred(one) == blurred(other)


@pytest.mark.parametrize(("one", "other"), [("jiang", "jia"), ("wang", "lang"), ("hai", "fai"), ("mei", "men")])
def test_sounds_kept_apart(one: str, other: str) -> None:
    assert blurred(one) != blurred(other)
