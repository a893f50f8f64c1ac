from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.masking import mask_id, masked
from schemas.month import month_expr, month_of, month_start, month_text


@pytest.mark.parametrize(
    ("plain", "shown"),
    [
        ("432902195907300738", "432902**********38"),
        ("43290219590730073844B1", "432902**************B1"),
        ("432902590730073", "432902*******73"),
        ("123456789", "123456*89"),
        ("12345678", "********"),
        ("1", "*"),
        ("", ""),
    ],
)
def test_masks_keep_six_and_two(plain: str, shown: str) -> None:
    assert mask_id(plain) == shown


@given(texts=st.lists(st.none() | st.text(max_size=30), max_size=8))
def test_columns_are_masked_as_single_values_are(texts: list[str | None]) -> None:
    shown = pl.DataFrame({"id": texts}, schema={"id": pl.String}).select(masked("id"))["id"].to_list()
    assert shown == [None if text is None else mask_id(text) for text in texts]


@given(text=st.text(min_size=9, max_size=30, alphabet="0123456789X"))
def test_a_mask_hides_the_middle_and_keeps_the_length(text: str) -> None:
    assert mask_id(text)[6:-2] == "*" * (len(text) - 8)
    assert len(mask_id(text)) == len(text)


@given(day=st.dates())
def test_a_month_is_that_of_its_first_day(day: date) -> None:
    assert month_start(month_of(day)) == day.replace(day=1)


@given(day=st.dates(date(1, 1, 1), date(9998, 12, 31)))
def test_the_next_month_begins_where_this_one_ends(day: date) -> None:
    here, following = month_start(month_of(day)), month_start(month_of(day) + 1)
    assert here < following
    assert 28 <= (following - here).days <= 31


def test_months_of_columns_and_their_text() -> None:
    days = pl.DataFrame({"day": [date(2019, 1, 31), date(2019, 12, 1), date(2000, 2, 29), None]})
    shown = days.select(month=month_expr(pl.col("day")), text=month_text(month_expr(pl.col("day"))))
    assert shown.schema["month"] == pl.Int32
    assert shown["month"].to_list() == [24228, 24239, 24001, None]
    assert shown["text"].to_list() == ["2019-01", "2019-12", "2000-02", None]
