"""Whatever the product declares has a case in the synthetic district: every check, indicator and reason."""

from pathlib import Path

import polars as pl
import pytest

from policies.checks import CHECKS
from policies.indicators import INDICATORS
from policies.indicators.declaration import Indicator
from schemas.terms import AreaLevel, GapReason, Grade, HouseholdOutcome, Strength

# What people do about clues is entered by them, and the city platform answers to what was sent: neither is a part of
# a district of registers.
TOLD_BY_REGISTERS = [one for one in INDICATORS.values() if not one.of_work and one.id != "K8"]
TOLD_OTHERWISE = {reason.value for reason in (GapReason.LATE, GapReason.NO_RESULT, GapReason.NOT_CLOSED)} | {
    GapReason.NO_RECEIPT.value
}


def planted(truth: Path, name: str) -> pl.DataFrame:
    """Rows of the truth that every honest publication must show."""
    return pl.read_parquet(truth / f"{name}.parquet").filter(~pl.col("optional"))


def test_every_check_has_a_case_that_must_be_found(truth: Path) -> None:
    cases = pl.concat([planted(truth, name)["check_id"] for name in ("findings", "row_findings")])
    assert set(CHECKS) == set(cases), "a check is planted where its topic is drawn: docs/adding-a-check.md"


def test_every_finding_is_about_what_its_check_declares(truth: Path) -> None:
    cases = planted(truth, "findings")
    for check, rows in cases.partition_by("check_id", as_dict=True).items():
        fields = CHECKS[str(check[0])].identity.value
        about = {"person": "person_id_no", "household_no": "household_no", "source": "source"}
        assert all(rows[about[field]].null_count() == 0 for field in fields), check


@pytest.mark.parametrize("indicator", TOLD_BY_REGISTERS, ids=[one.id for one in TOLD_BY_REGISTERS])
def test_every_indicator_has_something_done_and_something_not(truth: Path, indicator: Indicator) -> None:
    coverage = pl.read_parquet(truth / "coverage.parquet").filter(pl.col("kpi") == indicator.id)
    assert set(coverage["area_level"]) == {level.value for level in indicator.levels}
    widest = AreaLevel.SOURCE if AreaLevel.SOURCE in indicator.levels else AreaLevel.DISTRICT
    rows = coverage.filter(pl.col("area_level") == widest.value)
    assert (rows["numerator"] > 0).any()
    assert (rows["numerator"] != rows["denominator"]).any()


def test_every_reason_of_a_gap_outcome_grade_and_strength_occurs(truth: Path) -> None:
    reasons = planted(truth, "coverage_gaps")["reason"].str.split(":").list.first()
    assert set(reasons) == {reason.value for reason in GapReason} - TOLD_OTHERWISE
    households = pl.read_parquet(truth / "households.parquet")
    assert set(households["outcome"]) == {outcome.value for outcome in HouseholdOutcome}
    strengths = planted(truth, "findings")["strength"].drop_nulls()
    assert set(strengths) == {strength.value for strength in Strength}
    grades = pl.read_parquet(truth / "links.parquet")["grade"].drop_nulls()
    assert set(grades) == {grade.value for grade in Grade} - {Grade.E.value}  # a name alone never links
