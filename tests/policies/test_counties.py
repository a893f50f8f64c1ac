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
from policies.verification.verdict import verdicts
from schemas.extracts import EXTRACTS
from schemas.feed import Feed
from tests.policies.district import District, run_indicators

HERE, THERE = "甲县", "乙县"
Rows = tuple[tuple[str, str, dict[str, Any]], ...]
PAID = "low_income_payments"
Days = Mapping[str, date]
NO_DAYS: Days = {}
_WHOLE_OR_COUNTY = ("district", "county")
_REVIEWED = {"report_no": "B1", "verified_on": "2019-02-01", "result": "继续享受", "completed_on": "2019-02-02"}
_PAID_WELL: Rows = (
    (HERE, "low_income", {}),
    (HERE, "economic_items", {"amount": 4800, "period_start": "2018-06-01", "period_end": "2019-05-31"}),
)


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


_MEASURE = {"field": "教育", "due": "是", "delivered": "是"}


@pytest.mark.parametrize(
    ("kpi", "source", "values", "number", "lacking"),
    [
        ("K5a", "assistance_measures", _MEASURE, "household_no", "poverty_register"),
        ("K2", "low_income", {"town": None}, "household_no", "reviews"),
        ("K9", PAID, {}, "household_no", "low_income"),
        ("K1", "applications", {"town": None}, "application_no", "applications"),
        ("K10", "extreme_poverty", {"town": None, "self_care": "全护理"}, "town", "extreme_poverty"),
    ],
)
def test_an_object_whose_town_nobody_tells_is_that_of_the_county_that_sent_its_row(
    kpi: str, source: str, values: dict[str, Any], number: str, lacking: str
) -> None:
    rows: Rows = tuple(
        (county, source, {number: number_of} | values) for county, number_of in ((HERE, "1"), (THERE, "2"))
    )
    for without, expected in ((), {"全市": 2, HERE: 1, THERE: 1}), ((Feed(lacking, THERE),), {"全市": 1, HERE: 1}):
        counted = run_indicators(city(HERE, rows, frozenset(without)), [INDICATORS[kpi]]).coverage
        areas = counted.filter(pl.col("area_level").is_in(_WHOLE_OR_COUNTY))
        assert dict(areas.select("area", "denominator").iter_rows()) == expected


@pytest.mark.parametrize(("lacking", "raised"), [((), 1), ((Feed("civil_registry", THERE),), 0)])
def test_nobody_is_called_unknown_while_the_registry_of_a_county_is_missing(
    lacking: tuple[Feed, ...], raised: int
) -> None:
    evidence = city(HERE, ((HERE, "low_income", {"outcome": "unlinked", "person": None}),), frozenset(lacking))
    assert len(found(evidence, "Q5")) == raised


def test_the_whole_city_has_no_rate_while_a_county_lacks_a_source() -> None:
    rows: Rows = ((HERE, "low_income", {}), (HERE, "reviews", _REVIEWED), (THERE, "low_income", {"household_no": "H2"}))
    lacking = frozenset([Feed("reviews", THERE)])
    assert rates(city(HERE, rows, lacking), "K2") == {"全市": (None, False), HERE: (1, True)}
    assert rates(city(HERE, rows[:2]), "K2") == {"全市": (1, True), HERE: (1, True)}


@pytest.mark.parametrize(
    ("kpi", "rows", "lacking"),
    [
        ("K3", ((HERE, "poverty_register", {"household_attribute": "低保贫困户"}),), "low_income"),
        ("K6b", ((HERE, "disability", {}),), "disability_allowances"),
        ("K6b", ((HERE, "disability", {}),), "extreme_poverty"),
    ],
)
def test_nobody_is_a_gap_whose_row_a_county_that_knows_him_may_have(kpi: str, rows: Rows, lacking: str) -> None:
    known = (*rows, (THERE, "orphans", {}))
    for beside, expected in ((rows, (0, 1, 1)), (known, (0, 0, 0))):
        found = run_indicators(city(HERE, beside, frozenset([Feed(lacking, THERE)])), [INDICATORS[kpi]])
        of_county = found.coverage.filter(pl.col("area") == HERE).select("numerator", "denominator").row(0)
        assert (*of_county, found.gaps.height) == expected
        unknown = found.coverage.filter(pl.col("denominator") == 0, pl.col("area_level") != "district")
        assert unknown["incomplete"].all()
        assert (unknown.height > 0) == (expected == (0, 0, 0))
        assert found.coverage.filter(pl.col("met")).is_empty()


def rates(evidence: Evidence, kpi: str) -> dict[str, tuple[float | None, bool]]:
    """Area -> rate and whether the bar is met, of the whole and its counties."""
    coverage = run_indicators(evidence, [INDICATORS[kpi]]).coverage.filter(pl.col("area_level").is_in(_WHOLE_OR_COUNTY))
    return {area: (rate, met) for area, rate, met in coverage.select("area", "rate", "met").iter_rows()}


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
    ("home", "lacking", "outcome", "clues"),
    [
        (HERE, Feed("economic_items", THERE), "over_limit_suspected", 1),
        (THERE, Feed("economic_items", THERE), "insufficient_data", 0),
        (THERE, Feed("rigid_expenses", THERE), "insufficient_data", 0),
        (THERE, Feed("marriages", THERE), "over_limit_suspected", 1),
    ],
)
def test_the_economy_of_a_household_is_unknown_while_a_county_of_a_member_lacks_a_register(
    home: str, lacking: Feed, outcome: str, clues: int
) -> None:
    evidence = city(home, _PAID_WELL, frozenset([lacking]))
    assert len(found(evidence, "P2")) == clues
    assert verdicts(evidence)["outcome"].to_list() == [outcome]


def test_a_clue_keeps_its_id_whatever_another_county_sends() -> None:
    wrong = {"id_no": "43290219600101000", "id_clean": "43290219600101000", "id_wellformed": False, "id_held": False}
    low: Rows = ((HERE, "low_income", {"household_no": f"{HERE}/H1", "monthly_benefit": 250}),)
    alone: Rows = ((HERE, "low_income", {"monthly_benefit": 250}),)
    dead: Rows = tuple((county, "deaths", wrong) for county in (THERE, HERE))
    for check, both, one in (("M3", low, alone), ("Q1", dead, dead[1:])):
        ids = [run_checks(city(HERE, rows), [CHECKS[check]]).mismatch for rows in (both, one)]
        own = [of.filter(pl.col("county") == HERE)["finding_id"].to_list() for of in ids]
        assert own[0] == own[1]
        assert len(own[0]) == 1


@pytest.mark.parametrize(("before", "tonight"), [(f"{HERE}/1", "1"), ("1", f"{HERE}/1"), ("2", "1")])
def test_a_refused_row_doubts_the_clue_of_its_household_whether_another_county_has_its_number(
    before: str, tonight: str
) -> None:
    spoilt = District()
    spoilt.refuse("low_income", household_no=tonight, name="某甲")
    evidence = replace(city(HERE, ()), refused=spoilt.evidence().refused)
    said = {"finding_id": "f", "check_id": "M3", "source": "low_income", "household_no": before, "county": HERE}
    frame = pl.DataFrame([said], schema=dict.fromkeys(("finding_id", "check_id", *WORDING), pl.String()))
    assert (unanswered(evidence, frame, CHECKS).to_list() == ["f"]) == (before != "2")


@pytest.mark.parametrize("known", [True, False])
def test_a_clue_is_not_gone_while_a_row_may_stand_in_what_a_county_of_the_person_did_not_send(*, known: bool) -> None:
    beside: Rows = ((THERE, "orphans", {}),) if known else ()
    rows: Rows = ((HERE, "poverty_register", {}), (HERE, "low_income", {}), *beside)
    said = {"check_id": "B1", "source": "poverty_register", "observed_source": "low_income", "county": HERE}
    told = {"finding_id": "f", "person_id_no": "432902196001010000", "household_no": "P1"}
    frame = pl.DataFrame([said | told], schema=dict.fromkeys(("finding_id", "check_id", *WORDING), pl.String()))
    evidence = city(HERE, rows, frozenset([Feed("extreme_poverty", THERE)]))
    assert unanswered(evidence, frame, CHECKS).to_list() == ["f"] * known


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
