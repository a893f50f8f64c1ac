"""Repair of damaged ids and comparison of two ids."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.ids.comparison import id_edit_class
from matchers.ids.digits import id_codes, ids_of_codes
from matchers.ids.edit import IdEdit
from matchers.ids.repair import neighbours_held
from tests.matchers.looked_up import held_numbers
from tests.matchers.resident_ids import VALID, resident_ids

# Issued with a check character that is wrong (8 would be right): such numbers stand in registries.
WRONG_AS_ISSUED = "432902195106050380"


@st.composite
def damages(draw: st.DrawFn) -> tuple[str, str]:
    """A number and the same after one edit."""
    number = draw(resident_ids())
    return number, draw(st.sampled_from([_substituted, _transposed, _jumped, _lost, _added, _other_year]))(draw, number)


def _substituted(draw: st.DrawFn, number: str) -> str:
    place = draw(st.integers(0, 17))
    return number[:place] + draw(st.sampled_from("0123456789X" if place == 17 else "0123456789")) + number[place + 1 :]


def _transposed(draw: st.DrawFn, number: str) -> str:
    place = draw(st.integers(0, 16))
    return number[:place] + number[place + 1] + number[place] + number[place + 2 :]


def _jumped(draw: st.DrawFn, number: str) -> str:
    place = draw(st.integers(0, 14))
    return number[:place] + number[place + 2] + number[place + 1] + number[place] + number[place + 3 :]


def _lost(draw: st.DrawFn, number: str) -> str:
    place = draw(st.integers(0, 17))
    return number[:place] + number[place + 1 :]


def _added(draw: st.DrawFn, number: str) -> str:
    place = draw(st.integers(0, 17))
    return number[:place] + draw(st.sampled_from("0123456789")) + number[place:]


def _other_year(draw: st.DrawFn, number: str) -> str:
    return f"{number[:6]}{draw(st.integers(1900, 2019))}{number[10:]}"


@given(damages())
def test_every_single_edit_finds_the_number_among_its_repairs(damage: tuple[str, str]) -> None:
    number, written = damage
    found = neighbours_held(pl.Series([written]), held_numbers(id_codes(pl.Series([number]))))
    assert found["candidate"].to_list() == ([number] if written != number else [])


@given(damages())
def test_every_single_edit_is_told_apart_from_a_different_number(damage: tuple[str, str]) -> None:
    number, written = damage
    relation = id_edit_class(pl.Series([written]), pl.Series([number]))[0]
    assert (relation == IdEdit.SAME.value) == (written == number)
    assert relation != IdEdit.DIFFERENT.value


@given(damages())
def test_repair_and_comparison_name_the_same_edit(damage: tuple[str, str]) -> None:
    number, written = damage
    repair = neighbours_held(pl.Series([written]), held_numbers(id_codes(pl.Series([number]))))
    if written != number:
        assert repair["edit"].to_list() == id_edit_class(pl.Series([written]), pl.Series([number])).to_list()


@given(damages())
def test_numbers_wrong_as_issued_are_found_where_the_registry_holds_them(damage: tuple[str, str]) -> None:
    number, written = damage
    wrong = number[:17] + ("0" if number[17] != "0" else "1")
    damaged = written[:-1] + wrong[17]
    held = id_codes(pl.Series([wrong, VALID]))
    found = neighbours_held(pl.Series([damaged]), held_numbers(held)).filter(pl.col("candidate") == wrong)
    related = id_edit_class(pl.Series([damaged]), pl.Series([wrong]))[0]
    assert (found.height == 1) == (related not in {IdEdit.SAME.value, IdEdit.DIFFERENT.value})


@given(resident_ids())
def test_codes_are_numbers_and_back(number: str) -> None:
    assert ids_of_codes(id_codes(pl.Series([number]))).to_list() == [number]


def test_codes_keep_order_and_refuse_what_is_no_number() -> None:
    codes = id_codes(pl.Series(["43290219510605038X", VALID, "432902510605038", None]))
    assert codes.is_null().to_list() == [False, False, True, True]
    assert codes[0] - codes[1] == 10 - 8


def test_what_is_no_number_has_no_repairs() -> None:
    nothing = neighbours_held(
        pl.Series(["无", "4.32902E+17", "432902510605038", None]), held_numbers(id_codes(pl.Series([VALID])))
    )
    assert nothing.height == 0
    assert nothing.columns == ["id_no", "candidate", "edit"]


def test_an_id_written_twice_is_repaired_once() -> None:
    written = "432902195106050318"
    registry = id_codes(pl.Series([VALID]))
    assert neighbours_held(pl.Series([written, written]), held_numbers(registry))["candidate"].to_list() == [VALID]


@pytest.mark.parametrize(
    ("written", "relation"),
    [
        ("432902510605048", IdEdit.ONE_SUBSTITUTION),
        ("432902510606038", IdEdit.ONE_SUBSTITUTION),
        ("432902516005038", IdEdit.TRANSPOSITION),
        ("432902960605038", IdEdit.WRONG_YEAR),
    ],
)
def test_fifteen_digits_with_one_edit_find_the_number_that_they_became(written: str, relation: IdEdit) -> None:
    # The second has the same fifteen digits but for the century: nobody born then was given fifteen.
    found = neighbours_held(pl.Series([written]), held_numbers(id_codes(pl.Series([VALID, "432902205106050389"]))))
    assert found.select("candidate", "edit").rows() == [(VALID, relation.value)]
    assert id_edit_class(pl.Series([written]), pl.Series([VALID])).to_list() == [relation.value]


def test_fifteen_digits_with_two_edits_find_nobody() -> None:
    written = pl.Series(["432902510616048"])
    assert neighbours_held(written, held_numbers(id_codes(pl.Series([VALID])))).is_empty()
    assert id_edit_class(written, pl.Series([VALID])).to_list() == [IdEdit.DIFFERENT.value]


def test_neighbours_are_only_those_held() -> None:
    registry = id_codes(pl.Series([WRONG_AS_ISSUED, "432902198001010012"]))
    found = neighbours_held(pl.Series(["432902195106050308"]), held_numbers(registry))
    assert found.rows() == [("432902195106050308", WRONG_AS_ISSUED, IdEdit.TRANSPOSITION.value)]


@pytest.mark.parametrize(
    ("written", "held", "relation"),
    [
        (VALID, VALID, IdEdit.SAME),
        ("432902510605038", VALID, IdEdit.CONVERTED15),
        ("432902510605038", WRONG_AS_ISSUED, IdEdit.CONVERTED15),
        ("43290219510605038842", VALID, IdEdit.CERTIFICATE),
        ("43290219510605038842B1", VALID, IdEdit.CERTIFICATE),
        ("43290219510605031842", VALID, IdEdit.ONE_SUBSTITUTION),  # a certificate with one wrong digit
        (WRONG_AS_ISSUED, VALID, IdEdit.CHECK_ONLY),
        ("432902195106050318", VALID, IdEdit.ONE_SUBSTITUTION),
        ("432902195106053088", VALID, IdEdit.TRANSPOSITION),
        ("432902195106058308", VALID, IdEdit.JUMP_TRANSPOSITION),
        ("432902196006050388", VALID, IdEdit.WRONG_YEAR),
        ("432902195206050388", VALID, IdEdit.ONE_SUBSTITUTION),
        ("432902196006050383", VALID, IdEdit.DIFFERENT),  # year and check character: not all else equal
        ("43290219510605388", VALID, IdEdit.LOST_DIGIT),
        ("4329021951060500388", VALID, IdEdit.ADDED),
        ("432902195106050000", VALID, IdEdit.TRUNCATED_PREFIX),
        ("432902195106060000", VALID, IdEdit.DIFFERENT),
        ("432902195803074112", "432902195803074123", IdEdit.TRUNCATED_PREFIX),  # through a binary double
        ("4.32902E+17", VALID, IdEdit.SCIENTIFIC_PREFIX),
        ("4.32903E+17", VALID, IdEdit.DIFFERENT),
        ("432902195106050821", VALID, IdEdit.DIFFERENT),  # two wrong digits
        ("432902195106050396", VALID, IdEdit.DIFFERENT),  # twin: next sequence number, own check character
        (None, VALID, IdEdit.MISSING),
        (VALID, None, IdEdit.MISSING),
    ],
)
def test_relation_of_two_ids(written: str | None, held: str | None, relation: IdEdit) -> None:
    result = id_edit_class(pl.Series([written], dtype=pl.String), pl.Series([held], dtype=pl.String))
    assert result.to_list() == [relation.value]
