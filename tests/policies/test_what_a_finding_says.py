"""Whom a finding names, where, and what it holds against what: the contract of the columns of a clue."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from policies.checks import CHECKS
from policies.checks.declaration import Check, Identity
from policies.run import run_checks
from reports.masks import without_numbers
from schemas.leaving import WITHHELD
from tests.policies.district import District

ITEMS = "economic_items"
PAYMENTS = "low_income_payments"
YEAR = {"period_start": "2018-06-01", "period_end": "2019-05-31"}


def household(**values: object) -> tuple[District, int, int]:
    """A head and his wife on the roll, who are told apart by more than their place in it."""
    district = District()
    wife, head = district.person("李梅"), district.person("王利华")
    district.row("low_income", wife, relation="配偶", head_name="王利华", **values)
    district.row("low_income", head, head_name="王利华", **values)
    return district, head, wife


def only(district: District, check_id: str) -> dict[str, object]:
    (found,) = district.findings(check_id).to_dicts()
    return found


@pytest.mark.parametrize(
    ("check_id", "item"),
    [
        ("P1", {"item": "在编人员", "period_start": "2015-09-01"}),
        ("P4", {"item": "机动车", "item_status": "A"}),
        ("P5", {"item": "住宅", "registered_on": "2019-02-01"}),
        ("P6", {"item": "个体工商户", "item_status": "正常"}),
    ],
)
def test_a_clue_about_a_thing_names_its_owner(check_id: str, item: dict[str, object]) -> None:
    district, _, wife = household()
    district.row(ITEMS, wife, **item)
    found = only(district, check_id)
    assert (found["name"], found["person_id_no"]) == ("李梅", "432902196001010000")
    assert (found["declared"], found["limit"], found["amount"]) == (None, None, None)


@pytest.mark.parametrize(
    ("of_head", "of_wife", "named"),
    [
        ("2015-03-01", "2014-03-01", "李梅"),
        ("2014-03-01", "2015-03-01", "王利华"),
        ("2014-03-01", "2014-03-01", "李梅"),  # of one date the lower number
        ("2014-03-01", None, "王利华"),  # whose date is unknown comes last
    ],
)
def test_of_several_owners_the_one_of_the_earliest_date(of_head: str, of_wife: str | None, named: str) -> None:
    district, head, wife = household()
    for who, day in ((head, of_head), (wife, of_wife)):
        district.row(ITEMS, who, item="机动车", item_status="A", registered_on=day)
    assert district.names("P4") == [named]


def test_the_text_of_an_item_is_as_its_register_wrote_it() -> None:
    district, head, _ = household()
    district.row(ITEMS, head, item="机动车", item_status="G,Q", remark=" 湘M「12」345 ", registered_on="2014-06-06")
    district.row(ITEMS, head, item="机动车")
    assert (
        only(district, "P4")["observed"]
        == "机动车「湘M『12』345」,状态G,Q(违法未处理、逾期未检验),2014-06-06登记;机动车"
    )


def test_the_area_of_a_home_is_no_part_of_its_number_where_long_numbers_are_masked() -> None:
    district, head, _ = household()
    district.row(ITEMS, head, item="住宅", unit_no="431103GB000010989", area=Decimal(147), registered_on="2019-02-01")
    text = "住宅,不动产单元号431103GB000010989,面积147.00㎡,2019-02-01登记"
    assert only(district, "P5")["observed"] == text
    assert district.findings("P5").select(without_numbers(pl.col("observed"))).item() == text


def test_no_text_of_a_clue_names_a_file_or_a_line() -> None:
    district, head, _ = household()
    for item in ({"item": "机动车", "item_status": "A"}, {"item": "企业法人", "item_status": "正常"}):
        district.row(ITEMS, head, file="收入财产_20190630.csv", row_number=4711, **item)
    for check_id in ("P4", "P6"):
        text = str(only(district, check_id)["observed"])
        assert "20190630" not in text
        assert "4711" not in text


def test_a_clue_about_income_holds_the_declared_the_found_and_the_standard_apart() -> None:
    district, _, wife = household(monthly_income_per_head=120)
    district.row(ITEMS, wife, amount=12 * 2 * 310, **YEAR)
    over_standard, over_declared = only(district, "P2"), only(district, "P3")
    assert (over_standard["declared"], over_standard["limit"]) == ("120.00元/人·月", "300.00元/人·月")
    assert "310.00元/人·月" in str(over_standard["observed"])
    assert over_standard["amount"] == Decimal("10.00")
    assert over_declared["declared"] == "120.00元/人·月"
    assert "50.00元/人·月" in str(over_declared["limit"])
    assert over_declared["amount"] == Decimal("190.00")
    assert {one["name"] for one in (over_standard, over_declared)} == {"王利华"}


def test_an_application_declares_no_income() -> None:
    district = District()
    who = district.person("王利华")
    district.row("applications", who, authorised_on="2019-02-01")
    district.row(ITEMS, who, amount=12 * 310, **YEAR)
    assert only(district, "P2")["declared"] is None


def test_deposits_are_held_against_the_limit_of_all_members() -> None:
    district, _, wife = household()
    district.row(ITEMS, wife, item="存款余额", amount=3 * 12 * 300 * 2 + 1)
    found = only(district, "P7")
    assert (found["name"], found["declared"], found["observed"]) == ("王利华", None, "21601.00元")
    assert "21600.00元" in str(found["limit"])
    assert found["amount"] == Decimal("1.00")


@pytest.mark.parametrize(("paid", "amount"), [(50, "-10.00"), (75, "15.00")])
def test_too_little_is_below_zero_and_too_much_above(paid: int, amount: str) -> None:
    district = District()
    district.row("disability_allowances", district.person("王利华"), amount=paid)
    found = only(district, "M2")
    assert found["amount"] == Decimal(amount)
    assert f"{paid}.00元" in str(found["declared"])
    assert "60.00元" in str(found["limit"])
    assert "60.00元" not in str(found["observed"])


@pytest.mark.parametrize("check_id", ["M3", "M4a", "B5"])
def test_a_clue_about_a_household_on_the_roll_names_the_head(check_id: str) -> None:
    district, _, wife = household(monthly_benefit=999, taper_start_month="2017-01" if check_id == "B5" else None)
    district.row("poverty_register", wife)
    assert (only(district, check_id)["name"], only(district, check_id)["person_id_no"]) == (
        "王利华",
        "432902196001010001",
    )


def test_a_head_who_is_not_linked_is_named_as_written_and_is_no_other_person() -> None:
    district = District()
    district.row("low_income", district.person("李梅"), relation="配偶", head_name="王丽华", monthly_benefit=999)
    found = only(district, "M3")
    assert (found["name"], found["person_id_no"]) == ("王丽华", None)


@pytest.mark.parametrize("check_id", ["M4b", "M4c", "M5", "M6"])
def test_a_clue_about_payments_has_the_head_and_the_town_of_the_household(check_id: str) -> None:
    district, _, _ = household(stop_month="2019-06" if check_id == "M4b" else None, monthly_benefit=1)
    district.row(PAYMENTS, None, name="王丽花", account_name="周强", account_no="62170001")
    district.row(PAYMENTS, None, household_no="H9", name="何静", account_no="62170001")
    found = district.findings(check_id).filter(household_no="H1").row(0, named=True)
    assert (found["name"], found["person_id_no"]) == ("王利华", "432902196001010001")
    assert (found["town"], found["village"]) == ("蔡市镇", "蔡市村")


def test_nobody_knows_where_an_unknown_household_of_payments_is() -> None:
    district = District()
    district.row(PAYMENTS, None, household_no="H9", name="何静")
    found = only(district, "M4b")
    assert (found["name"], found["person_id_no"], found["town"]) == ("何静", None, None)


def test_a_poverty_household_is_named_by_its_head_wherever_he_stands() -> None:
    district = District()
    district.row("poverty_register", district.person("李梅"), relation="配偶", household_attribute="低保贫困户")
    district.row("poverty_register", district.person("王利华"), household_attribute="低保贫困户")
    assert district.names("B4a") == ["王利华"]


def test_another_place_is_told_beside_the_own_one() -> None:
    district = District()
    district.row("poverty_register", district.person("王利华"))
    district.row("low_income", 0, village="新村")
    found = only(district, "B4e")
    assert (found["declared"], found["observed"]) == ("蔡市镇/蔡市村", "蔡市镇/新村")


def test_a_place_that_the_row_leaves_out_comes_from_another_row_of_the_household() -> None:
    district = District()
    district.row("low_income", None, name="王利华", head_name="王利华", village=None, monthly_benefit=999)
    district.row("low_income", None, name="李梅", relation="配偶", head_name="王利华", village="新村")
    found = only(district, "M3")
    assert (found["town"], found["village"]) == ("蔡市镇", "新村")


def test_a_village_of_the_same_town_goes_before_one_of_another() -> None:
    district = District()
    who = district.person("王利华", town="伊塘镇", village="伊塘村")
    district.row("low_income", who, head_name="王利华", village=None, monthly_benefit=999)
    assert only(district, "M3")["village"] == "伊塘村"  # nobody else knows one
    district.row("low_income", None, name="李梅", relation="配偶", village="新村", head_name="王利华")
    assert only(district, "M3")["village"] == "新村"


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_every_check_says_what_its_texts_mean_and_hold(check: Check) -> None:
    held = (check.texts.declared, check.texts.observed, check.texts.limit)
    said = (check.meanings.declared, check.meanings.observed, check.meanings.limit)
    assert check.meanings.observed
    assert all(kind != WITHHELD for kind, meaning in zip(held, said, strict=True) if meaning)
    assert check.citation


def test_a_text_that_a_check_does_not_declare_is_null() -> None:
    district, head, wife = household(monthly_income_per_head=120, monthly_benefit=999, taper_start_month=None)
    district.row(ITEMS, wife, amount=99999, **YEAR)
    district.row(ITEMS, wife, item="机动车", item_status="A")
    district.row("poverty_register", head)
    district.row("disability_allowances", head, amount=50)
    found = run_checks(district.evidence())
    findings = pl.concat([found.mismatch, found.mutual_inclusion], how="diagonal")
    assert {"P2", "P3", "P4", "B6", "M2", "M3"} <= set(findings["check_id"])
    for row in findings.iter_rows(named=True):
        meanings = CHECKS[row["check_id"]].meanings
        assert [name for name in ("declared", "observed", "limit") if row[name] and not getattr(meanings, name)] == []


def test_household_clues_keep_their_id_whoever_is_named() -> None:
    district, head, wife = household()
    for who, day in ((head, "2015-01-01"), (wife, "2016-01-01")):
        district.row(ITEMS, who, item="机动车", item_status="A", registered_on=day)
    before = only(district, "P4")
    district.row(ITEMS, wife, item="机动车", item_status="A", registered_on="2010-01-01")
    after = only(district, "P4")
    assert before["name"] != after["name"]
    assert before["finding_id"] == after["finding_id"]
    assert CHECKS["P4"].identity is Identity.HOUSEHOLD
