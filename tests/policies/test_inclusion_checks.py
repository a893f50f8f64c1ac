"""B1-B5 in June 2019."""

import pytest

from tests.policies.district import District

POVERTY = "poverty_register"


def poor(**values: object) -> District:
    district = District()
    district.row(POVERTY, district.person("王利华"), **values)
    return district


@pytest.mark.parametrize(("status", "found"), [("未脱贫", True), ("返贫", True), ("已脱贫", False), ("预脱贫", False)])
def test_poor_and_not_enrolled(status: str, found: bool) -> None:
    assert poor(poverty_status=status).names("B1") == (["王利华"] if found else [])


@pytest.mark.parametrize(
    ("source", "values", "found"),
    [
        ("low_income", {}, False),
        ("low_income", {"covered": "否"}, True),
        ("low_income", {"stop_month": "2019-06"}, True),
        ("extreme_poverty", {}, False),
        ("extreme_poverty", {"start_month": "2019-07"}, True),
        ("orphans", {}, True),
        ("deaths", {}, False),
    ],
)
def test_enrolled_or_dead_is_not_missing(source: str, values: dict[str, object], found: bool) -> None:
    district = poor()
    district.row(source, 0, **values)
    assert district.names("B1") == (["王利华"] if found else [])


def test_a_person_of_two_poverty_rows_is_one_finding() -> None:
    district = poor()
    district.row(POVERTY, 0, household_no="P2", poverty_status="返贫")
    assert district.findings("B1").select("name", "household_no").rows() == [("王利华", "P1")]


@pytest.mark.parametrize(
    ("source", "values", "found"),
    [
        ("disability", {"level": "二级"}, True),
        ("disability", {"level": "三级", "category": "精神"}, True),
        ("disability", {"level": "三级", "category": "肢体"}, False),
        ("disability", {"level": "四级", "category": "智力"}, False),
        ("rigid_expenses", {"major_illness_aid": "是"}, True),
        ("rigid_expenses", {"major_illness_aid": "否"}, False),
        ("rigid_expenses", {"major_illness_aid": "是", "kind": "教育"}, False),
        (
            "rigid_expenses",
            {"major_illness_aid": "是", "period_start": "2017-01-01", "period_end": "2018-05-31"},
            False,
        ),
        (
            "rigid_expenses",
            {"major_illness_aid": "是", "period_start": "2019-06-01", "period_end": "2019-06-30"},
            False,
        ),
    ],
)
def test_single_person_inclusion(source: str, values: dict[str, object], found: bool) -> None:
    district = poor()
    district.row(source, 0, **values)
    assert district.names("B2") == (["王利华"] if found else [])


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("2017-01-01", "2018-05-31", False),
        ("2017-01-01", "2018-06-01", True),
        ("2019-05-31", "2019-08-31", True),
        ("2019-03-31", "2018-08-01", False),
        ("2019-06-01", "2019-06-30", False),
    ],
)
def test_illness_of_the_twelve_months_before(start: str, end: str, found: bool) -> None:
    district = poor()
    district.row("rigid_expenses", 0, major_illness_aid="是", period_start=start, period_end=end)
    assert district.names("B2") == (["王利华"] if found else [])


@pytest.mark.parametrize(
    ("source", "values", "found"),
    [
        ("low_income", {}, True),
        ("low_income", {"scheme": "城市低保"}, False),
        ("low_income", {"covered": "否"}, False),
        ("extreme_poverty", {}, True),
        ("extreme_poverty", {"scheme": "城市特困"}, False),
        ("extreme_poverty", {"stop_month": "2019-06"}, False),
    ],
)
def test_supported_and_not_on_the_poverty_register(source: str, values: dict[str, object], found: bool) -> None:
    district = District()
    district.row(source, district.person("王利华"), **values)
    assert district.names("B3") == (["王利华"] if found else [])


@pytest.mark.parametrize("status", ["未脱贫", "已脱贫"])
def test_any_row_of_the_poverty_register_will_do(status: str) -> None:
    district = poor(poverty_status=status)
    district.row("low_income", 0)
    assert district.names("B3") == []


def test_covered_and_supported_but_unregistered_is_one_finding() -> None:
    district = District()
    who = district.person("王利华")
    district.row("low_income", who)
    district.row("extreme_poverty", who)
    assert district.names("B3") == ["王利华"]


ORDINARY, LOW_INCOME, SUPPORT = "一般贫困户", "低保贫困户", "特困供养贫困户"


@pytest.mark.parametrize(
    ("attribute", "source", "found"),
    [
        (LOW_INCOME, None, {"B4a"}),
        (LOW_INCOME, "low_income", set()),
        (LOW_INCOME, "extreme_poverty", {"B4a"}),
        (ORDINARY, None, set()),
        (ORDINARY, "low_income", {"B4b"}),
        (ORDINARY, "extreme_poverty", {"B4b"}),
        (SUPPORT, None, {"B4c"}),
        (SUPPORT, "low_income", {"B4c"}),
        (SUPPORT, "extreme_poverty", set()),
    ],
)
@pytest.mark.parametrize("status", ["未脱贫", "已脱贫"])
def test_attribute_against_the_rolls(attribute: str, source: str | None, found: set[str], status: str) -> None:
    district = poor(household_attribute=attribute, poverty_status=status)
    if source:
        district.row(source, 0)
    assert {check for check in ("B4a", "B4b", "B4c") if district.households(check)} == found


def test_the_first_row_has_the_attribute_and_any_member_counts() -> None:
    district = poor(household_attribute=LOW_INCOME)
    district.row(POVERTY, district.person("李梅"), household_attribute=ORDINARY)
    district.row("low_income", 1)
    assert [district.households(check) for check in ("B4a", "B4b")] == [[], []]


def test_a_household_without_a_living_linked_member_is_not_judged() -> None:
    district = poor(household_attribute=LOW_INCOME)
    district.row("deaths", 0)
    district.row(POVERTY, None, name="李梅", household_no="P2", household_attribute=LOW_INCOME)
    assert district.households("B4a") == []


@pytest.mark.parametrize(
    ("covered", "other", "found"),
    [
        ({}, None, ["P1"]),
        ({"coverage_mode": "单人保"}, None, []),
        ({}, "extreme_poverty", []),
        ({}, "low_income", []),
        ({}, "deaths", []),
        ({}, "orphans", ["P1"]),
    ],
)
def test_a_member_left_out_of_a_household_covered_whole(
    covered: dict[str, object], other: str | None, found: list[str]
) -> None:
    district = poor()
    district.row(POVERTY, district.person("李梅"))
    district.row("low_income", 0, **covered)
    if other:
        district.row(other, 1)
    assert district.households("B4d") == found
    assert all(":李梅" in said for said in district.findings("B4d")["observed"])


def test_whoever_is_enrolled_is_named_and_nobody_else() -> None:
    district = poor(household_attribute=ORDINARY)
    district.row(POVERTY, district.person("李梅"))
    district.row(POVERTY, district.person("周强"))
    district.row("low_income", 1)
    district.row("extreme_poverty", 2)
    assert district.findings("B4b")["observed"].to_list() == ["有成员在保或特困:李梅、周强"]


def test_whoever_stands_in_a_household_uncovered_is_not_said_to_be_on_no_roster() -> None:
    district = poor()
    district.row("low_income", 0, covered="否")
    district.row(POVERTY, district.person("李梅"))
    said = dict(district.findings("B1").select("name", "observed").iter_rows())
    assert said.pop("李梅") == "未纳入低保或特困"
    assert [text.startswith("在低保家庭中但不是保障对象") for text in said.values()] == [True]


@pytest.mark.parametrize(
    ("source", "values", "found"),
    [
        ("low_income", {}, False),
        ("low_income", {"village": "新村"}, True),
        ("low_income", {"town": "伊塘镇", "covered": "否"}, True),
        ("low_income", {"village": " 蔡市 村"}, False),
        ("low_income", {"village": None}, False),
        ("low_income", {"village": "新村", "stop_month": "2019-06"}, False),
        ("extreme_poverty", {"village": "新村"}, True),
        ("orphans", {}, False),
    ],
)
def test_other_place(source: str, values: dict[str, object], found: bool) -> None:
    district = poor()
    district.row(source, 0, **values)
    assert district.households("B4e") == (["P1"] if found else [])


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"taper_start_month": "2018-05"}, True),
        ({"taper_start_month": "2018-06"}, False),  # twelve months are allowed
        ({"taper_start_month": "2019-08"}, False),
        ({}, False),
        ({"taper_start_month": "2018-05", "scheme": "城市低保"}, False),
        ({"taper_start_month": "2018-05", "stop_month": "2019-06"}, False),
        ({"taper_start_month": "2018-05", "covered": "否"}, True),
    ],
)
def test_overdue_taper(values: dict[str, object], found: bool) -> None:
    district = poor(poverty_status="已脱贫")
    district.row("low_income", 0, household_no="H7", **values)
    assert district.households("B5") == (["H7"] if found else [])


def test_a_taper_of_people_outside_the_poverty_register_is_no_b5() -> None:
    district = District()
    district.row("low_income", district.person("王利华"), taper_start_month="2017-01")
    assert district.households("B5") == []
