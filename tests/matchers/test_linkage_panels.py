"""A very dirty district with known truth: floors for every kind of trouble that the linkage is to withstand."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from benchmarks.panels import linked_rows, panels
from data.district import DEFAULT_DATE, new_district

PEOPLE, SEED, DIRT = 12_000, 7, 4.0
ALL = "all rows"
LEAST_ROWS = 10
# Where even a person could not say who is meant, much has to go to review.
REVIEW_AT_MOST = {
    ALL: 0.04,
    "undamaged": 0.0,
    "number: scientific notation": 0.6,
    "number: missing or zeros": 0.4,
    "number: a kinsman's": 0.6,
    "name: quite another": 0.3,
    "name: missing": 0.3,
    "number and name damaged": 0.3,
}
REVIEW_USUALLY = 0.08


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> tuple[pl.DataFrame, pl.DataFrame]:
    folder: Path = tmp_path_factory.mktemp("district")
    new_district(folder, PEOPLE, SEED, DEFAULT_DATE, DIRT)
    return linked_rows(folder, DEFAULT_DATE)


@pytest.fixture(scope="module")
def found(district: tuple[pl.DataFrame, pl.DataFrame]) -> dict[str, dict[str, Any]]:
    return {panel["panel"]: panel for panel in panels(*district).iter_rows(named=True)}


def test_the_district_has_every_kind_of_trouble(found: dict[str, dict[str, Any]]) -> None:
    assert len(found) >= 32
    scarce = {name for name, panel in found.items() if panel["rows"] < LEAST_ROWS}
    assert len(scarce) <= 6, scarce


def test_no_panel_has_a_wrong_link(found: dict[str, dict[str, Any]]) -> None:
    assert {name: panel["wrong"] for name, panel in found.items() if panel["wrong"]} == {}


def test_every_panel_keeps_its_recall(found: dict[str, dict[str, Any]]) -> None:
    assert found[ALL]["recall"] >= 0.998
    assert found["undamaged"]["recall"] == 1
    short = {name: panel["recall"] for name, panel in found.items() if panel["recall"] is not None}
    assert {name: recall for name, recall in short.items() if recall < 0.97} == {}


def test_no_panel_leaves_too_much_to_clerks(found: dict[str, dict[str, Any]]) -> None:
    over = {name: panel["review"] for name, panel in found.items() if panel["rows"] >= LEAST_ROWS}
    assert {name: share for name, share in over.items() if share > REVIEW_AT_MOST.get(name, REVIEW_USUALLY)} == {}


def test_the_right_person_stands_first_in_review(found: dict[str, dict[str, Any]]) -> None:
    assert found[ALL]["first"] >= 0.95


def test_strangers_are_never_linked_and_hardly_looked_at(found: dict[str, dict[str, Any]]) -> None:
    for name in ("people of no registry", "the same, namesakes of somebody"):
        assert found[name]["linked"] == 0
        assert found[name]["review"] <= 0.01


def test_no_link_rests_on_a_name_alone(district: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    linked = district[1].filter(pl.col("outcome") == "linked")
    assert set(linked["grade"]) <= {"A", "B", "C", "D"}


def test_grades_are_those_of_the_truth(district: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    judged = district[1].filter((pl.col("outcome") == "linked") & pl.col("linkable"))
    assert judged.filter(pl.col("grade") != pl.col("true_grade")).height <= judged.height * 0.0002


def test_every_row_has_exactly_one_outcome(district: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    rows = district[1]
    assert rows["outcome"].is_in(["linked", "review", "unlinked"]).all()
    assert rows.select("source", "file", "row_number", "role").is_duplicated().sum() == 0
