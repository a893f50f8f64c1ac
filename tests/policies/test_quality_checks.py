"""Q1-Q10: rows whose person, months or control file are not right."""

import pytest

from tests.policies.district import District

ID = "432902196001010000"


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ({"id_clean": None, "id_wellformed": None, "id_held": None}, True),
        ({"id_clean": "4329", "id_wellformed": False, "id_held": False}, True),
        ({"id_wellformed": False, "id_held": True}, False),  # wrong checksum, but so held by the registry
        ({"id_wellformed": True, "id_held": False}, False),  # of somebody from elsewhere
        ({}, False),
    ],
)
def test_unusable_ids(link: dict[str, object], found: bool) -> None:
    district = District()
    district.row("deaths", district.person("王利华"), **link)
    assert district.names("Q1") == (["王利华"] if found else [])


@pytest.mark.parametrize(("source", "found"), [("reviews", False), ("dossiers", False), ("orphans", True)])
def test_a_missing_id_matters_only_where_its_column_is_required(source: str, found: bool) -> None:
    district = District()
    district.row(source, None, name="王利华", id_clean=None)
    assert district.names("Q1") == (["王利华"] if found else [])


def test_both_sides_of_a_wedding_are_one_finding_of_the_row() -> None:
    district = District()
    wrong = {"id_clean": "1", "id_wellformed": False, "id_held": False}
    links = {f"{role}_{column}": value for role in ("husband", "wife") for column, value in wrong.items()}
    district.event("IA", district.person("王利华"), district.person("李梅"), "2015-01-01", **links)
    assert district.names("Q1") == ["王利华"]


@pytest.mark.parametrize(
    ("relation", "found"), [("other", True), ("exact", False), ("certificate", False), ("none", False)]
)
def test_linked_through_another_id(relation: str, found: bool) -> None:
    district = District()
    district.row("low_income", district.person("王利华"), id_no="432902600101000", id_relation=relation, grade="C")
    observed = district.findings("Q2").select("declared", "observed").rows()
    assert observed == ([("432902600101000", ID)] if found else [])


@pytest.mark.parametrize(
    ("relation", "grade", "found"),
    [
        ("different", "B", ["Q3"]),
        ("alike", "B", ["Q4"]),
        ("alike", "C", ["Q4"]),
        ("alike", "D", ["Q4"]),
        ("same", "A", []),
        (None, "B", []),  # no name written
    ],
)
def test_other_names(relation: str | None, grade: str, found: list[str]) -> None:
    district = District()
    district.row("low_income", district.person("王利华"), name="王丽华", name_relation=relation, grade=grade)
    assert [check for check in ("Q3", "Q4") if district.names(check) == ["王丽华"]] == found


def test_a_row_in_review_has_no_name_finding() -> None:
    district = District()
    district.row("low_income", None, name="王丽华", outcome="review", grade="B", name_relation="different")
    assert (district.names("Q3"), district.names("Q5")) == ([], [])


@pytest.mark.parametrize(
    ("source", "found"),
    [("low_income", True), ("reviews", True), ("deaths", False), ("economic_items", False), ("rigid_expenses", False)],
)
def test_only_roster_rows_must_be_somebody(source: str, found: bool) -> None:
    district = District()
    district.row(source, None, name="王利华")
    assert district.names("Q5") == (["王利华"] if found else [])


def test_two_people_of_one_number_are_two_findings() -> None:
    district = District()
    for name, number in (("王利华", ID), ("李梅", ID), ("周强", None)):
        district.person(name, number)
    found = district.findings("Q6")
    assert sorted(found.select("name", "person_id_no").rows()) == [("李梅", ID), ("王利华", ID)]
    assert found["finding_id"].is_unique().all()


@pytest.mark.parametrize(
    ("source", "values", "found"),
    [
        ("deaths", {"sex": "女"}, True),
        ("deaths", {"birth_date": "1960-01-02"}, True),
        ("disability", {"birth_date": "1960-01-02", "sex": "男"}, True),
        ("low_income", {"sex": "女"}, True),
        ("low_income", {"sex": "男"}, False),
        ("deaths", {}, False),  # nothing written contradicts nothing
    ],
)
def test_sex_or_birth_date_against_the_registry(source: str, values: dict[str, str], found: bool) -> None:
    district = District()
    district.row(source, district.person("王利华"), **values)
    district.row(source, None, name="李梅", **values)
    assert district.names("Q7") == (["王利华"] if found else [])


@pytest.mark.parametrize(
    ("certificate", "values", "found"),
    [
        (f"{ID}42", {}, False),
        (f"{ID}42B1", {}, False),
        (f"{ID}42", {"level": "三级"}, True),
        (f"{ID}42", {"category": "视力"}, True),
        ("43290219600101999942", {}, True),
        (f"{ID}42", {"id_clean": None}, False),
        (f"{ID}42", {"id_clean": "432902600101000"}, False),
        (f"{ID}42", {"id_clean": "432902600101001"}, True),
        (f"{ID}42", {"id_clean": f"{ID}42"}, False),
        (f"{ID}42", {"id_clean": f"{ID}31"}, False),  # a certificate number in the id column: its id part counts
    ],
)
def test_certificate_against_its_own_row(certificate: str, values: dict[str, str], found: bool) -> None:
    district = District()
    district.row("disability", district.person("王利华", ID), certificate_clean=certificate, **values)
    assert district.names("Q8") == (["王利华"] if found else [])


@pytest.mark.parametrize(
    ("source", "status", "stop", "found"),
    [
        ("low_income", "在保", None, False),
        ("low_income", "停保", None, True),
        ("low_income", "在保", "2019-06", True),
        ("low_income", "停保", "2019-06", False),
        ("low_income", "停保", "2019-07", True),
        ("orphans", "停止", None, True),
        ("extreme_poverty", "在册", "2019-06", True),
        ("disability_allowances", "停止", "2019-06", False),
    ],
)
def test_status_against_months(source: str, status: str, stop: str | None, found: bool) -> None:
    district = District()
    district.row(source, district.person("王利华"), status=status, stop_month=stop)
    district.row(source, None, name="李梅", status=status, stop_month=stop)
    assert district.names("Q9") == (["李梅", "王利华"] if found else [])


def test_a_status_that_runs_before_its_start_contradicts_too() -> None:
    district = District()
    district.row("low_income", district.person("王利华"), start_month="2019-07", status="在保")
    assert district.names("Q9") == ["王利华"]


def test_each_file_that_disagrees_with_its_control_file_is_one_finding() -> None:
    district = District()
    district.control_break("low_income", "a.csv", "行数 3", "行数 2")
    district.control_break("low_income", "a.csv", "发放合计 3.00", "发放合计 2.00")
    district.control_break("low_income", "b.csv", "行数 3", "行数 2")
    found = district.findings("Q10").sort("file")
    assert found["file"].to_list() == ["a.csv", "b.csv"]
    assert found["declared"][0] == "行数 3;发放合计 3.00"
