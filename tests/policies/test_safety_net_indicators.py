"""K3 and K4 as of 30 June 2019: whom the safety net has to hold, and whose dossier lacks what."""

from typing import Any

import pytest

from policies.indicators import INDICATORS
from schemas.extracts import EXTRACTS
from tests.policies.district import District


@pytest.mark.parametrize(
    ("register", "health", "counted"),
    [
        ({}, None, 0),
        ({"household_attribute": "低保贫困户"}, None, 1),
        ({"household_attribute": "特困供养贫困户", "poverty_status": "返贫"}, None, 1),
        ({"household_attribute": "低保贫困户", "poverty_status": "已脱贫"}, None, 0),
        ({}, "disability", 1),
        ({}, "rigid_expenses", 1),
    ],
)
def test_k3_target_group(register: dict[str, str], health: str | None, counted: int) -> None:
    district = District()
    district.row("poverty_register", district.person("王利华", "432902196001010000"), **register)
    if health:
        district.row(health, 0, **({"major_illness_aid": "是"} if health == "rigid_expenses" else {}))
    assert district.share("K3") == (0, counted)
    assert district.gaps("K3") == [("432902196001010000", "not_enrolled")] * counted
    district.row("extreme_poverty", 0)
    assert district.share("K3") == (counted, counted)


def test_k3_counts_a_person_once_and_unlinked_rows_by_their_own_attribute() -> None:
    district = District()
    who = district.person("王利华")
    district.row("poverty_register", who, household_attribute="低保贫困户")
    district.row("poverty_register", who, household_attribute="低保贫困户", household_no="P2")
    district.row("low_income", who)
    for number, attribute in (("P301", "低保贫困户"), ("P302", "一般贫困户")):
        district.row("poverty_register", None, name="李梅", person_no=number, household_attribute=attribute)
    assert district.share("K3") == (1, 2)
    assert district.gaps("K3") == [("P301", "unlinked")]


def test_k3_is_unknown_without_the_register_of_illness_that_there_was() -> None:
    every = frozenset(EXTRACTS)
    lacking = every - {"rigid_expenses"}
    assert INDICATORS["K3"].missing(lacking, every) == ("rigid_expenses",)
    assert INDICATORS["K3"].missing(lacking, lacking) == ()  # a district may have no such feed


def test_k3_leaves_out_the_dead() -> None:
    district = District()
    district.row("poverty_register", district.person("王利华"), household_attribute="低保贫困户")
    district.row("deaths", 0)
    assert district.share("K3") == (0, 0)


@pytest.mark.parametrize(
    ("dossiers", "reason"),
    [
        ([], "no_dossier"),
        ([{}], None),
        ([{"family": "无", "measures": None}], "incomplete:家庭状况,帮扶措施"),
        ([{"family": "无", "measures": "无"}, {"verification": "无"}], "incomplete:核查记录"),
        ([{"family": "无"}, {}], None),
        ([{"household_no": "P2"}], "no_dossier"),
    ],
)
def test_k4_most_complete_dossier(dossiers: list[dict[str, Any]], reason: str | None) -> None:
    district = District()
    district.row("poverty_register", district.person("王利华"))
    district.row("low_income", 0)
    for dossier in dossiers:
        district.row("dossiers", 0, **dossier)
    assert district.gaps("K4") == ([] if reason is None else [("P1", reason)])


def test_k4_is_about_households_with_a_living_member_on_a_roll() -> None:
    district = District()
    for number, enrolled, dead in (("P1", False, False), ("P2", True, True), ("P3", True, False)):
        who = district.person("王利华")
        district.row("poverty_register", who, household_no=number)
        if enrolled:
            district.row("extreme_poverty", who)
        if dead:
            district.row("deaths", who)
    assert district.gaps("K4") == [("P3", "no_dossier")]
