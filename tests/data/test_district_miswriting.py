"""Slips of the pen: each changes what it says it changes, and nothing that a checksum would let pass."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.district import ids, miswriting
from data.district.dice import Dice
from data.names.confusions import SHAPES, TRADITIONAL, VARIANTS, homophones, name_characters, romanised

CODES, BIRTHS, MALE = (np.full(40, value) for value in (432902, 19590730, 1))
NUMBERS = ids.written(ids.issue(CODES, BIRTHS, MALE, Dice(1, "test"))).to_list()
TURNS = st.integers(0, 10**6)
NAMES = st.text(st.sampled_from(name_characters()), min_size=2, max_size=4)


@given(st.sampled_from(NUMBERS), TURNS)
def test_one_wrong_digit_or_two_exchanged_never_pass_the_check(number: str, turn: int) -> None:
    for slip in (miswriting.one_digit, miswriting.swapped_digits):
        written = slip(number, turn)
        assert written != number
        assert len(written) == 18
        assert ids.sound(pl.Series([written])).to_list() == [False]


@given(st.sampled_from(NUMBERS), TURNS)
def test_a_lost_digit_and_a_wrong_year_leave_the_rest(number: str, turn: int) -> None:
    short = miswriting.lost_digit(number, turn)
    assert len(short) == 17
    assert any(short == number[:place] + number[place + 1 :] for place in range(18))
    aged = miswriting.wrong_year(number, turn)
    assert aged[:6] + aged[10:] == number[:6] + number[10:]
    assert aged[6:10] != number[6:10]


def test_the_first_generation_form_drops_the_century_and_the_check_character() -> None:
    assert miswriting.fifteen("432902195907300738", 0) == "432902590730073"
    assert miswriting.fifteen("431103200312180711", 0) == "431103200312180711"


def test_a_spreadsheet_keeps_fifteen_digits_but_leaves_text_alone() -> None:
    assert miswriting.cut_by_spreadsheet("432902195907300738", 0) == "432902195907300000"
    assert miswriting.scientific("432902195907300738", 0) == "4.32902E+17"
    for slip in (miswriting.cut_by_spreadsheet, miswriting.scientific):
        assert slip("43290219590730073X", 0) == "43290219590730073X"


@given(st.sampled_from(NUMBERS), TURNS)
def test_another_form_holds_the_same_digits(number: str, turn: int) -> None:
    written = miswriting.id_in_other_form(number, turn)
    plain = "".join(chr(ord(mark) - 0xFEE0) if ord(mark) > 0xFF00 else mark for mark in written)
    assert "".join(mark for mark in plain if mark.isalnum()).upper() == number


@pytest.mark.parametrize(
    ("slip", "name", "written"),
    [
        (miswriting.exchanged, "王建国", {"王国建"}),
        (miswriting.exchanged, "王建建", {"王建建"}),
        (miswriting.exchanged, "王建", {"王建"}),
        (miswriting.lost_character, "王建国", {"王国", "王建"}),
        (miswriting.lost_character, "王建", {"王建"}),
        (miswriting.traditional, "刘小平", {"劉小平"}),
        (miswriting.variant, "肖小平", {"萧小平"}),
        (miswriting.placeholder, "王建", {"?建", "王?", "□建", "王□", "*建", "王*"}),
    ],
)
def test_slips_in_names(slip: Callable[[str, int], str], name: str, written: set[str]) -> None:
    assert {slip(name, turn) for turn in range(60)} == written


@given(NAMES, TURNS)
def test_a_name_in_another_form_is_the_same_without_blanks_and_notes(name: str, turn: int) -> None:
    written = miswriting.name_in_other_form(name, turn)
    bare = written.split("(")[0].split("（")[0]
    assert bare.replace(" ", "").replace("\u3000", "") == name


def test_tables_change_every_character_they_know() -> None:
    for table in (SHAPES, TRADITIONAL, VARIANTS, homophones()):
        assert table
        assert all(len(key) == len(value) == 1 and key != value for key, value in table.items())


def test_homophones_sound_alike() -> None:
    sounds = romanised()
    assert all(sounds[one] == sounds[other] for one, other in homophones().items())
