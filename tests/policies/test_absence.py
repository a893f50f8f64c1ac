"""Absence is no evidence where a row may be missing: checks that rest on it stay silent, indicators do not."""

from collections.abc import Callable

import pytest

from tests.policies.district import TOWN, VILLAGE, District

ID = "432902196001010000"
WIFE_ID = "432902196503030022"
OTHER_VILLAGE = "普利村"


def uncovered() -> District:
    """R7: a living allowance and no row of the low-income roll."""
    district = District()
    district.row("disability_allowances", district.person("王利华", ID))
    return district


def test_without_a_doubtful_row_it_is_raised() -> None:
    assert uncovered().names("R7") == ["王利华"]


@pytest.mark.parametrize(
    "refused",
    [
        {"id_no": ID},
        {"id_no": " '４３２９０２１９６００１０１００００\t"},
        {"id_no": "432902600101000"},
        {"id_no": f"{ID}42"},
        {"disability_certificate_no": f"{ID}42B1"},
        {"name": "王利华", "town": TOWN, "village": VILLAGE},
        {"name": "王利華", "town": TOWN, "village": VILLAGE},
    ],
)
def test_a_refused_row_of_the_person(refused: dict[str, str]) -> None:
    district = uncovered()
    district.refuse("low_income", **refused)
    assert district.names("R7") == []


def test_a_former_id_and_a_registered_certificate_are_recognised() -> None:
    district = District()
    district.row("disability_allowances", district.person("王利华", former_id_no="432902600101999"))
    district.row("disability_allowances", district.person("李梅"))
    district.row("disability", 1, certificate_clean="43290119700101000042")
    district.refuse("low_income", id_no="432902600101999")
    district.refuse("low_income", disability_certificate_no="43290119700101000042")
    assert district.names("R7") == []


@pytest.mark.parametrize(
    "refused",
    [
        {"id_no": "432902196001010001"},
        {"id_no": "0000"},
        {"name": "王利华"},
        {"name": "王利华", "town": TOWN, "village": OTHER_VILLAGE},
        {"name": "王利民", "town": TOWN, "village": VILLAGE},
    ],
)
def test_a_refused_row_of_somebody_else(refused: dict[str, str]) -> None:
    district = uncovered()
    district.refuse("low_income", **refused)
    assert district.names("R7") == ["王利华"]


def test_a_refused_row_of_another_extract() -> None:
    district = uncovered()
    district.refuse("extreme_poverty", id_no=ID)
    assert district.names("R7") == ["王利华"]


@pytest.mark.parametrize("outcome", ["unlinked", "review"])
@pytest.mark.parametrize(
    ("row", "raised"),
    [
        ({"name": "王利华"}, False),
        ({"name": "王 利 华", "village": " 蔡市村"}, False),
        ({"name": "王利华", "town": None}, False),
        ({"name": "王利华", "village": OTHER_VILLAGE}, True),
        ({"name": "王利华", "village": None}, True),
        ({"name": "王利华", "town": "伊塘镇"}, True),
        ({"name": "王利華"}, False),
        ({"name": "王丽华"}, True),
        ({"name": "王麗華"}, True),
    ],
)
def test_a_row_that_is_not_linked_and_bears_the_name_in_the_village(
    outcome: str, row: dict[str, str], raised: bool
) -> None:
    district = uncovered()
    district.row("low_income", None, outcome=outcome, household_no="H9", **row)
    assert district.names("R7") == (["王利华"] if raised else [])


def test_the_registry_may_hold_the_name_in_traditional_characters() -> None:
    district = District()
    district.row("disability_allowances", district.person("王利華", ID))
    district.row("low_income", None, name="王利华", household_no="H9")
    assert district.names("R7") == []


def test_the_village_may_be_that_of_another_row_of_the_person() -> None:
    district = uncovered()
    district.row("poverty_register", 0, village=OTHER_VILLAGE)
    district.row("low_income", None, name="王利华", village=OTHER_VILLAGE)
    assert district.names("R7") == []


def test_the_household_may_be_that_of_kin() -> None:
    district = uncovered()
    district.row("low_income", district.person("李梅", household_no="R0"), household_no="H9", village=OTHER_VILLAGE)
    district.row("low_income", None, name="王利华", household_no="H9", village=OTHER_VILLAGE)
    assert district.names("R7") == []


def test_the_best_candidate_of_a_row_in_review() -> None:
    district = uncovered()
    district.row("low_income", None, name="黄丽花", village=None, outcome="review", candidate=0)
    assert district.names("R7") == []


def nursing() -> District:
    district = District()
    district.row("disability_allowances", district.person("王利华", ID), allowance="护理补贴")
    return district


def poor() -> District:
    district = District()
    district.row("poverty_register", district.person("王利华", ID), household_attribute="低保贫困户")
    district.row("disability", 0)
    return district


def supported() -> District:
    district = District()
    district.row("poverty_register", district.person("王利华", ID), household_attribute="特困供养贫困户")
    return district


def partly() -> District:
    district = poor()
    district.row("poverty_register", district.person("李梅"))
    district.row("low_income", 1)
    return district


def rural() -> District:
    district = District()
    district.row("low_income", district.person("王利华", ID))
    return district


def certified() -> District:
    district = District()
    district.row("disability", district.person("王利华", ID))
    return district


def certified_and_covered() -> District:
    district = certified()
    district.row("low_income", 0)
    return district


@pytest.mark.parametrize(
    ("check_id", "build", "sources"),
    [
        ("R8", nursing, ("disability",)),
        ("B1", poor, ("low_income", "extreme_poverty")),
        ("B2", poor, ("low_income", "extreme_poverty")),
        ("B3", rural, ("poverty_register",)),
        ("B4a", poor, ("low_income",)),
        ("B4c", supported, ("extreme_poverty",)),
        ("B4d", partly, ("low_income", "extreme_poverty")),
        ("M1a", certified_and_covered, ("extreme_poverty", "orphans", "disability_allowances")),
        ("M1b", certified, ("extreme_poverty", "disability_allowances")),
    ],
)
def test_each_check_on_absence_heeds_the_extracts_in_question(
    check_id: str, build: Callable[[], District], sources: tuple[str, ...]
) -> None:
    assert build().findings(check_id).height == 1
    for source in sources:
        district = build()
        district.refuse(source, id_no=ID)
        assert district.findings(check_id).is_empty(), source


def outside_spouse() -> District:
    district = District()
    husband, wife = district.person("王利华", ID), district.person("李梅", WIFE_ID, village=OTHER_VILLAGE)
    district.row("low_income", husband)
    district.event("IA", husband, wife, "2015-01-01")
    return district


@pytest.mark.parametrize(
    "refused", [{"id_no": WIFE_ID}, {"household_no": "H1"}, {"household_no": "H1", "name": "李梅"}]
)
def test_the_spouse_may_stand_in_a_refused_row(refused: dict[str, str]) -> None:
    district = outside_spouse()
    district.refuse("low_income", **refused)
    assert district.names("D3") == []


@pytest.mark.parametrize(
    ("row", "raised"),
    [
        ({"name": "李梅", "household_no": "H1", "relation": "配偶"}, False),
        ({"name": "李梅", "household_no": "H2"}, True),
        ({"name": "李梅", "household_no": "H2", "village": OTHER_VILLAGE}, False),
        ({"name": "周兰", "household_no": "H1"}, True),
    ],
)
def test_the_spouse_may_be_a_row_that_is_not_linked(row: dict[str, str], raised: bool) -> None:
    district = outside_spouse()
    district.row("low_income", None, **row)
    assert district.names("D3") == (["王利华"] if raised else [])


@pytest.mark.parametrize(
    ("refused", "raised"),
    [
        ({"husband_id_no": ID}, False),
        ({"wife_id_no": WIFE_ID}, False),
        ({"husband_name": "王利华", "husband_id_no": "432902196001010007"}, True),
    ],
)
def test_a_refused_event_of_either_spouse_may_be_the_latest(refused: dict[str, str], raised: bool) -> None:
    district = outside_spouse()
    district.refuse("marriages", **refused)
    assert district.names("D3") == (["王利华"] if raised else [])


def in_force(**values: object) -> District:
    district = District()
    district.row(
        "low_income",
        district.person("王利华", ID),
        head_name="王利华",
        head_id_no=ID,
        certificate_no="湘N1",
        monthly_benefit=100,
    )
    return district


def test_amounts_of_a_household_of_whom_a_row_was_refused() -> None:
    district = in_force()
    assert district.households("M3") == ["H1"]
    district.refuse("low_income", household_no="'H1", name="王小军")
    assert district.households("M3") == []


@pytest.mark.parametrize(
    ("refused", "raised"),
    [
        ({"household_no": "H1"}, False),
        ({"id_no": ID}, False),
        ({"certificate_no": "湘N1"}, False),
        ({"household_no": "H2", "certificate_no": "湘N2"}, True),
    ],
)
def test_payments_of_a_household_of_whom_one_was_refused(refused: dict[str, str], raised: bool) -> None:
    district = in_force()
    district.refuse("low_income_payments", **refused)
    assert district.households("M4a") == (["H1"] if raised else [])
    district.row("low_income_payments", 0, total=77)
    assert district.households("M4c") == (["H1"] if raised else [])


def test_the_account_may_be_of_a_refused_member() -> None:
    district = in_force()
    district.row("low_income_payments", 0, account_name="王小军")
    assert district.households("M5") == ["H1"]
    district.refuse("low_income", household_no="H1", id_no="1")
    assert district.households("M5") == []


def test_paid_out_of_force_does_not_rest_on_a_member_row() -> None:
    district = in_force()
    district.row("low_income_payments", 0, household_no="H9")
    district.refuse("low_income", household_no="H9")
    assert district.households("M4b") == ["H9"]


def test_indicators_count_a_doubtful_row_as_absent() -> None:
    district = poor()
    district.refuse("low_income", id_no=ID)
    assert district.indicator("K3").gaps["reason"].to_list() == ["not_enrolled"]


def test_a_refused_row_with_a_namesakes_own_number_says_nothing_of_this_one() -> None:
    district = uncovered()
    district.person("王利华", WIFE_ID)
    district.refuse("low_income", name="王利华", id_no=WIFE_ID, town=TOWN, village=VILLAGE)
    assert district.names("R7") == ["王利华"]


def test_a_refused_certificate_is_known_from_any_roster_that_shows_whose_it_is() -> None:
    district = District()
    person = district.person("王利华", ID)
    district.row("disability_allowances", person, allowance="护理补贴", certificate_clean="43290119700101000042")
    assert district.names("R8") == ["王利华"]
    district.refuse("disability", certificate_no="43290119700101000042")
    assert district.names("R8") == []
