"""R1-R9 in June 2019."""

import pytest

from tests.policies.district import District

Row = tuple[str, dict[str, object]]

ENDED = {"stop_month": "2019-06"}
LAST_MONTH = {"stop_month": "2019-07"}
LATER = {"start_month": "2019-07"}
BEGINS = {"start_month": "2019-06"}
ALLOWANCES = "disability_allowances"


def two(first: Row, second: Row, **person: str) -> District:
    district = District()
    who = district.person("王利华", **person)
    for source, values in (first, second):
        district.row(source, who, **values)
    return district


@pytest.mark.parametrize(
    ("check_id", "first", "second"),
    [
        ("R1", ("low_income", {"scheme": "城市低保"}), ("low_income", {"household_no": "H2"})),
        ("R2", ("low_income", {}), ("extreme_poverty", {})),
        ("R3", ("low_income", {}), ("low_income", {"household_no": "H2"})),
        ("R4", ("orphans", {}), ("extreme_poverty", {})),
        ("R4", ("orphans", {}), (ALLOWANCES, {"allowance": "生活补贴"})),
        ("R5", ("extreme_poverty", {}), (ALLOWANCES, {"allowance": "生活补贴"})),
        ("R5", ("extreme_poverty", {}), (ALLOWANCES, {"allowance": "护理补贴"})),
        ("R9", (ALLOWANCES, {"allowance": "护理补贴"}), (ALLOWANCES, {"allowance": "护理补贴"})),
    ],
)
class TestSideBySide:
    """Each pair of benefits, and the months in which it is a pair."""

    def test_in_one_month(self, check_id: str, first: Row, second: Row) -> None:
        assert two(first, second).names(check_id) == ["王利华"]

    def test_the_dead_are_not_left_out(self, check_id: str, first: Row, second: Row) -> None:
        assert two(first, second, person_status="死亡注销").names(check_id) == ["王利华"]

    @pytest.mark.parametrize("months", [BEGINS, LAST_MONTH])
    def test_first_and_last_month_count(self, check_id: str, first: Row, second: Row, months: dict[str, str]) -> None:
        assert two(first, (second[0], second[1] | months)).names(check_id) == ["王利华"]

    @pytest.mark.parametrize("months", [ENDED, LATER])
    def test_handed_over_in_one_month(self, check_id: str, first: Row, second: Row, months: dict[str, str]) -> None:
        assert two(first, (second[0], second[1] | months)).names(check_id) == []
        assert two((first[0], first[1] | months), second).names(check_id) == []

    def test_rows_of_two_people(self, check_id: str, first: Row, second: Row) -> None:
        district = District()
        district.row(first[0], district.person("王利华"), **first[1])
        district.row(second[0], district.person("王利华"), **second[1])
        district.row(second[0], None, name="王利华", outcome="review", candidate=0, **second[1])
        assert district.names(check_id) == []


def test_a_member_who_is_not_covered_overlaps_with_nothing() -> None:
    district = two(("low_income", {"covered": "否"}), ("low_income", {"household_no": "H2", "scheme": "城市低保"}))
    district.row("extreme_poverty", 0, stop_month="2019-01")
    assert [district.names(check) for check in ("R1", "R2", "R3")] == [[], [], []]


def test_two_rows_of_one_household_are_no_overlap() -> None:
    assert two(("low_income", {}), ("low_income", {})).names("R3") == []


def test_three_households_and_two_schemes_are_one_finding_a_check() -> None:
    district = two(("low_income", {}), ("low_income", {"household_no": "H2"}))
    district.row("low_income", 0, household_no="H3", scheme="城市低保")
    assert (district.names("R1"), district.names("R3")) == (["王利华"], ["王利华"])


def test_an_orphan_may_have_the_nursing_allowance() -> None:
    assert two(("orphans", {}), (ALLOWANCES, {"allowance": "护理补贴"})).names("R4") == []


def test_the_two_allowances_may_stand_side_by_side() -> None:
    assert two((ALLOWANCES, {"allowance": "护理补贴"}), (ALLOWANCES, {"allowance": "生活补贴"})).names("R9") == []


@pytest.mark.parametrize(
    ("low_income", "names"),
    [
        (None, ["王利华"]),
        ({}, []),
        ({"covered": "否"}, ["王利华"]),
        (ENDED, ["王利华"]),
        (LAST_MONTH, []),
        (LATER, ["王利华"]),
        ({"status": "停保"}, []),
    ],
)
def test_living_allowance_of_somebody_not_covered(low_income: dict[str, object] | None, names: list[str]) -> None:
    district = District()
    who = district.person("王利华")
    district.row(ALLOWANCES, who)
    if low_income is not None:
        district.row("low_income", who, **low_income)
    assert district.names("R7") == names


def test_allowances_that_ended_or_of_the_other_kind_are_no_r7() -> None:
    district = District()
    district.row(ALLOWANCES, district.person("王利华"), **ENDED)
    district.row(ALLOWANCES, district.person("李梅"), allowance="护理补贴")
    assert district.names("R7") == []


@pytest.mark.parametrize(
    ("certificate", "names"),
    [
        (None, ["王利华"]),
        ({"level": "一级"}, []),
        ({"level": "二级"}, []),
        ({"level": "三级", "category": "智力"}, ["王利华"]),
        ({"certificate_status": "注销"}, ["王利华"]),
        ({"valid_until": "2019-06-29"}, ["王利华"]),
        ({"valid_until": "2019-06-30"}, []),
    ],
)
def test_nursing_allowance_needs_a_valid_certificate_of_high_level(
    certificate: dict[str, object] | None, names: list[str]
) -> None:
    district = District()
    who = district.person("王利华")
    district.row(ALLOWANCES, who, allowance="护理补贴")
    if certificate is not None:
        district.row("disability", who, **certificate)
    assert district.names("R8") == names


def test_the_latest_certificate_decides() -> None:
    district = District()
    for name, latest in (("王利华", {"level": "三级"}), ("李梅", {"certificate_status": "注销"}), ("周强", {})):
        who = district.person(name)
        district.row(ALLOWANCES, who, allowance="护理补贴")
        district.row("disability", who, issued_on="2018-01-01", **latest)
        district.row("disability", who, issued_on="2012-01-01")
        district.row("disability", who, issued_on=None)
    assert district.names("R8") == ["李梅", "王利华"]


def test_of_certificates_of_one_day_the_reissue_decides() -> None:
    district = District()
    who = district.person("王利华")
    district.row(ALLOWANCES, who, allowance="护理补贴")
    district.row("disability", who, certificate_clean="43290219600101000042B2", level="二级")
    district.row("disability", who, certificate_clean="43290219600101000043B1", level="三级")
    district.row("disability", who, certificate_clean="43290219600101000043", level="三级")
    assert district.names("R8") == []


def test_one_number_in_two_schemes_is_two_households() -> None:
    district = two(("low_income", {}), ("low_income", {"scheme": "城市低保"}))
    assert (district.names("R1"), district.names("R3")) == (["王利华"], ["王利华"])
