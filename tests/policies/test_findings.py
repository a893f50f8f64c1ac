"""What a finding carries, that its id lasts, and what is said of checks that could not run."""

from datetime import date

import polars as pl
import pytest

from policies.checks import CHECKS
from policies.checks.declaration import Check, Identity, check
from policies.evidence import Evidence
from policies.finding import finish, with_history
from policies.law import DATA_QUALITY
from policies.not_run import not_run
from policies.run import run_checks
from schemas.meanings import Meanings
from schemas.outputs.findings import MISMATCH, MUTUAL_INCLUSION
from schemas.terms import Family
from tests.policies.district import District

CONTRACT = (
    "D1 D2 D3 D4 R1 R2 R3 R4 R5 R7 R8 R9 P1 P2 P3 P4 P5 P6 P7 M1a M1b M2 M3 M4a M4b M4c M5 M6 M7 "
    "B1 B2 B3 B4a B4b B4c B4d B4e B5 B6 B7 Q1 Q2 Q3 Q4 Q5 Q6 Q7 Q8 Q9 Q10"
)
HISTORY = ["state", "first_seen", "last_seen"]


def test_every_check_of_the_contract_in_its_order() -> None:
    assert [one for one in CHECKS if one in CONTRACT.split()] == CONTRACT.split()
    assert all((one.family is Family.INCLUSION) == (one.inclusion is not None) for one in CHECKS.values())


def test_an_id_is_declared_once() -> None:
    with pytest.raises(ValueError, match="R1"):
        check("R1", "重复", Identity.PERSON, DATA_QUALITY, Meanings(), evidence=())(lambda evidence: evidence.persons)


def district() -> District:
    """Two people of one name with a finding each, by row, person and household."""
    built = District()
    for number in ("H1", "H2"):
        who = built.person("王利华", village=f"{number}村")
        built.row("low_income", who, household_no=number, village="写成的村", stop_month="2019-06")
        built.row("disability_allowances", who)
        built.row("low_income_payments", who, household_no=number, total=100)
    return built


def lacking(evidence: Evidence) -> dict[str, tuple[str, ...]]:
    """What is said of the checks that cannot be run on this evidence."""
    return {one.id: one.missing for one in not_run(frozenset(evidence.rows), evidence.ever_landed, CHECKS.values())}


def all_findings(built: District) -> pl.DataFrame:
    found = run_checks(built.evidence())
    return pl.concat([found.mismatch, found.mutual_inclusion], how="diagonal")


def test_columns_are_those_published_but_for_the_history() -> None:
    found = run_checks(district().evidence())
    more = {"facts": pl.String(), "was": pl.String()}
    for frame, table in ((found.mismatch, MISMATCH), (found.mutual_inclusion, MUTUAL_INCLUSION)):
        assert dict(frame.schema) == {k: v for k, v in table.dtypes.items() if k not in HISTORY} | more


def test_no_two_findings_share_an_id() -> None:
    assert all_findings(district())["finding_id"].is_unique().all()


def test_ids_do_not_depend_on_file_row_order_or_the_night() -> None:
    later = District("2019-07-31")
    later.person("新人")
    for number in ("H2", "H1"):
        values = {"file": "july.csv", "row_number": 999 if number == "H1" else 5}
        who = later.person("王利华", f"43290219600101000{int(number[1]) - 1}", village=f"{number}村")
        later.row("low_income", who, household_no=number, stop_month="2019-06", **values)
        later.row("disability_allowances", who, **values)
        later.row("low_income_payments", who, household_no=number, total=100, pay_month="2019-07", **values)
    for check_id in ("Q9", "R7", "M4b"):
        before, after = (set(built.findings(check_id)["finding_id"]) for built in (district(), later))
        assert len(before) == 2
        assert before == after, check_id


def test_identical_rows_are_told_apart_by_a_running_number() -> None:
    def twice(times: int) -> list[str]:
        built = District()
        for _ in range(times):
            built.row("orphans", None, name="王利华")
        return built.findings("Q5")["finding_id"].to_list()

    assert len(set(twice(2))) == 2
    assert set(twice(1)) < set(twice(2))


def test_the_roster_is_part_of_the_id_of_d1_only() -> None:
    built = District()
    who = built.person("王利华")
    built.row("deaths", who)
    for source in ("low_income", "disability_allowances"):
        built.row(source, who)
    assert built.findings("D1")["finding_id"].n_unique() == 2


def test_a_person_finding_has_the_registry_place_and_its_evidence() -> None:
    built = District()
    who = built.person("王利华", "432902196001010011", town="伊塘镇", village="伊塘村")
    built.row("disability_allowances", who, name="王丽华", town="别镇", village="别村", file="两补.csv", row_number=7)
    (found,) = built.findings("R7").to_dicts()
    assert (found["person_id_no"], found["name"]) == ("432902196001010011", "王利华")
    assert (found["town"], found["village"]) == ("伊塘镇", "伊塘村")
    assert (found["source"], found["file"], found["row_number"]) == ("disability_allowances", "两补.csv", 7)
    assert (found["observed_source"], found["observed_as_of"]) == ("low_income", date(2019, 6, 30))


def test_a_row_finding_has_name_and_place_as_written() -> None:
    (found,) = district().findings("Q9").filter(pl.col("household_no") == "H1").to_dicts()
    assert (found["name"], found["village"]) == ("王利华", "写成的村")


def test_an_unknown_column_is_an_error() -> None:
    wrong = Check("R99", "错", Identity.PERSON, DATA_QUALITY, Meanings(), (), lambda evidence: evidence.persons)
    with pytest.raises(ValueError, match="former_name"):
        finish(District().evidence(), {wrong: pl.DataFrame(schema={"former_name": pl.String()})})


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("low_income", {"R1", "R2", "R3", "R7", "D3", "D4", "B1", "B2", "B4a", "B4d", "B5", "M1a", "M3", "M5"}),
        ("orphans", {"R4", "M1a"}),
        ("disability", {"R8", "Q8", "M1a", "M1b"}),
        ("marriages", {"D3", "D4"}),
    ],
)
def test_a_check_without_its_source_is_not_run_and_said_so(source: str, expected: set[str]) -> None:
    evidence = district().evidence(unusable=(source,))
    told = lacking(evidence)
    assert expected <= told.keys()
    assert all(source in missing for missing in told.values())
    assert expected.isdisjoint(run_checks(evidence).mismatch["check_id"])


def test_what_never_landed_does_not_stop_what_does_not_need_it() -> None:
    told = lacking(district().evidence(without=("deaths", "rigid_expenses", "assistance_measures")))
    assert not {"D1", "B2", "M1a", "R8"} & told.keys()


@pytest.mark.parametrize(("source", "needing"), [("rigid_expenses", {"P2", "B6", "B7"}), ("orphans", {"M1a", "M1b"})])
def test_what_a_district_never_had_is_not_missing_but_what_it_had_is(source: str, needing: set[str]) -> None:
    assert not needing & lacking(district().evidence(without=(source,))).keys()
    told = lacking(district().evidence(unusable=(source,)))
    assert {check_id: told[check_id] for check_id in needing} == dict.fromkeys(needing, (source,))


@pytest.mark.parametrize(
    ("check_id", "usable", "runs"),
    [
        ("D1", "low_income", True),
        ("D1", "deaths", False),
        ("B2", "poverty_register low_income extreme_poverty", False),
        ("B2", "poverty_register low_income extreme_poverty rigid_expenses", True),
        ("B7", "economic_items applications", True),
        ("P1", "economic_items applications", True),
        ("P1", "economic_items", False),
        ("P3", "economic_items applications", False),
        ("M1b", "disability extreme_poverty disability_allowances", False),
        ("M6", "low_income_payments", False),
        ("M6", "low_income_payments low_income", True),
    ],
)
def test_what_a_check_needs(check_id: str, usable: str, *, runs: bool) -> None:
    assert (CHECKS[check_id].missing(frozenset(usable.split())) == ()) is runs


def test_alternatives_must_lack_all_before_a_check_stays_out() -> None:
    one = CHECKS["D1"]
    assert one.missing(frozenset({"orphans"})) == ()
    assert set(one.missing(frozenset({"deaths"}))) == set(one.any_of)


def test_findings_are_told_what_the_ledger_knows() -> None:
    found = district().findings("R7")
    known, new = found["finding_id"]
    as_of = date(2019, 6, 30)
    ledger = pl.DataFrame(
        {
            "finding_id": [known, new, "gone"],
            "state": ["confirmed", "open", "open"],
            "first_seen": [date(2019, 5, 1), as_of, date(2019, 5, 1)],
        }
    )
    merged = with_history(found, ledger, as_of).select("finding_id", *HISTORY)
    assert merged.rows() == [(known, "confirmed", date(2019, 5, 1), as_of), (new, "open", as_of, as_of)]


def test_history_of_inclusion_findings_keeps_their_list() -> None:
    built = District()
    built.row("poverty_register", built.person("王利华"))
    nothing = pl.DataFrame(schema={"finding_id": pl.String(), "state": pl.String(), "first_seen": pl.Date()})
    merged = with_history(built.findings("B1"), nothing, date(2019, 6, 30))
    assert dict(merged.schema) == MUTUAL_INCLUSION.dtypes
    assert merged["list"].to_list() == ["low_income_side"]
