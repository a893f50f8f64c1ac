"""What all indicators hold as of 30 June 2019: their schemas, targets and areas, and what 100 % means."""

from dataclasses import replace

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
from tests.policies.district import TOWN, VERIFIED, VILLAGE, District, run_indicators
from tests.reports.publication import small_report, with_tables


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


def test_areas_come_from_what_is_written_and_blanks_make_no_second_area() -> None:
    district = District()
    for number, village in (("A1", VILLAGE), ("A2", " 蔡市\u200b 村"), ("A3", None)):
        district.row("applications", None, application_no=number, village=village, **VERIFIED)
    district.row("applications", None, application_no="A4", town=None, village=VILLAGE)
    assert district.area("K1", "village", f"{TOWN}/{VILLAGE}") == (2, 2)
    assert district.area("K1", "town", TOWN) == (3, 3)
    assert district.share("K1") == (3, 4)
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
