"""The table of cases that a policy officer reads and extends, and that nobody counts otherwise."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from policies.verification import household_economy
from policies.verification.verdict import clues
from tests.policies.economy_case import NUMBER, case_evidence

CASES: list[dict[str, object]] = yaml.safe_load(Path(__file__).with_name("cases_economy.yaml").read_text("utf-8"))
ROWS = {"家庭", "申请", "成员", "收入财产", "刚性支出"}
KEYS = ROWS | {"情形", "参数", "过期数据", "数据天数", "缺少数据", "退回行", "应得"}
EXPECTED = {"人数", "月人均", "扣减", "线索", "结论", "原因"}


def test_each_case_has_its_own_name_and_known_keys() -> None:
    names = [case["情形"] for case in CASES]
    assert len(set(names)) == len(names)
    for case in CASES:
        assert case.keys() <= KEYS
        assert isinstance(case["应得"], Mapping)
        assert case["应得"].keys() <= EXPECTED


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["情形"])
def test_economy_of_a_case(case: dict[str, object]) -> None:
    expected = case["应得"]
    assert isinstance(expected, Mapping)
    evidence = case_evidence(case)
    economy = household_economy(evidence)
    household = economy.published.row(0, named=True)
    weak = {"weak": "弱", "strong": ""}
    raised = [clue["check_id"] + weak[clue["strength"]] for clue in clues(evidence).iter_rows(named=True)]
    reasons = [word for word in household["reasons"].split(",") if word and not word.startswith("P")]
    assert economy.published["household_no"].to_list() == [NUMBER]
    assert {
        "人数": household["members_counted"],
        "月人均": household["observed_monthly_income_per_head"],
        "扣减": household["deductions"],
        "线索": sorted(raised),
        "结论": household["outcome"],
        "原因": reasons,
    } == {
        "人数": expected["人数"],
        "月人均": yuan(expected["月人均"]),
        "扣减": yuan(expected["扣减"]),
        "线索": expected["线索"],
        "结论": expected["结论"],
        "原因": expected.get("原因", []),
    }


def yuan(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))
