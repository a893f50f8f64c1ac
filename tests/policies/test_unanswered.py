"""A clue that is not raised any more is gone only where its check could have raised it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest

from policies.checks import CHECKS
from policies.checks.declaration import Identity, Rests
from policies.clue_key import ClueKey
from policies.clues.doubt import unanswered
from policies.clues.history import WORDING
from tests.policies.district import District

ID = "432902196001010011"
FIRST, SECOND = "43290219600101002X", "432902196001010062"
Change = Callable[[District, int], None]


def asked(check_id: str, build: Change, change: Change, *, unusable: tuple[str, ...] = ()) -> bool:
    """Whether the clue of a check that one district raises cannot be answered in another."""
    before, after = District(), District()
    for district, rows in ((before, build), (after, change)):
        rows(district, district.person("王利华", ID))
    found = before.findings(check_id).select("finding_id", "check_id", *WORDING)
    assert found.height == 1
    assert after.findings(check_id).is_empty() or unusable
    return bool(unanswered(after.evidence(unusable=unusable), found, CHECKS).len())


def dead_and_covered(district: District, who: int) -> None:
    district.row("deaths", who)
    district.row("low_income", who)


def covered_twice(district: District, who: int) -> None:
    district.row("low_income", who)
    district.row("low_income", who, household_no="H2")


def uncovered_with_allowance(district: District, who: int) -> None:
    district.row("disability_allowances", who)


def wrong_benefit(district: District, who: int) -> None:
    district.row("low_income", who, monthly_benefit=150)


def rich(district: District, who: int, amount: int = 30_000) -> None:
    district.row("low_income", who)
    wages = {"register": "人社", "item": "工资薪金", "period_start": "2018-06-01", "period_end": "2019-05-31"}
    district.row("economic_items", who, amount=amount, **wages)


def wed(district: District, who: int) -> None:
    district.row("low_income", who)
    district.event("IA", who, district.person("李秀莲"), "2015-03-01")


def alive(district: District, who: int) -> None:
    district.row("low_income", who)


def death_in_review(district: District, who: int) -> None:
    district.row("low_income", who)
    district.row("deaths", None, name="王利华", outcome="review", candidate=who)


def covered_once(district: District, who: int) -> None:
    district.row("low_income", who)


def second_row_refused(district: District, who: int) -> None:
    district.row("low_income", who)
    district.refuse("low_income", id_no=ID, name="王利华", household_no="H2")


def stray_of_household(district: District, who: int) -> None:
    district.row("low_income", who)
    district.row("low_income", None, name="张三", household_no="H1")


def right_benefit(district: District, who: int) -> None:
    district.row("low_income", who)


def right_benefit_beside_a_stranger(district: District, who: int) -> None:
    district.row("low_income", who)
    district.row("low_income", None, name="张三", covered="否")


def benefit_refused(district: District, who: int) -> None:
    district.refuse("low_income", id_no=ID, name="王利华", household_no="H1")


@pytest.mark.parametrize(
    ("check_id", "build", "change", "expected"),
    [
        ("D1", dead_and_covered, alive, False),
        ("D1", dead_and_covered, death_in_review, True),
        ("R3", covered_twice, covered_once, False),
        ("R3", covered_twice, second_row_refused, True),
        ("R3", covered_twice, stray_of_household, False),  # his own row is linked: the stray is not he
        ("D3", wed, alive, False),
        ("D3", wed, second_row_refused, True),
        ("M3", wrong_benefit, right_benefit, False),
        ("M3", wrong_benefit, right_benefit_beside_a_stranger, False),  # households as written need no link
        ("M3", wrong_benefit, benefit_refused, True),
        ("R7", uncovered_with_allowance, alive, False),
        ("R7", uncovered_with_allowance, benefit_refused, True),
        ("P2", rich, alive, False),
        ("P2", rich, stray_of_household, True),  # a member who is not linked: the data do not suffice
    ],
)
def test_what_keeps_a_check_from_answering(check_id: str, build: Change, change: Change, *, expected: bool) -> None:
    assert asked(check_id, build, change) is expected


@pytest.mark.parametrize(("source", "expected"), [("deaths", True), ("orphans", False)])
def test_a_clue_is_not_gone_with_the_extract_that_it_rested_on(source: str, *, expected: bool) -> None:
    assert asked("D1", dead_and_covered, alive, unusable=(source,)) is expected


@pytest.mark.parametrize(("source", "expected"), [("disability", True), ("orphans", False)])
def test_nor_with_one_of_several_that_it_may_have_rested_on(source: str, *, expected: bool) -> None:
    def disabled_and_poor(district: District, who: int) -> None:
        district.row("poverty_register", who)
        district.row("disability", who)

    def poor(district: District, who: int) -> None:
        district.row("poverty_register", who)

    assert asked("B2", disabled_and_poor, poor, unusable=(source,)) is expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ({"id_clean": ID}, True),
        ({"id_clean": "432902196001010038"}, False),  # another person's
        ({"id_clean": None, "certificate_clean": ID}, True),
        ({"id_clean": None, "village": "大塘社区"}, True),  # his name where he lives
        ({"id_clean": None, "village": "小塘社区"}, False),
        ({"id_clean": None}, False),
    ],
)
def test_nor_while_the_registry_lacks_its_person_and_a_row_may_be_his(
    number: dict[str, str | None], *, expected: bool
) -> None:
    before, after = District(), District()
    dead_and_allowed = before.person("王利华", ID, village="大塘社区")
    before.row("deaths", dead_and_allowed)
    before.row("disability_allowances", dead_and_allowed)
    after.row("disability_allowances", None, name="王利华", **number)
    found = before.findings("D1").select("finding_id", "check_id", *WORDING)
    assert bool(unanswered(after.evidence(), found, CHECKS).len()) is expected


def test_nor_while_the_registry_lacks_its_person_and_his_row_is_refused() -> None:
    before, after = District(), District()
    uncovered_with_allowance(before, before.person("王利华", ID))
    after.refuse("disability_allowances", id_no=ID, name="王利华")
    found = before.findings("R7").select("finding_id", "check_id", *WORDING)
    assert unanswered(after.evidence(), found, CHECKS).len() == 1


@pytest.mark.parametrize(("written", "expected"), [(FIRST, True), (SECOND, True), ("432902196001010038", False)])
@pytest.mark.parametrize("last_worded", [SECOND, ID])
def test_nor_while_a_row_bears_a_number_that_its_person_had_before_the_former_one(
    last_worded: str, written: str, *, expected: bool
) -> None:
    before, after = District(), District()
    dead_and_covered(before, before.person("王利华", last_worded))
    alive(after, after.person("王利华", ID, former_id_no="432902196001010046"))
    after.row("deaths", None, name="王利华", id_clean=written)
    found = before.findings("D1").select("finding_id", "check_id", *WORDING)
    known = ClueKey(oldest={SECOND: FIRST, ID: FIRST})
    assert bool(unanswered(replace(after.evidence(), clue_key=known), found, CHECKS).len()) is expected


@pytest.mark.parametrize("source", ["low_income", "applications", "poverty_register", "marriages"])
def test_every_check_can_be_asked_about_a_clue_of_anybody(source: str) -> None:
    district = District()
    who = district.person("王利华", ID)
    for roll in ("low_income", "extreme_poverty", "poverty_register", "disability"):
        district.row(roll, who)
    known = {
        "source": source,
        "observed_source": "marriages",
        "household_no": "H1",
        "person_id_no": ID,
        "name": "王利华",
    }
    rows = [{"finding_id": one, "check_id": one, **known} for one in CHECKS]
    clues = pl.DataFrame(rows, schema={"finding_id": pl.String(), "check_id": pl.String(), **WORDING})
    assert unanswered(district.evidence(), clues, CHECKS).is_empty()


def test_every_check_of_the_economy_needs_data_that_suffice_and_no_row_as_written_does() -> None:
    economy = {one.id for one in CHECKS.values() if one.rests is Rests.ECONOMY}
    assert economy == {"P1", "P2", "P3", "P4", "P5", "P6", "P7", "B6", "B7"}
    written = {one.id for one in CHECKS.values() if one.rests is Rests.WRITTEN}
    assert all(CHECKS[one].identity in (Identity.ROW, Identity.HOUSEHOLD) for one in written)
