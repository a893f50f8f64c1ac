"""Clues of a city in parts: whose they are, which of them no county could see alone, and what a county lacks."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from policies.checks import CHECKS
from policies.clues.doubt import unanswered
from policies.clues.history import WORDING
from policies.counties import Counties
from policies.evidence import Evidence
from policies.indicators import INDICATORS
from policies.run import run_checks
from policies.tally import run_indicators
from schemas.extracts import EXTRACTS
from schemas.feed import Feed
from tests.policies.district import District

HERE, THERE = "甲县", "乙县"
Rows = tuple[tuple[str, str, dict[str, Any]], ...]
PAID = "low_income_payments"
Days = Mapping[str, date]
NO_DAYS: Days = {}
_WHOLE_OR_COUNTY = ("district", "county")


def city(
    home: str, rows: Rows, lacking: frozenset[Feed] = frozenset(), days: Days = NO_DAYS, spouse: str | None = None
) -> Evidence:
    """The evidence of a city with one person, registered in county `home`; rows: county, source, values.

    A spouse of the same registry household stands on that roll of the other county.
    """
    district = District()
    who = district.person("王利华", town=f"{home}/蔡市镇", household_no="R1")
    if spouse is not None:
        district.row(spouse, district.person("胡建杰", household_no="R1"), file=f"{spouse}_{THERE}.csv")
    for county, source, values in rows:
        town = {"town": f"{county}/蔡市镇"} if "town" in EXTRACTS[source].dtypes else {}
        named = who if EXTRACTS[source].subjects else None
        district.row(source, named, file=f"{source}_{county}.csv", **(town | values))
    whole = district.evidence()
    files = {f"{source}_{county}.csv": county for source in EXTRACTS for county in (HERE, THERE)}
    landed = [Feed(source, county) for source in EXTRACTS for county in (HERE, THERE)]
    cut_offs = {feed: days.get(feed.county, whole.as_of) for feed in landed if feed not in lacking}
    return replace(
        whole,
        persons=whole.persons.with_columns(file=pl.lit(f"civil_registry_{home}.csv")),
        counties=Counties(files, cut_offs, {}, frozenset(landed)),
    )


def found(evidence: Evidence, check: str) -> list[tuple[str, bool]]:
    """County of each clue of a check, and whether it crosses counties."""
    told = run_checks(evidence, [CHECKS[check]])
    frame = told.mutual_inclusion if CHECKS[check].inclusion else told.mismatch
    return sorted(frame.select("county", "cross_county").iter_rows())


@pytest.mark.parametrize(
    ("check", "home", "rows", "expected"),
    [
        ("D1", HERE, ((HERE, "low_income", {}), (HERE, "deaths", {})), [(HERE, False)]),
        ("D1", HERE, ((HERE, "low_income", {}), (THERE, "deaths", {})), [(HERE, True)]),
        ("D1", THERE, ((HERE, "low_income", {}), (HERE, "deaths", {})), [(HERE, True)]),
        ("R3", HERE, ((HERE, "low_income", {}), (HERE, "low_income", {"household_no": "H2"})), [(HERE, False)]),
        ("R3", HERE, ((HERE, "low_income", {}), (THERE, "low_income", {"household_no": "H2"})), [(HERE, True)]),
        (
            "R3",
            HERE,
            ((HERE, "low_income", {}), (THERE, "low_income", {"household_no": "H2", "stop_month": "2019-05"})),
            [],
        ),
        (
            "R2",
            HERE,
            (
                (HERE, "low_income", {}),
                (HERE, "extreme_poverty", {}),
                (THERE, "low_income", {"household_no": "H2", "stop_month": "2019-05"}),
            ),
            [(HERE, False)],
        ),
        ("M2", HERE, ((HERE, "disability_allowances", {"amount": 70}),), [(HERE, False)]),
        ("M2", THERE, ((HERE, "disability_allowances", {"amount": 70}),), [(HERE, True)]),
        ("M3", THERE, ((HERE, "low_income", {"monthly_benefit": 250}),), [(HERE, False)]),
        ("M4c", HERE, ((HERE, "low_income", {}), (HERE, PAID, {"total": 190})), [(HERE, False)]),
        ("M4c", HERE, ((THERE, "low_income", {}), (HERE, PAID, {"total": 190})), [(HERE, True)]),
        (
            "M6",
            HERE,
            ((HERE, PAID, {"account_no": "62170001"}), (THERE, PAID, {"account_no": "62170001", "household_no": "H2"})),
            [(THERE, True), (HERE, True)],
        ),
        (
            "M6",
            HERE,
            ((HERE, PAID, {"account_no": "62170001"}), (HERE, PAID, {"account_no": "62170001", "household_no": "H2"})),
            [(HERE, False), (HERE, False)],
        ),
    ],
)
def test_a_clue_crosses_counties_where_its_evidence_does(
    check: str, home: str, rows: Rows, expected: list[tuple[str, bool]]
) -> None:
    assert found(city(home, rows), check) == expected


def test_the_town_is_one_of_the_county_whose_row_it_is() -> None:
    evidence = city(THERE, ((HERE, "low_income", {}), (THERE, "deaths", {})))
    assert run_checks(evidence, [CHECKS["D1"]]).mismatch["town"].to_list() == [f"{HERE}/蔡市镇"]


@pytest.mark.parametrize(("county", "raised"), [(HERE, []), (THERE, [(HERE, False)])])
def test_what_a_county_lacks_is_unknown_there_and_nowhere_else(county: str, raised: list[tuple[str, bool]]) -> None:
    rows: Rows = ((HERE, "poverty_register", {}),)
    assert found(city(HERE, rows, frozenset([Feed("low_income", county)])), "B1") == raised
    assert found(city(HERE, rows, frozenset([Feed("civil_registry", county)])), "B1") == raised


@pytest.mark.parametrize(
    ("home", "beside", "raised"),
    [
        (HERE, (), [(HERE, False)]),
        (THERE, (), []),  # his row may stand in what his own county did not send
        (HERE, ((THERE, "disability", {}),), []),  # nor is it known of a county that has him on another roll
        (HERE, ((THERE, "economic_items", {}),), [(HERE, False)]),  # which holds people of anywhere
    ],
)
def test_absence_is_no_evidence_where_the_extract_of_a_county_of_his_is_missing(
    home: str, beside: Rows, raised: list[tuple[str, bool]]
) -> None:
    rows: Rows = ((HERE, "poverty_register", {}), *beside)
    assert found(city(home, rows, frozenset([Feed("low_income", THERE)])), "B1") == raised


@pytest.mark.parametrize(("spouse", "raised"), [(None, [(HERE, False)]), ("reviews", [])])
def test_a_household_is_known_where_a_roll_names_its_head(spouse: str | None, raised: list[tuple[str, bool]]) -> None:
    rows: Rows = ((HERE, "poverty_register", {}),)
    assert found(city(HERE, rows, frozenset([Feed("low_income", THERE)]), spouse=spouse), "B1") == raised


@pytest.mark.parametrize(("lacking", "expected"), [((), {"全市": 2}), ((THERE,), {"全市": 1})])
def test_an_object_whose_town_nobody_tells_is_not_heard_where_the_county_that_sent_its_row_is_not(
    lacking: tuple[str, ...], expected: dict[str, int]
) -> None:
    measures: Rows = tuple(
        (county, "assistance_measures", {"household_no": number, "field": "教育", "due": "是", "delivered": "是"})
        for county, number in ((HERE, "P1"), (THERE, "P2"))
    )
    evidence = city(HERE, measures, frozenset(Feed("poverty_register", county) for county in lacking))
    areas = run_indicators(evidence, [INDICATORS["K5a"]]).coverage.filter(pl.col("area_level").is_in(_WHOLE_OR_COUNTY))
    assert dict(areas.select("area", "denominator").iter_rows()) == expected


@pytest.mark.parametrize(("lacking", "raised"), [((), 1), ((Feed("civil_registry", THERE),), 0)])
def test_nobody_is_called_unknown_while_the_registry_of_a_county_is_missing(
    lacking: tuple[Feed, ...], raised: int
) -> None:
    evidence = city(HERE, ((HERE, "low_income", {"outcome": "unlinked", "person": None}),), frozenset(lacking))
    assert len(found(evidence, "Q5")) == raised


def test_an_indicator_that_every_county_lacks_a_source_of_is_not_computed() -> None:
    rows: Rows = ((HERE, "poverty_register", {}),)
    lacking = frozenset([Feed("disability", HERE), Feed("low_income", THERE)])
    assert run_indicators(city(HERE, rows, lacking), [INDICATORS["K3"]]).coverage.is_empty()


def test_an_indicator_counts_nobody_of_a_county_that_lacks_its_source() -> None:
    rows: Rows = ((HERE, "low_income", {}), (THERE, "low_income", {"household_no": "H2"}))
    evidence = city(HERE, rows, frozenset([Feed("reviews", THERE)]))
    areas = run_indicators(evidence, [INDICATORS["K2"]]).coverage.select("area_level", "area", "denominator")
    assert set(areas.filter(pl.col("area_level") != "village").iter_rows()) == {
        ("district", "全市", 1),
        ("county", HERE, 1),
        ("town", f"{HERE}/蔡市镇", 1),
    }


def test_each_county_has_paid_until_its_own_last_report() -> None:
    rows: Rows = (
        (HERE, "low_income", {}),
        (THERE, "low_income", {"household_no": "H2"}),
        (THERE, PAID, {"household_no": "H2", "pay_month": "2019-05"}),
    )
    evidence = city(HERE, rows, days={THERE: date(2019, 5, 31)})
    unpaid = run_checks(evidence, [CHECKS["M4a"]]).mismatch
    assert unpaid.select("county", "household_no", "observed_as_of").rows() == [(HERE, "H1", date(2019, 6, 30))]


@pytest.mark.parametrize(
    ("check", "against", "lacking", "doubted"),
    [
        ("M4a", PAID, Feed(PAID, HERE), {HERE}),
        ("D1", "deaths", Feed("deaths", HERE), {HERE, THERE}),
        ("D1", "deaths", Feed("low_income", HERE), {HERE}),
        ("D1", "deaths", Feed("marriages", HERE), set()),
        ("M4c", PAID, Feed(PAID, THERE), {THERE}),
        ("M6", PAID, Feed(PAID, THERE), {HERE, THERE}),  # the other payment of the account
        ("M3", "low_income", Feed("civil_registry", THERE), {HERE, THERE}),
    ],
)
def test_a_clue_is_not_gone_where_a_county_could_not_tell(
    check: str, against: str, lacking: Feed, doubted: set[str]
) -> None:
    said = {"check_id": check, "source": "low_income", "observed_source": against, "household_no": "H9"}
    asked = [said | {"finding_id": county, "county": county} for county in (HERE, THERE)]
    columns = ("finding_id", "check_id", *WORDING)
    frame = pl.DataFrame(asked, schema=dict.fromkeys(columns, pl.String()))
    assert set(unanswered(city(HERE, (), frozenset([lacking])), frame, CHECKS)) == doubted
