import re
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.masking import mask_id, mask_numbers, mask_resident_ids, mask_written, masked
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


ID = "432902195907300738"


@pytest.mark.parametrize(
    "typed",
    [
        ID,
        "432902-19590730-0738",
        "432902 1959 0730 0738",
        "432902.1959.0730.0738",
        "432902-1959-07-30-0738",
        "４３２９０２１９５９０７３００７３８",
        "432902—19590730　0738",
        "432902\u200b19590730\u200b0738",
        "432902\u202d19590730\u202c0738",
        "432902\u034f19590730\u28000738",
        "432902\x1b19590730\x850738",
        "432902  1959－07－30  0738",
    ],
)
def test_a_number_is_masked_however_hands_have_typed_it(typed: str) -> None:
    assert mask_numbers(f"编号 {typed},2019-06-30") == "编号 432902**********38,2019-06-30"


@pytest.mark.parametrize(
    "typed",
    [
        "13807461234",
        "138 0746 1234",
        "138-0746-1234",
        "１３８０７４６１２３４",
        "+8613807461234",
        "0746-8322222",
        "(0746)8322222",
        "0746 832 2222",
        "07468322222",
        "010－83222222",
    ],
)
def test_a_telephone_number_in_what_a_person_wrote_is_masked(typed: str) -> None:
    shown = mask_written(f"电话核实,{typed},本人 {ID}")
    assert re.search(r"电话核实,[^,]*\*{4}[^,]*,本人 432902\*{10}38$", shown)
    assert not re.search(r"\d{4}(?=,本人)", shown)


@pytest.mark.parametrize(
    "text", ["民发〔2019〕12号,2019-06-30 20190630", "追回 1380746.00 元", "第 0012 号 2019-06-30", "户号 4311030012"]
)
def test_what_is_no_telephone_number_stays(text: str) -> None:
    assert mask_written(text) == text


def test_the_last_sign_of_a_number_may_be_an_x() -> None:
    assert mask_numbers("11010519491231002X") == "110105**********2X"
    assert mask_numbers("11010519491231002-Ｘ") == "110105**********2X"
    assert mask_numbers("11010519491231002Xzhang") == "110105**********2Xzhang"
    assert mask_numbers("432902195907300738.xlsx") == "432902**********38.xlsx"  # an ending of a file's name is none


@pytest.mark.parametrize(
    "text",
    [
        "2019-06-30 02:00:00 至 2019-07-31 02:00:00",
        "2026-11-28 10:26:01,123 INFO 20261128T102601.123Z-12ab",
        "2018-01 2018-02 2018-03 2018-04",
        "1,234,567.00 元,2,345,678.00 元",
        "10001、10002、10003",
        "第 12 行 13901234567",
        "2019-06-30\n2019-07-31",
    ],
)
def test_dates_times_amounts_lists_and_telephones_stay(text: str) -> None:
    assert mask_numbers(text) == text


def test_a_household_number_is_masked_where_it_is_a_resident_id() -> None:
    assert mask_resident_ids(ID) == "432902**********38"
    assert mask_resident_ids("431103001025600001") == "431103001025600001"
    assert mask_resident_ids("户432902195907300738") == "户432902**********38"
    assert mask_resident_ids("432902195907300738-1").startswith("432902****")
    arabic = "".join(chr(0x660 + int(one)) if one.isdigit() else one for one in ID)
    assert mask_resident_ids(arabic) == "".join(chr(0x660 + int(one)) for one in "432902") + "**********" + arabic[-2:]


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
