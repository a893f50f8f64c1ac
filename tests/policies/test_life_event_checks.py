"""D1-D4, as of 30 June 2019."""

import polars as pl
import pytest

from policies.checks.life_events import band
from tests.policies.district import District

ROLL = "low_income"


def dead_member(died: str, *, as_of: str = "2019-06-30", **values: object) -> District:
    district = District(as_of)
    who = district.person("王利华")
    district.row("deaths", who, death_date=died)
    district.row(ROLL, who, **values)
    return district


@pytest.mark.parametrize(
    ("died", "start", "stop", "months"),
    [
        ("2019-05-31", "2018-01", None, 1),
        ("2019-05-01", "2018-01", None, 1),
        ("2018-12-31", "2018-01", None, 6),
        ("2018-12-31", "2018-01", "2019-06", 5),
        ("2018-12-31", "2018-01", "2019-02", 1),
        ("2017-12-31", "2018-01", None, 18),
        ("2018-12-31", "2019-03", None, 4),
        ("2018-12-31", "2019-06", None, 1),
    ],
)
def test_months_after_death_are_counted_up_to_the_as_of_month(
    died: str, start: str, stop: str | None, months: int
) -> None:
    found = dead_member(died, start_month=start, stop_month=stop).findings("D1")
    assert found["months"].to_list() == [months]


@pytest.mark.parametrize(
    ("died", "start", "stop"),
    [
        ("2019-06-01", "2018-01", None),  # died in the as-of month
        ("2018-12-01", "2018-01", "2019-01"),  # stopped in the month after the death
        ("2018-12-01", "2018-01", "2018-06"),
        ("2018-12-01", "2019-07", None),  # begins after the as-of month
    ],
)
def test_no_month_after_death_is_no_finding(died: str, start: str, stop: str | None) -> None:
    assert dead_member(died, start_month=start, stop_month=stop).names("D1") == []


def test_a_dead_member_who_is_not_covered_gets_nothing() -> None:
    assert dead_member("2019-01-10", covered="否").names("D1") == []


def test_status_does_not_decide() -> None:
    assert dead_member("2019-01-10", status="停保").names("D1") == ["王利华"]


def test_overlapping_rows_count_a_month_once() -> None:
    district = dead_member("2018-12-31", stop_month="2019-04")
    district.row(ROLL, 0, household_no="H2", start_month="2019-03")
    assert district.findings("D1")["months"].to_list() == [6]


def test_each_roster_is_its_own_finding() -> None:
    district = dead_member("2018-12-31")
    district.row("disability_allowances", 0, allowance="生活补贴", stop_month="2019-03")
    district.row("disability_allowances", 0, allowance="护理补贴")
    found = district.findings("D1").sort("source")
    assert found.select("source", "months").rows() == [("disability_allowances", 6), ("low_income", 6)]


def test_the_earliest_date_counts_and_two_sources_strengthen_it() -> None:
    district = District()
    who = district.person("王利华", person_status="死亡注销", status_date="2019-04-02")
    district.row("deaths", who, death_date="2019-01-10", death_source="火化")
    district.row(ROLL, who)
    (found,) = district.findings("D1").to_dicts()
    assert (found["months"], found["strength"], found["observed_source"]) == (5, "two_sources", "deaths")


@pytest.mark.parametrize(
    ("sources", "strength"),
    [(["公安"], "one_source"), (["火化", "火化"], "one_source"), (["火化", "卫健"], "two_sources")],
)
def test_strength_needs_two_different_sources(sources: list[str], strength: str) -> None:
    district = District()
    who = district.person("王利华")
    for source in sources:
        district.row("deaths", who, death_source=source)
    district.row(ROLL, who)
    assert district.findings("D1")["strength"].to_list() == [strength]


def test_police_twice_is_one_source() -> None:
    district = District()
    who = district.person("王利华", person_status="死亡注销", status_date="2019-01-20")
    district.row("deaths", who, death_source="公安")
    district.row(ROLL, who)
    assert district.findings("D1")["strength"].to_list() == ["one_source"]


def test_a_namesake_who_died_and_an_undated_cancellation_accuse_nobody() -> None:
    district = District()
    district.row("deaths", None, name="王利华")
    district.row(ROLL, district.person("王利华"))
    district.row(ROLL, district.person("李梅", person_status="死亡注销"))
    assert district.names("D1") == []


def test_bands() -> None:
    months = pl.DataFrame({"months": [1, 3, 4, 6, 7, 9, 10, 12, 13]})
    words = months.select(band(pl.col("months"))).to_series().to_list()
    assert words == [*["3个月以内"] * 2, *["4-6个月"] * 2, *["7-9个月"] * 2, *["10-12个月"] * 2, "12个月以上"]


@pytest.mark.parametrize("status", ["迁出", "参军", "服刑", "重户注销"])
def test_a_status_of_leaving_is_found_whatever_its_date(status: str) -> None:
    district = District()
    who = district.person("王利华", person_status=status, status_date="2019-06-29")
    district.row(ROLL, who)
    district.row("extreme_poverty", who)
    assert district.names("D2") == ["王利华"]
    assert district.households("D2") == ["H1"]


@pytest.mark.parametrize("values", [{"covered": "否"}, {"stop_month": "2019-06"}, {"start_month": "2019-07"}])
def test_leaving_without_benefit_in_the_as_of_month_is_no_finding(values: dict[str, str]) -> None:
    district = District()
    district.row(ROLL, district.person("王利华", person_status="迁出"), **values)
    district.row(ROLL, district.person("李梅", person_status="正常"))
    district.row(ROLL, district.person("周强", person_status="死亡注销", status_date="2019-01-01"))
    assert district.names("D2") == []


def couple(**wife: str) -> tuple[District, int, int]:
    """A covered man whose registry wife is in no row of his household."""
    district = District()
    husband = district.person("王利华")
    spouse = district.person("李梅", sex="女", **wife)
    district.row(ROLL, husband)
    return district, husband, spouse


@pytest.mark.parametrize("event", ["IA", "ICA"])
def test_a_spouse_outside_the_household_is_found(event: str) -> None:
    district, husband, wife = couple()
    district.event(event, husband, wife, "2015-03-01")
    assert district.names("D3") == ["王利华"]


def test_a_member_who_is_not_covered_is_looked_at_too() -> None:
    district = District()
    member, wife = district.person("王利华"), district.person("李梅")
    district.row(ROLL, member, covered="否")
    district.event("IA", member, wife, "2015-03-01")
    assert district.names("D3") == ["王利华"]


def test_both_spouses_in_two_households_are_two_findings() -> None:
    district, husband, wife = couple()
    district.row(ROLL, wife, household_no="H2")
    district.event("IA", husband, wife, "2015-03-01")
    assert district.names("D3") == ["李梅", "王利华"]


@pytest.mark.parametrize(
    ("later", "on"),
    [("IB", "2016-01-01"), ("ICB", "2016-01-01"), ("IB", "2015-03-01"), ("ICB", "2015-03-01")],
)
def test_a_divorce_since_or_of_the_same_day_ends_it(later: str, on: str) -> None:
    district, husband, wife = couple()
    district.event(later, husband, wife, on)
    district.event("IA", husband, wife, "2015-03-01")
    assert district.names("D3") == []


def test_a_wedding_after_a_divorce_counts() -> None:
    district, husband, wife = couple()
    district.event("IB", husband, wife, "2014-03-01")
    district.event("IA", husband, wife, "2015-03-01")
    assert district.names("D3") == ["王利华"]


def test_only_the_latest_partner_counts() -> None:
    district, husband, former = couple()
    present = district.person("周兰")
    district.row(ROLL, present, relation="配偶")
    district.event("IA", husband, former, "2010-03-01")
    district.event("IA", husband, present, "2015-03-01")
    assert district.names("D3") == []


def test_a_partner_who_is_not_linked_or_dead_is_no_finding() -> None:
    district, husband, wife = couple()
    district.event("IA", husband, wife, "2010-03-01")
    district.event("IA", husband, None, "2015-03-01", wife_name="张三妹")
    assert district.names("D3") == []
    district, husband, wife = couple(person_status="死亡注销")
    district.event("IA", husband, wife, "2010-03-01")
    assert district.names("D3") == []


def test_a_dead_member_or_a_household_out_of_force_is_no_finding() -> None:
    district, husband, wife = couple()
    district.event("IA", husband, wife, "2010-03-01")
    district.row("deaths", husband)
    assert district.names("D3") == []
    district = District()
    husband, wife = district.person("王利华"), district.person("李梅")
    district.row(ROLL, husband, stop_month="2019-06")
    district.event("IA", husband, wife, "2010-03-01")
    assert district.names("D3") == []


def test_a_spouse_in_any_row_of_the_household_is_present() -> None:
    district, husband, wife = couple()
    district.row(ROLL, wife, covered="否", relation="配偶")
    district.event("IA", husband, wife, "2010-03-01")
    assert district.names("D3") == []


def test_divorced_head_and_spouse_in_one_household() -> None:
    district, husband, wife = couple()
    district.row(ROLL, wife, relation="妻")
    district.event("IA", husband, wife, "2010-03-01")
    district.event("ICB", husband, wife, "2012-03-01")
    assert district.households("D4") == ["H1"]


@pytest.mark.parametrize("relation", ["长女", "母亲", "其他"])
def test_a_divorced_partner_who_is_no_spouse_of_the_head_is_no_finding(relation: str) -> None:
    district, husband, wife = couple()
    district.row(ROLL, wife, relation=relation)
    district.event("IB", husband, wife, "2012-03-01")
    assert district.households("D4") == []


def test_divorced_and_married_again_or_divorced_from_another_is_no_finding() -> None:
    district, husband, wife = couple()
    other = district.person("周兰")
    district.row(ROLL, wife, relation="10")
    district.event("IB", husband, wife, "2012-03-01")
    district.event("IA", husband, wife, "2013-03-01")
    district.event("IB", husband, other, "2014-03-01")
    assert district.households("D4") == []


def test_a_divorced_head_who_died_is_no_finding() -> None:
    district, husband, wife = couple()
    district.row(ROLL, wife, relation="配偶")
    district.event("IB", husband, wife, "2012-03-01")
    district.row("deaths", husband)
    assert district.households("D4") == []
