"""K1 and K2 as of 30 June 2019: what of an application or a review is missing first, and whom they are about."""

from typing import Any

import pytest

from tests.policies.district import VERIFIED, District


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
    assert district.gaps("K1") == ([] if reason is None else [("A1", reason)])
    assert district.share("K1") == (int(reason is None), 1)


def test_k1_the_first_reason_of_any_member_names_the_application() -> None:
    district = District()
    district.row("applications", None, name="王利华", **(VERIFIED | {"unanswered_sources": "银行", "town": "伊塘镇"}))
    district.row("applications", None, name="李梅", **(VERIFIED | {"authorised_on": None}))
    assert district.gaps("K1") == [("A1", "no_authorisation")]
    assert district.area("K1", "town", "伊塘镇") == (0, 1)


@pytest.mark.parametrize(
    ("accepted", "counted"),
    [("2018-12-31", 0), ("2019-01-01", 1), ("2019-06-30", 1), ("2019-07-01", 0)],
)
def test_k1_period(accepted: str, counted: int) -> None:
    district = District()
    district.row("applications", None, accepted_on=accepted)
    assert district.share("K1") == (0, counted)


def test_k1_an_application_is_accepted_when_its_first_row_says_so() -> None:
    district = District()
    district.row("applications", None, accepted_on="2018-12-31")
    district.row("applications", None, accepted_on="2019-01-02")
    assert district.share("K1") == (0, 0)


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
    assert district.gaps("K2") == ([] if reason is None else [("H1", reason)])


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
    assert district.share("K2") == (0, counted)
