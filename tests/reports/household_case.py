"""A household in force with everything a report can show, and an application with or without authorisation."""

from __future__ import annotations

import polars as pl

from policies.checks import CHECKS
from policies.run import run_checks
from policies.verification import household_economy
from reports.household import HouseholdReport
from reports.household_content import Material, household_reports
from tests.policies.district import District

YEAR = {"period_start": "2018-06-01", "period_end": "2019-05-31"}


def district() -> District:
    town = District()
    father, mother = town.person("王建国"), town.person("李梅", relation="配偶", sex="女")
    son, late = (
        town.person("王小明", relation="子", birth_date="2001-05-01"),
        town.person("王老", person_status="死亡注销"),
    )
    for who, relation in ((father, "户主"), (mother, "配偶"), (son, "子"), (late, "父")):
        town.row("low_income", who, relation=relation, head_name="王建国")
    town.row("low_income", None, name="周某", id_no="432902********", relation="其他", head_name="王建国")
    town.row("economic_items", father, amount=24000.01, data_as_of="2019-06-10", **YEAR)
    town.row("economic_items", father, amount=1000, period_start="2018-01-01", period_end="2018-12-31")
    town.row("economic_items", mother, register="养老", item="城乡居民养老金", amount=1236, **YEAR)
    town.row("economic_items", father, register="车辆", item="机动车", item_status="Q", registered_on="2010-03-02")
    town.row("economic_items", father, register="车辆", item="机动车", item_status="M", registered_on="2003-03-02")
    town.row("economic_items", mother, register="银行", item="存款余额", amount=3000.5)
    town.row("economic_items", mother, register="不动产", item="住宅", area=86.5, unit_no="GB00001F0001")
    town.row("rigid_expenses", son, kind="教育", stage="高等教育", full_time="是", own_cost=60000, **YEAR)
    town.event("IB", father, mother, "2019-02-03")
    return town


def with_application(*, authorised_on: str | None, until: str | None = None, unanswered: str | None = None) -> District:
    town = district()
    applicant = town.person("赵六")
    town.row(
        "applications",
        applicant,
        authorisation_no="SQ-77",
        authorised_on=authorised_on,
        authorised_until=until,
        unanswered_sources=unanswered,
    )
    town.row("economic_items", applicant, amount=36000, **YEAR)
    town.row("economic_items", applicant, register="车辆", item="机动车", item_status="A")
    return town


def reports(
    town: District, *numbers: str, without: tuple[str, ...] = (), idle: tuple[str, ...] = ()
) -> list[HouseholdReport]:
    evidence = town.evidence(without=without)
    found = run_checks(evidence, CHECKS.values())
    findings = pl.concat([found.mismatch, found.mutual_inclusion.select(found.mismatch.columns)])
    seen = {"state": pl.lit("open"), "first_seen": pl.lit(town.as_of), "last_seen": pl.lit(town.as_of)}
    material = Material(
        as_of=town.as_of,
        parameters_version="test",
        economy=household_economy(evidence),
        findings=findings.with_columns(**seen),
        applications=evidence.rows["applications"],
        titles={check_id: check.title for check_id, check in CHECKS.items()},
        not_checked=idle,
    )
    return list(household_reports(material, numbers or None))
