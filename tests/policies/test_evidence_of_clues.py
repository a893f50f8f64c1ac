"""What is the same evidence and what is other evidence of a clue that people have found not to be so."""

from __future__ import annotations

from typing import Any

import pytest

from policies.checks import CHECKS
from policies.checks.declaration import FACTS
from policies.finding import RAW_COLUMNS
from tests.policies.district import District

WAGES = {"register": "人社", "item": "工资薪金", "period_start": "2018-01-01", "period_end": "2019-12-31"}
EARNED, EARNED_MORE = (("economic_items", WAGES | {"amount": amount}) for amount in (90_000, 95_000))


def facts(check_id: str, as_of: str, rows: list[tuple[str, dict[str, Any]]]) -> set[str]:
    """The hashes of the one clue of a check about somebody with these rows."""
    district = District(as_of)
    who = district.person("王利华", "432902196001010011")
    for source, values in rows:
        district.row(source, who, **values)
    (found,) = district.findings(check_id).to_dicts()
    return set(found["facts"].split())


JUNE, JULY = "2019-06-30", "2019-07-31"
DEATH = ("deaths", {"death_date": "2019-01-10", "death_source": "火化"})
LOW = ("low_income", {"household_no": "H1"})
OTHER = ("low_income", {"household_no": "H2", "scheme": "城市低保"})
SUPPORT: tuple[str, dict[str, object]] = ("extreme_poverty", {})
ALLOWANCE: tuple[str, dict[str, object]] = ("disability_allowances", {})
LATER: tuple[str, dict[str, object]] = ("deaths", {"death_date": "2019-02-10", "death_source": "公安"})
POOR: tuple[str, dict[str, object]] = ("poverty_register", {})
DISABLED: tuple[str, dict[str, object]] = ("disability", {})
ILL: tuple[str, dict[str, object]] = ("rigid_expenses", {"major_illness_aid": "是"})
CAR = {"register": "公安", "item": "机动车", "registered_on": "2012-01-01", "item_status": "A"}
PAID = {"total": 100, "pay_month": "2019-06", "household_no": "H9"}

SAME = [
    ("D1", [DEATH, LOW], [DEATH, LOW]),  # one month more
    ("D1", [DEATH, LOW], [DEATH, ("low_income", {"household_no": "H1", "name": "王丽华", "row_number": 99})]),
    ("D1", [DEATH, LATER, LOW], [LATER, LOW]),  # what one of two registers said is not there tonight
    ("B2", [POOR, DISABLED, ILL], [POOR, ILL]),
    ("R3", [LOW, OTHER], [OTHER, LOW]),  # the rows in another order
    (
        "P2",
        [LOW, EARNED],
        [LOW, EARNED],
    ),
    ("M4b", [("low_income_payments", PAID)], [("low_income_payments", PAID | {"pay_month": "2019-07"})]),
    (
        "P4",
        [LOW, ("economic_items", CAR), ("economic_items", CAR | {"registered_on": "2015-05-05"})],
        [LOW, ("economic_items", CAR)],
    ),
]
OTHERWISE = [
    ("D1", [DEATH, LOW], [("deaths", {"death_date": "2019-01-11"}), LOW]),
    ("D1", [DEATH, LOW], [DEATH, ("deaths", {"death_date": "2019-01-10", "death_source": "卫健"}), LOW]),
    ("D1", [DEATH, LOW], [DEATH, LATER, LOW]),
    ("B2", [POOR, ILL], [POOR, DISABLED, ILL]),
    ("R3", [LOW, OTHER], [LOW, ("low_income", {"household_no": "H3", "scheme": "城市低保"})]),
    ("R2", [LOW, SUPPORT], [LOW, ("extreme_poverty", {"monthly_amount": 999})]),
    ("R7", [ALLOWANCE], [("disability_allowances", {"status": "停发"})]),
    ("P4", [LOW, ("economic_items", CAR)], [LOW, ("economic_items", CAR | {"item_status": "Q"})]),
    (
        "P2",
        [LOW, EARNED],
        [LOW, EARNED_MORE],
    ),
    ("M4b", [("low_income_payments", PAID)], [("low_income_payments", PAID | {"pay_month": "2019-07", "total": 90})]),
]


@pytest.mark.parametrize(("check_id", "before", "after"), SAME)
def test_the_calendar_order_and_spelling_are_no_evidence(check_id: str, before: Any, after: Any) -> None:
    assert facts(check_id, JULY, after) <= facts(check_id, JUNE, before)


@pytest.mark.parametrize(("check_id", "before", "after"), OTHERWISE)
def test_what_registers_say_is_evidence(check_id: str, before: Any, after: Any) -> None:
    assert not facts(check_id, JULY, after) <= facts(check_id, JUNE, before)


def test_every_check_names_its_evidence_and_nothing_that_moves_with_the_calendar() -> None:
    moving = {"months", "amount_fen", "file", "row_number", "observed_as_of", "limit"}
    for one in CHECKS.values():
        assert one.evidence, one.id
        assert set(one.evidence) <= RAW_COLUMNS.keys() - moving, one.id
        assert FACTS not in one.evidence or one.evidence == (FACTS,), one.id
