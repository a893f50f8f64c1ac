"""M1-M7 in June 2019."""

from datetime import date

import pytest

from tests.policies.district import District

ALLOWANCES = "disability_allowances"
PAYMENTS = "low_income_payments"


def disabled(district: District, name: str, **certificate: object) -> int:
    who = district.person(name)
    district.row("disability", who, **certificate)
    return who


@pytest.mark.parametrize(
    ("source", "values", "found"),
    [
        (None, {}, True),
        (ALLOWANCES, {}, False),
        (ALLOWANCES, {"allowance": "护理补贴"}, True),
        (ALLOWANCES, {"stop_month": "2019-06"}, True),
        (ALLOWANCES, {"stop_month": "2019-07"}, False),
        ("extreme_poverty", {}, False),
        ("extreme_poverty", {"stop_month": "2019-06"}, True),
        ("orphans", {}, False),
        ("deaths", {}, False),
    ],
)
def test_living_allowance_omitted(source: str | None, values: dict[str, object], found: bool) -> None:
    district = District()
    who = disabled(district, "王利华", level="四级")
    district.row("low_income", who)
    if source:
        district.row(source, who, **values)
    assert district.names("M1a") == (["王利华"] if found else [])


@pytest.mark.parametrize("low_income", [None, {"covered": "否"}, {"stop_month": "2019-06"}])
def test_living_allowance_is_for_those_covered(low_income: dict[str, object] | None) -> None:
    district = District()
    who = disabled(district, "王利华")
    if low_income is not None:
        district.row("low_income", who, **low_income)
    assert district.names("M1a") == []


@pytest.mark.parametrize(
    ("certificate", "source", "found"),
    [
        ({"level": "一级"}, None, True),
        ({"level": "二级"}, "orphans", True),
        ({"level": "三级", "category": "智力"}, None, False),
        ({"certificate_status": "过期"}, None, False),
        ({"level": "二级"}, "extreme_poverty", False),
        ({"level": "二级"}, "deaths", False),
    ],
)
def test_nursing_allowance_omitted(certificate: dict[str, object], source: str | None, found: bool) -> None:
    district = District()
    who = disabled(district, "王利华", **certificate)
    if source:
        district.row(source, who)
    assert district.names("M1b") == (["王利华"] if found else [])


def test_an_allowance_off_the_standard() -> None:
    district = District()
    district.row(ALLOWANCES, district.person("王利华"), amount=50)
    district.row(ALLOWANCES, district.person("李梅"), amount=60)
    district.row(ALLOWANCES, district.person("周强"), amount=50, stop_month="2019-06")
    district.row(ALLOWANCES, district.person("何静"), amount=60.01, allowance="护理补贴")
    found = district.findings("M2").sort("name")
    assert [(name, str(amount)) for name, amount in found.select("name", "amount").rows()] == [
        ("何静", "0.01"),
        ("王利华", "-10.00"),
    ]


def test_two_wrong_allowances_are_one_finding() -> None:
    district = District()
    who = district.person("王利华")
    for allowance in ("生活补贴", "护理补贴"):
        district.row(ALLOWANCES, who, amount=50, allowance=allowance)
    assert district.names("M2") == ["王利华"]


@pytest.mark.parametrize(
    ("scheme", "amount", "found"),
    [("农村特困", 419.99, True), ("农村特困", 420, False), ("城市特困", 420, True), ("城市特困", 700, False)],
)
def test_support_under_the_standard(scheme: str, amount: float, found: bool) -> None:
    district = District()
    district.row("extreme_poverty", district.person("王利华"), scheme=scheme, monthly_amount=amount)
    assert district.names("M7") == (["王利华"] if found else [])


def roll(**values: object) -> District:
    """A household of two covered members and one who is not, income 100 a head: 400 yuan are due."""
    district = District()
    for name, covered in (("王利华", "是"), ("李梅", "是"), ("王小军", "否")):
        district.row("low_income", district.person(name), head_name="王利华", **{"covered": covered, **values})
    return district


@pytest.mark.parametrize(
    ("values", "amount"),
    [
        ({"monthly_benefit": 400}, None),
        ({"monthly_benefit": 401}, None),
        ({"monthly_benefit": 399}, None),
        ({"monthly_benefit": 401.01}, "1.01"),
        ({"monthly_benefit": 300}, "-100.00"),
        ({"monthly_benefit": 680, "scheme": "城市低保"}, None),
        ({"monthly_benefit": 400, "scheme": "城市低保"}, "-280.00"),
        ({"monthly_benefit": 50, "monthly_income_per_head": 500}, "50.00"),
        ({"monthly_benefit": 0, "monthly_income_per_head": 500}, None),
        ({"monthly_benefit": 50, "taper_start_month": "2019-06"}, None),
        ({"monthly_benefit": 50, "taper_start_month": "2017-01"}, None),
        ({"monthly_benefit": 50, "taper_start_month": "2019-07"}, "-350.00"),
        ({"monthly_benefit": 50, "stop_month": "2019-06"}, None),
    ],
)
def test_benefit_against_the_formula(values: dict[str, object], amount: str | None) -> None:
    found = roll(**values).findings("M3")
    assert [str(value) for value in found["amount"]] == ([] if amount is None else [amount])


@pytest.mark.parametrize(
    ("payments", "unpaid"),
    [
        ([], True),
        ([{"pay_status": "退票"}], True),
        ([{"pay_month": "2019-05"}], True),
        ([{"household_no": "H2"}], True),
        ([{}], False),
        ([{"pay_status": "退票"}, {}], False),
    ],
)
def test_in_force_and_unpaid(payments: list[dict[str, object]], unpaid: bool) -> None:
    district = roll()
    for payment in payments:
        district.row(PAYMENTS, 0, **payment)
    assert district.households("M4a") == (["H1"] if unpaid else [])


@pytest.mark.parametrize(
    ("stop", "payment", "found"),
    [
        ("2019-06", {}, ["H1"]),
        ("2019-07", {}, []),
        ("2019-06", {"pay_status": "退票"}, []),
        ("2019-06", {"pay_month": "2019-05"}, []),
        (None, {"household_no": "H9"}, ["H9"]),
    ],
)
def test_paid_and_not_in_force(stop: str | None, payment: dict[str, object], found: list[str]) -> None:
    district = roll(stop_month=stop)
    district.row(PAYMENTS, 0, **payment)
    assert district.households("M4b") == found


@pytest.mark.parametrize(
    ("held", "paid", "unpaid", "stray"),
    [
        ({}, "2019-05", [], []),
        ({}, None, ["H1"], []),
        ({}, "2019-06", ["H1"], []),  # of a month that the payments cannot know of yet
        ({"start_month": "2019-06"}, None, [], []),
        ({"start_month": "2019-06"}, "2019-05", [], ["H1"]),
        ({"stop_month": "2019-06"}, "2019-05", [], []),
        ({"stop_month": "2019-06"}, None, [], []),
        ({"stop_month": "2019-05"}, "2019-05", [], ["H1"]),
    ],
)
def test_payments_of_may_speak_of_may(
    held: dict[str, object], paid: str | None, unpaid: list[str], stray: list[str]
) -> None:
    district = roll(**held)
    district.cut_offs[PAYMENTS] = date(2019, 5, 31)
    if paid:
        district.row(PAYMENTS, 0, pay_month=paid)
    assert (district.households("M4a"), district.households("M4b")) == (unpaid, stray)
    assert all("2019-05" in text for check in ("M4a", "M4b") for text in district.findings(check)["observed"])


def test_the_account_of_a_month_not_reported_yet_is_not_looked_at() -> None:
    district = roll()
    district.cut_offs[PAYMENTS] = date(2019, 5, 31)
    district.row(PAYMENTS, 0, pay_month="2019-06", account_name="何静")
    assert district.households("M5") == []
    district.row(PAYMENTS, 0, pay_month="2019-05", account_name="何静")
    assert district.households("M5") == ["H1"]


@pytest.mark.parametrize(
    ("totals", "amount"),
    [
        ([230], None),
        ([130, 100], None),
        ([200], "-30.00"),
        ([230, 230], "230.00"),
        ([], None),
    ],
)
def test_paid_another_amount_than_due(totals: list[int], amount: str | None) -> None:
    district = roll(monthly_benefit=200, extra_benefit=30)
    for total in totals:
        district.row(PAYMENTS, 0, total=total)
    district.row(PAYMENTS, 0, total=999, pay_status="退票")
    found = district.findings("M4c")
    assert [str(value) for value in found["amount"]] == ([] if amount is None else [amount])


@pytest.mark.parametrize(
    ("account", "strange"),
    [
        ("王利华", False),
        ("李 梅", False),  # blanks apart
        ("王小军", False),  # a member who is not covered
        ("王小軍", False),  # in traditional characters
        ("王晓军", True),
        ("王曉軍", True),
        (None, False),
    ],
)
def test_account_of_a_stranger(account: str | None, strange: bool) -> None:
    district = roll()
    district.row(PAYMENTS, 0, account_name=account)
    assert district.households("M5") == (["H1"] if strange else [])


def test_an_account_under_the_registry_name_or_as_the_payment_writes_the_head() -> None:
    district = District()
    district.row("low_income", district.person("王利华"), name="王丽华", head_name="王丽华")
    district.row(PAYMENTS, 0, name="王莉华", account_name="王利华")
    district.row(PAYMENTS, 0, name="王莉华", account_name="王莉华")
    assert district.households("M5") == []


def test_account_of_another_month_is_not_looked_at() -> None:
    district = roll()
    district.row(PAYMENTS, 0, account_name="周强", pay_month="2019-05")
    assert district.households("M5") == []


def test_one_account_of_several_households() -> None:
    district = District()
    for household, account, month in (
        ("H1", "6217 0001", "2019-06"),
        ("H2", "62170001", "2019-06"),
        ("H2", "62170001", "2019-06"),
        ("H3", "62170002", "2019-06"),
        ("H3", "62170002", "2019-06"),
        ("H4", "62170002", "2019-05"),
        ("H5", None, "2019-06"),
        ("H6", None, "2019-06"),
        ("H7", "无", "2019-06"),
        ("H8", "无", "2019-06"),
        ("H7", "-", "2019-06"),
        ("H8", "-", "2019-06"),
    ):
        district.row(PAYMENTS, None, name="王利华", household_no=household, account_no=account, pay_month=month)
    found = district.findings("M6").sort("household_no")
    assert found["household_no"].to_list() == ["H1", "H2"]
    assert found["observed"].to_list() == ["与H2共用", "与H1共用"]
    assert not any("62170001" in text for text in found["declared"])
