"""Cleaning and forms of written ids."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.ids.form import IdForm, clean_ids, normalise_ids
from matchers.ids.parts import (
    check_digit,
    convert_15_to_18,
    cut_prefix,
    id_part,
    scientific_prefix,
    to_eighteen,
    to_fifteen,
)
from tests.matchers.resident_ids import VALID, resident_ids

WRONG_X = "43290219510605038X"  # the check character of ...038 is 8
ENDS_IN_X = "43290219231230025X"


def form_of(written: str | None) -> tuple[str | None, str]:
    frame = normalise_ids(pl.Series([written], dtype=pl.String))
    return frame["id_no"][0], frame["form"][0]


@pytest.mark.parametrize(
    ("written", "id_no", "form"),
    [
        (VALID, VALID, IdForm.VALID18),
        ("43290219231230025x", ENDS_IN_X, IdForm.VALID18),
        ("４３２９０２１９２３１２３００２５Ｘ", ENDS_IN_X, IdForm.VALID18),
        ("'432902195106050388", VALID, IdForm.VALID18),
        ("\t432902195106050388\u3000", VALID, IdForm.VALID18),
        ("\ufeff43290219\u200b5106050388\u2800", VALID, IdForm.VALID18),
        ("432902-19510605-0388", VALID, IdForm.VALID18),
        ("432902195106050388.0", VALID, IdForm.VALID18),
        ("4329O2l951O6O5O388", VALID, IdForm.VALID18),
        ("身份证432902195106050388（本人）", VALID, IdForm.VALID18),
        ("43290219231230025×", ENDS_IN_X, IdForm.VALID18),
        ("43290219231230025*", ENDS_IN_X, IdForm.VALID18),
        ("43290219231230025Х", ENDS_IN_X, IdForm.VALID18),  # Cyrillic
        (WRONG_X, WRONG_X, IdForm.BADCHECK18),
        ("432902195102290373", "432902195102290373", IdForm.BADCHECK18),  # 1951 had no 29 February
        ("111111111111111111", "111111111111111111", IdForm.BADCHECK18),
        ("432902195106050000", "432902195106050000", IdForm.TRUNCATED),
        ("432902510605038", "432902510605038", IdForm.FIFTEEN),
        ("432902511305037", "432902511305037", IdForm.MALFORMED),  # month 13
        ("43290219510605038", "43290219510605038", IdForm.SEVENTEEN),
        ("4329021951060503888", "4329021951060503888", IdForm.NINETEEN),
        ("43290219510605038842", "43290219510605038842", IdForm.CERTIFICATE),
        ("43290219231230025x42b1", "43290219231230025X42B1", IdForm.CERTIFICATE),
        ("43290219510605038882", "43290219510605038882", IdForm.CERTIFICATE),  # a good id part, whatever follows it
        ("43290219510605038942", "43290219510605038942", IdForm.MALFORMED),  # id part fails the check
        ("4.32902E+17", "4.32902E+17", IdForm.SCIENTIFIC),
        ("432902e+17", "432902E+17", IdForm.SCIENTIFIC),
        ("H12345678", "H12345678", IdForm.MALFORMED),
        (f"{VALID};{ENDS_IN_X}", f"{VALID}{ENDS_IN_X}", IdForm.MALFORMED),
        # signs and words beside a number
        (f"身份证号：{VALID}", VALID, IdForm.VALID18),
        (f"ID: {VALID}", VALID, IdForm.VALID18),
        (f"NO.{VALID}", VALID, IdForm.VALID18),
        (f'="{VALID}"', VALID, IdForm.VALID18),
        (f"{VALID}。", VALID, IdForm.VALID18),
        (f"{VALID},", VALID, IdForm.VALID18),
        (f"*{VALID}", VALID, IdForm.VALID18),
        (f"{VALID}*", VALID, IdForm.VALID18),
        (f"\x00{VALID}\ufffd", VALID, IdForm.VALID18),
        ("432902.19510605.0388", VALID, IdForm.VALID18),
        (f"{VALID}42B1;", f"{VALID}42B1", IdForm.CERTIFICATE),
        # letters read for digits, one digit unread; but not the letters of other papers
        ("4329O2I9S1060SQ388", VALID, IdForm.VALID18),
        ("43Z90219510605D3B8", VALID, IdForm.VALID18),
        ("4329021951?6050388", "43290219516050388", IdForm.SEVENTEEN),
        ("432902********0388", "432902********0388", IdForm.MALFORMED),
        ("B12345678", "B12345678", IdForm.MALFORMED),
        ("S1234567(D)", "S1234567D", IdForm.MALFORMED),
        # what programs write for a number of a spreadsheet: fifteen digits stand
        ("4.32902195106050E+17", "432902195106050000", IdForm.TRUNCATED),
        ("4.3290219510605037e+17", "432902195106050000", IdForm.TRUNCATED),
        ("4.3290219510605E+17", "4.3290219510605E+17", IdForm.SCIENTIFIC),  # it may be the first 14 digits
        ("000000000000000000", None, IdForm.MISSING),
        ("000000000000000", None, IdForm.MISSING),
        ("０００", None, IdForm.MISSING),
        ("无", None, IdForm.MISSING),
        ("待办", None, IdForm.MISSING),
        ("", None, IdForm.MISSING),
        ("  ", None, IdForm.MISSING),
        (None, None, IdForm.MISSING),
    ],
)
def test_form_of_written_id(written: str | None, id_no: str | None, form: IdForm) -> None:
    assert form_of(written) == (id_no, form.value)


def test_a_real_number_may_end_in_000() -> None:
    ending = [f"4329021951060{day}{sequence}000" for day in range(1, 10) for sequence in range(10)]
    natural = next(number for number in ending if form_of(number)[1] == IdForm.VALID18.value)
    assert cut_prefix(pl.Series([natural])).to_list() == [natural[:15]]


@given(
    resident_ids(), st.sampled_from(["", " ", "\u3000", "'", "\t", "\u200b", "-"]), st.integers(0, 18), st.booleans()
)
def test_noise_anywhere_leaves_a_valid_id(number: str, noise: str, place: int, wide: bool) -> None:
    written = number[:place] + noise + number[place:]
    if wide:
        written = written.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789X"})
    assert form_of(written.lower()) == (number, IdForm.VALID18.value)


@given(st.lists(st.one_of(st.none(), st.text(max_size=24), resident_ids()), max_size=8))
def test_any_text_has_a_form_and_cleaning_twice_changes_nothing(written: list[str | None]) -> None:
    series = pl.Series(written, dtype=pl.String)
    once = clean_ids(series)
    frame = normalise_ids(series)
    assert clean_ids(once).to_list() == once.to_list() == frame["id_no"].to_list()
    assert frame["form"].null_count() == 0
    assert (frame["form"] == IdForm.MISSING.value).to_list() == once.is_null().to_list()


@given(resident_ids(), st.integers(0, 17), st.integers(1, 10))
def test_any_single_substitution_fails_the_check(number: str, place: int, step: int) -> None:
    alphabet = "0123456789X" if place == 17 else "0123456789"
    other = alphabet[(alphabet.index(number[place]) + step) % len(alphabet)]
    if other != number[place]:
        assert form_of(number[:place] + other + number[place + 1 :])[1] in {IdForm.BADCHECK18, IdForm.TRUNCATED}


@given(resident_ids(), st.integers(0, 15))
def test_any_adjacent_transposition_fails_the_check(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        assert form_of(swapped)[1] in {IdForm.BADCHECK18, IdForm.TRUNCATED}


def test_check_digit_of_the_standard_example() -> None:
    # GB 11643-1999, annex: 11010519491231002X and 440524188001010014
    assert check_digit(pl.Series(["11010519491231002", "44052418800101001", "1101051949123100", None])).to_list() == [
        "X",
        "4",
        None,
        None,
    ]


@given(resident_ids(first=1900, last=1999))
def test_15_digits_and_18_characters_convert_both_ways(number: str) -> None:
    fifteen = to_fifteen(pl.Series([number]))
    assert fifteen[0] == number[:6] + number[8:17]
    assert convert_15_to_18(fifteen).to_list() == [number]
    assert to_eighteen(pl.Series([number, fifteen[0], number + "42B1"])).to_list() == [number] * 3


def test_15_digits_cannot_name_somebody_born_after_1999() -> None:
    assert to_fifteen(pl.Series(["431103201206270015"])).to_list() == [None]


def test_the_id_of_a_certificate_is_cut_out_whatever_its_category() -> None:
    numbers = pl.Series(["43290219231230025X42B1", "43290219510605038899", VALID, None])
    assert id_part(numbers).to_list() == [ENDS_IN_X, VALID, None, None]


@given(resident_ids().filter(lambda number: not number.endswith("X")))
def test_spreadsheets_leave_the_first_15_digits_or_show_it(number: str) -> None:
    cut = number[:15] + "000"
    as_float = str(int(float(int(number))))
    prefixes = cut_prefix(pl.Series([cut, as_float])).to_list()
    assert prefixes == [number[:15], as_float[:15]]


def test_ids_with_x_bear_no_mark_of_a_spreadsheet() -> None:
    assert cut_prefix(pl.Series([ENDS_IN_X, VALID, None])).to_list() == [None, None, None]


def test_scientific_prefix_puts_back_dropped_zeros() -> None:
    written = pl.Series(["4.32902E+17", "432902E+17", "4.31E+17", VALID])
    assert scientific_prefix(written).to_list() == ["432902", "432902", "431000", None]
