"""An explanation says what the night did: the same person, the same weight, and what the others lack."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from matchers.comparison import COMPARISONS
from matchers.explain import Explanation, explain, rows_around
from matchers.words import COMPARISON_TITLES, LEVEL_WORDS, Obstacle
from schemas.decision import Verdict
from schemas.terms import WhyNot
from tests.matchers.test_decisions import decisions
from tests.matchers.village import LAST_YEAR, MODEL, link, number, person, registry_of, row, rows_of

Row = dict[str, Any]
BORN = date(1970, 3, 5)
FATHER = person("周建国", BORN, 11, "H1")
SON = person("周文斌", date(1995, 7, 9), 13, "H1")
NAMESAKE = person("周文斌", date(1988, 1, 2), 15, "H2", village="别村", town="别镇")
PEOPLE = registry_of(FATHER, SON, NAMESAKE)
WRONG_DIGIT = SON["id_no"][:9] + str((int(SON["id_no"][9]) + 1) % 10) + SON["id_no"][10:]


def explained(*written: Row, people: pl.DataFrame = PEOPLE, taken: pl.DataFrame | None = None) -> Explanation:
    rows = rows_of(*written)
    return explain(rows, rows_around(rows, rows), people, MODEL, LAST_YEAR, taken)


def first(told: Explanation, place: int = 0) -> Row:
    """The first candidate of a row."""
    record = told.mentions["record"][place]
    return told.candidates.filter((pl.col("record") == record) & (pl.col("rank") == 1)).row(0, named=True)


def obstacles_of(told: Explanation, held: Row) -> list[str]:
    found = told.candidates.filter(pl.col("held") == held["id_no"]).row(0, named=True)
    return [str(word) for word in found["obstacles"]]


def test_a_plain_link_has_nothing_against_it() -> None:
    told = explained(row("周文斌", SON["id_no"]))
    best = first(told)
    assert (best["held"], best["allowed"], best["repaired"], best["obstacles"]) == (SON["id_no"], "A", False, [])
    assert told.mentions["outcome"].to_list() == ["linked"]


@pytest.mark.parametrize("written", [SON["id_no"], WRONG_DIGIT, None, FATHER["id_no"], number(date(1950, 1, 1), 21)])
def test_the_weights_of_the_comparisons_add_up_to_what_the_night_reckoned(written: str | None) -> None:
    rows = [row("周建国", FATHER["id_no"], relation="户主"), row("周文斌", written, relation="之子")]
    told = explained(*rows)
    parts = told.candidates.select(pl.sum_horizontal(f"weight_{name}" for name in COMPARISONS).alias("sum"), "weight")
    assert ((parts["sum"] - parts["weight"]).abs() < 1e-9).all()
    for place, linked in enumerate(link(PEOPLE, rows_of(*rows))["low_income"].iter_rows(named=True)):
        mention = told.mentions.row(place, named=True)
        names = ("outcome", "person", "grade", "weight", "margin", "why_not", "reason")
        assert {name: mention[name] for name in names} == {name: linked[name] for name in names}
        if linked["candidate"] is not None:
            best = first(told, place)
            assert (best["person"], best["weight"]) == (linked["candidate"], linked["weight"])


def test_a_repair_says_what_was_written_and_what_is_held() -> None:
    told = explained(row("周文斌", WRONG_DIGIT))
    best = first(told)
    assert (told.mentions["id_clean"][0], best["held"], best["repaired"]) == (WRONG_DIGIT, SON["id_no"], True)
    assert best["level_id"] in ("one_substitution", "wrong_year")
    assert best["allowed"] == "C"


def test_the_fathers_number_on_the_sons_row_is_said_to_be_the_fathers() -> None:
    told = explained(row("周文斌", FATHER["id_no"]))
    against_father = obstacles_of(told, FATHER)
    assert Obstacle.KIN_SAME in against_father
    assert Obstacle.NAME_DIFFERENT in against_father
    assert told.mentions["person"][0] != 0


def test_a_number_nobody_holds_is_said_to_speak_against_every_namesake() -> None:
    told = explained(row("周文斌", number(date(1950, 1, 1), 21)))
    assert told.mentions["why_not"].to_list() == [WhyNot.NUMBER_NOT_HELD]
    assert told.candidates.height >= 1
    assert all(Obstacle.UNHELD in words for words in told.candidates["obstacles"].to_list())


def test_a_name_alone_lacks_a_number_and_a_context() -> None:
    told = explained(row("周文斌", None))
    assert told.mentions["outcome"][0] != "linked"
    against = obstacles_of(told, NAMESAKE)
    assert Obstacle.NO_NUMBER in against
    assert Obstacle.NO_CONTEXT in against


def test_a_candidate_whom_a_reviewer_ruled_out_comes_last_and_says_so() -> None:
    written = row("周文斌", None)
    taken = decisions([(1, written, SON, Verdict.DIFFERENT)], PEOPLE)
    told = explained(written, taken=taken)
    ranks = dict(told.candidates.select("held", "rank").iter_rows())
    assert ranks[SON["id_no"]] > ranks[NAMESAKE["id_no"]]
    assert Obstacle.RULED_OUT in obstacles_of(told, SON)


def test_nobody_is_turned_away_without_a_word() -> None:
    written = [row("周文斌", FATHER["id_no"], "D1"), row("周文斌", None, "D2"), row("周建", FATHER["id_no"], "D3")]
    told = explained(*written)
    refused = told.candidates.filter(pl.col("allowed").is_null())
    assert refused.height >= 2
    assert (refused["obstacles"].list.len() > 0).all()


def test_a_row_without_a_name_is_told_that_nothing_confirms_its_repaired_number() -> None:
    told = explained(row(None, WRONG_DIGIT))
    assert Obstacle.NAME_MISSING in obstacles_of(told, SON)
    assert Obstacle.RULES not in obstacles_of(told, SON)


def test_a_number_of_two_owners_is_said_to_be_shared() -> None:
    other = person("冯小兵", BORN, 11, "H3")
    told = explained(row("钱多多", FATHER["id_no"]), people=registry_of(FATHER, SON, other))
    words = told.candidates.filter(pl.col("held") == FATHER["id_no"])["obstacles"].to_list()
    assert len(words) == 2
    assert all(Obstacle.SHARED in those for those in words)


def test_only_the_rows_of_the_household_are_taken_along() -> None:
    rows = rows_of(
        row("周文斌", None, "D1"), row("周建国", None, "D1"), row("别人", None, "D2"), row("无户", None, None)
    )
    payments = rows_of({"name": "周建国", "household_no": "D1"}, source="low_income_payments")
    other = rows_of({"name": "周文斌", "household_no": "D1"}, source="poverty_register")
    asked = {"low_income": rows["low_income"].head(1)}
    around = rows_around(rows | payments | other, asked)
    assert around["low_income"]["name"].to_list() == ["周文斌", "周建国"]
    assert set(around) == {"low_income", "low_income_payments"}  # another source's D1 is another household


def test_every_word_of_the_linkage_has_one_in_chinese() -> None:
    assert set(COMPARISON_TITLES) == set(COMPARISONS)
    assert {name: set(words) for name, words in LEVEL_WORDS.items()} == {
        name: set(levels) for name, levels in COMPARISONS.items()
    }
