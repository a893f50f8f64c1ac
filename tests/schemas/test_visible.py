"""What steers a terminal or hides in a name is shown as what it is; everything else stays."""

import json
import unicodedata

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.visible import visible, visible_column, visible_in_json, visible_in_line

STEERING = {"Cc", "Cf", "Zl", "Zp", "Cs"}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王\x1b[2J芳", "王\\x1b[2J芳"),
        ("\x1b]0;标题\x07", "\\x1b]0;标题\\x07"),
        ("\x9b31m红", "\\x9b31m红"),
        ("王\u202e芳", "王U+202E芳"),
        ("王\u200b芳", "王U+200B芳"),
        ("\U000e0041", "U+E0041"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("\ue000䶮", "\ue000䶮"),
    ],
)
def test_names_that_hold_them(name: str, shown: str) -> None:
    assert visible(name) == visible_in_line(name) == shown


def test_a_value_on_one_line_stays_on_it() -> None:
    assert visible("甲\t乙\n丙") == "甲\t乙\n丙"
    assert visible_in_line("甲\t乙\n丙\r") == "甲\\t乙\\n丙\\r"


@given(text=st.text())
def test_nothing_that_steers_is_left(text: str) -> None:
    assert not any(unicodedata.category(sign) in STEERING for sign in visible_in_line(text))
    assert not any(unicodedata.category(sign) in STEERING - {"Cc"} for sign in visible(text))


@given(texts=st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"]))))
def test_columns_are_shown_as_single_texts_are(texts: list[str | None]) -> None:
    shown = pl.DataFrame({"name": texts}, schema={"name": pl.String}).select(visible_column(pl.col("name")))
    assert shown["name"].to_list() == [None if text is None else visible_in_line(text) for text in texts]


@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_json_says_the_same(text: str) -> None:
    shown = visible_in_json(json.dumps([text], ensure_ascii=False))
    assert json.loads(shown) == [text]
    assert not any(unicodedata.category(sign) in STEERING for sign in shown)
