"""What holds for any rows: order, repetition and strangers to a household change nothing; grades mean what they say."""

from functools import cache
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchers.ids.form import clean_ids, sound_ids
from matchers.names.text import normalise_names
from tests.matchers.linkage_village import PEOPLE, cut, fifteen, swapped, wrong_digit, wrong_year
from tests.matchers.village import link, registry_of, row, rows_of

Row = dict[str, Any]
SEEN = ["outcome", "held", "first", "reason", "grade", "weight", "margin", "why_not"]
EXAMPLES = settings(max_examples=8)
NAMES = (
    "王小强",
    "王小抢",
    "王小刚",
    "王大山",
    "周建",
    "周健",
    "胡丽华",
    "冯文斌",
    "陈双双",
    "吴小宝",
    "沈春花",
    "赵伟",
    None,
)
DAMAGES = (str, fifteen, cut, wrong_year, lambda number: wrong_digit(number, 13), lambda number: number + "44")


@st.composite
def rosters(draw: st.DrawFn) -> list[Row]:
    """Rows of a few households: people of the registry, their names and numbers mixed up and damaged."""
    rows = []
    for place in range(draw(st.integers(2, 25))):
        held = draw(st.sampled_from(PEOPLE[:32]))
        damage = draw(st.sampled_from(DAMAGES))
        number = draw(st.sampled_from([held["id_no"], draw(st.sampled_from(PEOPLE[:32]))["id_no"], None]))
        name = draw(st.sampled_from([held["name"], held["name"], draw(st.sampled_from(NAMES))]))
        written = damage(number) if number else None
        rows.append(row(name, written, f"D{draw(st.integers(0, 4))}", row_number=place + 2))
    return rows


@cache
def registry() -> pl.DataFrame:
    return registry_of(*PEOPLE)


def settled(rows: list[Row], people: pl.DataFrame | None = None) -> dict[int, list[Any]]:
    """Row number -> its link, persons by what the registry says of them."""
    held = registry() if people is None else people
    who = held.select("person", who=pl.format("{} {} {}", "id_no", "name", "household_no"))
    result = link(held, rows_of(*rows))["low_income"]
    named = result.join(who.rename({"who": "held"}), on="person", how="left").join(
        who.rename({"person": "candidate", "who": "first"}), on="candidate", how="left"
    )
    return {number: fate for number, *fate in named.select("row_number", *SEEN).rows()}


@EXAMPLES
@given(rosters(), st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_that_of_the_registry_matters(rows: list[Row], chance: Random) -> None:
    shuffled, people = list(rows), list(PEOPLE)
    chance.shuffle(shuffled)
    chance.shuffle(people)
    assert settled(shuffled, registry_of(*people)) == settled(rows)


@EXAMPLES
@given(rosters())
def test_a_row_said_twice_is_linked_as_if_said_once(rows: list[Row]) -> None:
    again = [one | {"row_number": one["row_number"] + 1000} for one in rows]
    both, alone = settled(rows + again), settled(rows)
    assert {number: both[number] for number in alone} == alone
    assert {number - 1000: fate for number, fate in both.items() if number > 1000} == alone


@EXAMPLES
@given(rosters(), rosters())
def test_other_households_change_nothing(rows: list[Row], others: list[Row]) -> None:
    elsewhere = [
        one | {"household_no": "E" + one["household_no"], "row_number": one["row_number"] + 1000} for one in others
    ]
    both, alone = settled(rows + elsewhere), settled(rows)
    assert {number: both[number] for number in alone} == alone


@EXAMPLES
@given(rosters())
def test_links_are_what_their_grades_say(rows: list[Row]) -> None:
    result = link(registry(), rows_of(*rows))["low_income"]
    persons = registry().select("person", held="id_no", former="former_id_no", held_name="name")
    linked = result.filter(pl.col("outcome") == "linked").join(persons, on="person")
    same_number = clean_ids(linked["id_no"]) == linked["held"]
    same_name = normalise_names(linked["name"]) == normalise_names(linked["held_name"])
    judged = linked.with_columns(same_number=same_number.fill_null(False), same_name=same_name.fill_null(False))
    right = {
        "A": pl.col("same_number") & pl.col("same_name"),
        "B": pl.col("same_number") & ~pl.col("same_name"),
        "C": ~pl.col("same_number") & pl.col("name_relation").is_in(["same", "alike"]),
        "D": ~pl.col("same_number") & pl.col("same_name"),
    }
    assert judged.filter(
        ~pl.any_horizontal((pl.col("grade") == grade) & holds for grade, holds in right.items())
    ).is_empty()
    unlinked = result.filter(pl.col("outcome") != "linked")
    assert unlinked["person"].null_count() == unlinked.height
    assert unlinked.filter(pl.col("grade").is_in(["A", "B", "C", "D"])).is_empty()


@EXAMPLES
@given(rosters())
def test_a_sound_number_that_nobody_holds_is_linked_only_where_an_edit_explains_it(rows: list[Row]) -> None:
    result = link(registry(), rows_of(*rows))["low_income"]
    unheld = result.filter(sound_ids(result["id_clean"].fill_null("")) & ~pl.col("id_held"))
    linked = unheld.filter(pl.col("outcome") == "linked")
    assert linked["reason"].str.contains(r"^(edit|cut)\+").all()


@pytest.mark.parametrize("damage", [*DAMAGES, lambda number: swapped(number, 7)])
def test_damage_to_a_number_never_links_to_somebody_of_another_name(damage: Any) -> None:
    whole = [one for one in PEOPLE if one["id_no"][7] != one["id_no"][8]]
    rows = [row(one["name"], damage(one["id_no"]), f"D{place}") for place, one in enumerate(whole)]
    result = link(registry(), rows_of(*rows))["low_income"]
    named = result.join(registry().select("person", held="name"), on="person")
    assert (normalise_names(named["name"]) == normalise_names(named["held"])).all()
    assert named.height > len(whole) * 0.9
