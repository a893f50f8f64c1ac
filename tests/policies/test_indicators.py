"""K1-K10 as of 30 June 2019: numerators, denominators, gaps by name, and what 100 % means."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from pipelines.publishing.report import indicator_title
from policies.checks import CHECKS
from policies.indicators import INDICATORS
from policies.indicators.declaration import OBJECT_COLUMNS, WHOLE, Indicator
from policies.law import Document
from policies.not_run import not_run
from reports.page import render_page
from reports.report import IndicatorTitle
from schemas.extracts import EXTRACTS
from schemas.outputs.coverage import COVERAGE
from schemas.outputs.coverage_gaps import COVERAGE_GAPS
from schemas.terms import Measure
from tests.policies.district import TOWN, VILLAGE, District, run_indicators
from tests.reports.publication import small_report, with_tables


def share(district: District, indicator_id: str) -> tuple[int, int]:
    """Numerator and denominator of the whole district."""
    return area(district, indicator_id, "district", "全区")


def area(district: District, indicator_id: str, level: str, name: str) -> tuple[int, int]:
    coverage = district.indicator(indicator_id).coverage
    row = coverage.filter((pl.col("area_level") == level) & (pl.col("area") == name))
    return row.select("numerator", "denominator").row(0)


def gaps(district: District, indicator_id: str) -> list[tuple[str, str]]:
    return district.indicator(indicator_id).gaps.select("key", "reason").rows()


def test_every_indicator_of_the_contract_in_its_order() -> None:
    contract = ["K1", "K2", "K3", "K4", "K5a", "K5b", "K6a", "K6b", "K7", "K9", "K10", "K11", "K12"]
    assert [one for one in INDICATORS if one in contract] == contract


def test_nobody_to_count_is_no_rate_and_not_met() -> None:
    for indicator_id in INDICATORS:
        found = District().indicator(indicator_id)
        assert set(found.coverage["denominator"]) <= {0}
        assert found.coverage["rate"].is_null().all()
        assert not found.coverage["met"].any()
        assert found.gaps.is_empty()
    assert District().indicator("K1").coverage.select("area_level", "area").rows() == [("district", "全区")]


def test_schemas_are_those_published() -> None:
    found = run_indicators(District().evidence())
    assert dict(found.coverage.schema) == COVERAGE.dtypes
    assert dict(found.gaps.schema) == COVERAGE_GAPS.dtypes


def test_an_indicator_without_its_source_is_not_computed_and_said_so() -> None:
    evidence = District().evidence(without=("orphans", "reviews", "rigid_expenses"))
    told = not_run(frozenset(evidence.rows), evidence.ever_landed, INDICATORS.values())
    assert [(one.id, one.missing) for one in told] == [("K2", ("reviews",)), ("K6a", ("orphans",))]
    assert told[0].reason == f"缺少 {EXTRACTS['reviews'].title}"
    assert "K2" not in run_indicators(evidence).coverage["kpi"].to_list()


def test_checks_and_indicators_that_lack_a_source_are_told_together() -> None:
    nothing: frozenset[str] = frozenset()
    told = [one.id for one in not_run(nothing, nothing)]
    assert told == [*(one for one in told if one in CHECKS), *(one for one in told if one in INDICATORS)]
    assert {"D3", "K1", "K10"} <= set(told)
    assert not {"Q6", "Q10", "K7"} & set(told)


def rate_of(
    measure: Measure, target: str | None, numerator: int, district: District | None = None
) -> tuple[Indicator, IndicatorTitle, bool]:
    """An indicator declared with a target: it, its title, and whether so many of ten meet it."""
    built = (district or District()).evidence()
    objects = pl.DataFrame({"numerator": [numerator], "denominator": [10]}).select(
        pl.col(column).cast(dtype) if column.endswith("ator") else pl.lit(None, dtype).alias(column)
        for column, dtype in OBJECT_COLUMNS.items()
    )
    one = Indicator("K99", "试行指标", Document("试行"), lambda *_: objects, measure=measure, target=target)
    met = run_indicators(built, [one]).coverage["met"].all()
    return one, indicator_title(one, built.parameters), met


@pytest.mark.parametrize(
    ("measure", "target", "numerator", "bar", "met"),
    [
        (Measure.COVERAGE, WHOLE, 9, "100%", False),
        (Measure.COVERAGE, WHOLE, 10, "100%", True),
        (Measure.COVERAGE, "concentrated_care_percent", 4, "不低于45%", False),
        (Measure.SHARE, "concentrated_care_percent", 5, "不低于45%", True),
        (Measure.FEN_PER_PERSON, "rural_average_payment_fen", 199_999, "不低于200元", False),
        (Measure.FEN_PER_PERSON, "rural_average_payment_fen", 200_000, "不低于200元", True),
        (Measure.SHARE, None, 5, "", False),
    ],
)
def test_target_and_bar_follow_from_the_declaration(
    measure: Measure, target: str | None, numerator: int, bar: str, *, met: bool
) -> None:
    _, title, reached = rate_of(measure, target, numerator)
    assert (title.target, title.note, reached) == (bar, "试行", met)


def test_an_indicator_with_a_target_of_a_parameter_reaches_the_page() -> None:
    one, title, _ = rate_of(Measure.SHARE, "concentrated_care_percent", 5)
    coverage = run_indicators(District().evidence(), [one]).coverage
    plain = small_report()
    titled = replace(plain, indicators={**plain.indicators, "K99": title})
    report = with_tables(titled, (COVERAGE, pl.concat([plain.frame(COVERAGE), coverage])))
    page = render_page(report)
    assert "K99 试行指标" in page
    assert "目标 不低于45%" in page


def test_no_target_is_shown_where_none_is_declared() -> None:
    assert indicator_title(INDICATORS["K7"], District().evidence().parameters).target == ""


VERIFIED = {
    "authorised_on": "2019-03-01",
    "report_no": "HD1",
    "reported_on": "2019-03-10",
    "decided_on": "2019-03-20",
}


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({}, None),
        ({"authorised_on": None}, "no_authorisation"),
        ({"authorised_on": None, "report_no": None}, "no_authorisation"),
        ({"authorised_on": "2019-03-10"}, None),
        ({"authorised_on": "2019-03-11"}, "authorisation_after_report"),
        ({"authorised_until": "2019-03-10"}, None),
        ({"authorised_until": "2019-03-09"}, "authorisation_expired"),
        ({"report_no": None}, "no_report"),
        ({"reported_on": None}, "no_report"),
        ({"reported_on": "2019-07-01", "decided_on": None}, "no_report"),
        ({"unanswered_sources": "银行"}, "source_unanswered"),
        ({"unanswered_sources": "银行", "report_no": None}, "no_report"),
        ({"decided_on": "2019-03-10"}, None),
        ({"decided_on": "2019-03-09"}, "report_after_decision"),
        ({"decided_on": None}, None),
        ({"report_valid_until": "2019-03-20"}, None),
        ({"report_valid_until": "2019-03-19"}, "report_expired"),
        ({"reported_on": "2018-08-31", "authorised_on": "2018-08-01", "decided_on": "2019-02-28"}, None),
        ({"reported_on": "2018-08-31", "authorised_on": "2018-08-01", "decided_on": "2019-03-01"}, "report_expired"),
    ],
)
def test_k1_first_reason(values: dict[str, Any], reason: str | None) -> None:
    district = District()
    district.row("applications", district.person("王利华"), **(VERIFIED | values))
    assert gaps(district, "K1") == ([] if reason is None else [("A1", reason)])
    assert share(district, "K1") == (int(reason is None), 1)


def test_k1_the_first_reason_of_any_member_names_the_application() -> None:
    district = District()
    district.row("applications", None, name="王利华", **(VERIFIED | {"unanswered_sources": "银行", "town": "伊塘镇"}))
    district.row("applications", None, name="李梅", **(VERIFIED | {"authorised_on": None}))
    assert gaps(district, "K1") == [("A1", "no_authorisation")]
    assert area(district, "K1", "town", "伊塘镇") == (0, 1)


@pytest.mark.parametrize(
    ("accepted", "counted"),
    [("2018-12-31", 0), ("2019-01-01", 1), ("2019-06-30", 1), ("2019-07-01", 0)],
)
def test_k1_period(accepted: str, counted: int) -> None:
    district = District()
    district.row("applications", None, accepted_on=accepted)
    assert share(district, "K1") == (0, counted)


def test_k1_an_application_is_accepted_when_its_first_row_says_so() -> None:
    district = District()
    district.row("applications", None, accepted_on="2018-12-31")
    district.row("applications", None, accepted_on="2019-01-02")
    assert share(district, "K1") == (0, 0)


REVIEWED = {"report_no": "FH1", "verified_on": "2019-03-01", "result": "继续享受", "completed_on": "2019-06-30"}


@pytest.mark.parametrize(
    ("reviews", "reason"),
    [
        ([], "no_review"),
        ([{"review_year": 2018, **REVIEWED}], "no_review"),
        ([REVIEWED], None),
        ([{**REVIEWED, "report_no": None}], "no_report"),
        ([{**REVIEWED, "verified_on": None}], "no_report"),
        ([{**REVIEWED, "completed_on": None}], "unfinished"),
        ([{**REVIEWED, "completed_on": "2019-07-01"}], "unfinished"),
        ([{**REVIEWED, "result": None}], "unfinished"),
        ([{}, REVIEWED, {**REVIEWED, "result": None}], None),
        ([{}, {**REVIEWED, "result": None}], "unfinished"),
        ([{"household_no": "H2", **REVIEWED}], "no_review"),
    ],
)
def test_k2_best_review(reviews: list[dict[str, Any]], reason: str | None) -> None:
    district = District()
    district.row("low_income", district.person("王利华"), head_name="王利华")
    for review in reviews:
        district.row("reviews", 0, **review)
    assert gaps(district, "K2") == ([] if reason is None else [("H1", reason)])


@pytest.mark.parametrize(
    ("values", "counted"),
    [
        ({"start_month": "2018-12"}, 1),
        ({"start_month": "2019-01"}, 0),
        ({"start_month": "2018-12", "stop_month": "2019-06"}, 0),
    ],
)
def test_k2_households(values: dict[str, str], counted: int) -> None:
    district = District()
    district.row("low_income", None, **values)
    district.row("low_income", None, **values)
    assert share(district, "K2") == (0, counted)


@pytest.mark.parametrize(
    ("register", "health", "counted"),
    [
        ({}, None, 0),
        ({"household_attribute": "低保贫困户"}, None, 1),
        ({"household_attribute": "特困供养贫困户", "poverty_status": "返贫"}, None, 1),
        ({"household_attribute": "低保贫困户", "poverty_status": "已脱贫"}, None, 0),
        ({}, "disability", 1),
        ({}, "rigid_expenses", 1),
    ],
)
def test_k3_target_group(register: dict[str, str], health: str | None, counted: int) -> None:
    district = District()
    district.row("poverty_register", district.person("王利华", "432902196001010000"), **register)
    if health:
        district.row(health, 0, **({"major_illness_aid": "是"} if health == "rigid_expenses" else {}))
    assert share(district, "K3") == (0, counted)
    assert gaps(district, "K3") == [("432902196001010000", "not_enrolled")] * counted
    district.row("extreme_poverty", 0)
    assert share(district, "K3") == (counted, counted)


def test_k3_counts_a_person_once_and_unlinked_rows_by_their_own_attribute() -> None:
    district = District()
    who = district.person("王利华")
    district.row("poverty_register", who, household_attribute="低保贫困户")
    district.row("poverty_register", who, household_attribute="低保贫困户", household_no="P2")
    district.row("low_income", who)
    for number, attribute in (("P301", "低保贫困户"), ("P302", "一般贫困户")):
        district.row("poverty_register", None, name="李梅", person_no=number, household_attribute=attribute)
    assert share(district, "K3") == (1, 2)
    assert gaps(district, "K3") == [("P301", "unlinked")]


def test_k3_is_unknown_without_the_register_of_illness_that_there_was() -> None:
    every = frozenset(EXTRACTS)
    lacking = every - {"rigid_expenses"}
    assert INDICATORS["K3"].missing(lacking, every) == ("rigid_expenses",)
    assert INDICATORS["K3"].missing(lacking, lacking) == ()  # a district may have no such feed


def test_k3_leaves_out_the_dead() -> None:
    district = District()
    district.row("poverty_register", district.person("王利华"), household_attribute="低保贫困户")
    district.row("deaths", 0)
    assert share(district, "K3") == (0, 0)


@pytest.mark.parametrize(
    ("dossiers", "reason"),
    [
        ([], "no_dossier"),
        ([{}], None),
        ([{"family": "无", "measures": None}], "incomplete:家庭状况,帮扶措施"),
        ([{"family": "无", "measures": "无"}, {"verification": "无"}], "incomplete:核查记录"),
        ([{"family": "无"}, {}], None),
        ([{"household_no": "P2"}], "no_dossier"),
    ],
)
def test_k4_most_complete_dossier(dossiers: list[dict[str, Any]], reason: str | None) -> None:
    district = District()
    district.row("poverty_register", district.person("王利华"))
    district.row("low_income", 0)
    for dossier in dossiers:
        district.row("dossiers", 0, **dossier)
    assert gaps(district, "K4") == ([] if reason is None else [("P1", reason)])


def test_k4_is_about_households_with_a_living_member_on_a_roll() -> None:
    district = District()
    for number, enrolled, dead in (("P1", False, False), ("P2", True, True), ("P3", True, False)):
        who = district.person("王利华")
        district.row("poverty_register", who, household_no=number)
        if enrolled:
            district.row("extreme_poverty", who)
        if dead:
            district.row("deaths", who)
    assert gaps(district, "K4") == [("P3", "no_dossier")]


def test_k5_by_item_and_by_household() -> None:
    district = District()
    for number, village in (("P1", "东村"), ("P2", "西村"), ("P3", "西村")):
        district.row("poverty_register", None, name="王利华", household_no=number, village=village)
    for number, field, due, delivered in (
        ("P1", "产业", "是", "是"),
        ("P1", "教育", "是", "否"),
        ("P2", "产业", "是", "是"),
        ("P3", "产业", "否", "否"),
    ):
        district.row("assistance_measures", household_no=number, field=field, due=due, delivered=delivered)
    assert (share(district, "K5a"), share(district, "K5b")) == ((2, 3), (1, 2))
    assert gaps(district, "K5a") == [("P1|教育", "not_delivered")]
    assert gaps(district, "K5b") == [("P1", "not_delivered")]
    assert area(district, "K5a", "village", f"{TOWN}/东村") == (1, 2)


def test_k6_by_the_registry_place() -> None:
    district = District()
    for name, village, receives in (("王利华", "东村", True), ("李梅", "西村", False)):
        who = district.person(name, village=village)
        district.row("disability", who, village="写成的村")
        district.row("low_income", who, village="写成的村")
        if receives:
            district.row("disability_allowances", who)
    assert share(district, "K6a") == (1, 2)
    assert share(district, "K6b") == (0, 2)
    assert area(district, "K6a", "village", f"{TOWN}/东村") == (1, 1)
    assert district.indicator("K6a").gaps.select("name", "village", "reason").rows() == [
        ("李梅", "西村", "not_receiving")
    ]


def test_k7_counts_rows_of_each_source_and_both_sides_of_a_wedding() -> None:
    district = District()
    who = district.person("王利华")
    district.row("orphans", who)
    district.row("orphans", None, name="李梅", outcome="review")
    district.event("IA", who, None, "2018-01-01", wife_name="李梅")
    assert area(district, "K7", "source", "orphans") == (1, 2)
    assert area(district, "K7", "source", "marriages") == (1, 2)
    assert district.indicator("K7").gaps.is_empty()


def paid(total: int) -> District:
    district = District()
    district.row("low_income", None)
    district.row("low_income_payments", None, total=total, covered_persons=2)
    district.row("low_income_payments", None, total=999, pay_status="退票")
    district.row("low_income_payments", None, total=999, pay_month="2019-05")
    district.row("low_income_payments", None, total=999, scheme="城市低保")
    return district


@pytest.mark.parametrize(("total", "met"), [(400, True), (399, False)])
def test_k9_average_payment(total: int, met: bool) -> None:
    (row,) = paid(total).indicator("K9").coverage.filter(pl.col("area") == TOWN).to_dicts()
    assert (row["numerator"], row["denominator"], row["met"]) == (total * 100, 2, met)
    assert row["rate"] == total * 100 / 2


@pytest.mark.parametrize(("concentrated", "met"), [(8, False), (9, True), (10, True)])
def test_k10_share_in_concentrated_care(concentrated: int, met: bool) -> None:
    district = District()
    for position in range(20):
        mode = "集中" if position < concentrated else "分散"
        district.row("extreme_poverty", None, care_mode=mode, self_care="半护理" if position % 2 else "全护理")
    district.row("extreme_poverty", None, care_mode="集中", self_care="全自理")
    district.row("extreme_poverty", None, care_mode="集中", self_care="半护理", stop_month="2019-06")
    found = district.indicator("K10").coverage
    assert found.select("numerator", "denominator", "met").unique().rows() == [(concentrated, 20, met)]
    assert set(found["area_level"]) == {"district", "town"}


def test_areas_come_from_what_is_written_and_blanks_make_no_second_area() -> None:
    district = District()
    for number, village in (("A1", VILLAGE), ("A2", " 蔡市 村"), ("A3", None)):
        district.row("applications", None, application_no=number, village=village, **VERIFIED)
    district.row("applications", None, application_no="A4", town=None, village=VILLAGE)
    assert area(district, "K1", "village", f"{TOWN}/{VILLAGE}") == (2, 2)
    assert area(district, "K1", "town", TOWN) == (3, 3)
    assert share(district, "K1") == (3, 4)
    assert district.indicator("K1").coverage.height == 3


def test_nothing_is_rounded_up_to_one_hundred_percent() -> None:
    district = District()
    for number in range(200):
        district.row("applications", None, application_no=f"A{number}", **(VERIFIED if number else {}))
    row = district.indicator("K1").coverage.filter(pl.col("area_level") == "district").to_dicts()[0]
    assert (row["numerator"], row["denominator"], row["met"]) == (199, 200, False)
    assert row["rate"] == 199 / 200
    whole = District()
    whole.row("applications", None, **VERIFIED)
    assert whole.indicator("K1").coverage["met"].all()
