"""The economy as a whole: every figure traceable, nothing read without authorisation, unknown months shown."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from policies.checks import CHECKS
from policies.evidence import Evidence
from policies.finding import finish
from policies.verification import household_economy
from policies.verification.effect import effect_by_town, effect_on_benefits, effect_on_conclusions, effect_on_roll
from policies.verification.verdict import clues
from schemas.codes import VEHICLE_STATES
from schemas.errors import InputRefusedError
from schemas.outputs.households import HOUSEHOLDS
from schemas.parameter import Parameters
from tests.policies.economy_case import Row, evidence_of

PEOPLE: list[Row] = [{"姓名": name} for name in "甲乙丙丁"]
FULL_YEAR: Row = {"期间起": "2018-06", "期间止": "2019-05"}


def member(name: str, household: str = "H1", **given: object) -> Row:
    return {
        "姓名": name,
        "家庭编号": household,
        "救助类别": "农村低保",
        "是否保障对象": "是",
        "家庭月人均收入": 0,
        "户月保障金": 300,
        "保障起始年月": "2017-05",
        **given,
    }


def applicant(name: str, application: str = "S1", **given: object) -> Row:
    return {
        "姓名": name,
        "申请编号": application,
        "申请类别": "农村低保",
        "受理日期": "2019-03-04",
        "授权日期": "2019-03-01",
        **given,
    }


def pay(name: str, amount: object, **given: object) -> Row:
    return {"姓名": name, "数据来源": "个税", "项目": "工资薪金", "金额": amount, **FULL_YEAR, **given}


def economy_evidence(
    low_income: list[Row],
    items: list[Row] | None = None,
    expenses: list[Row] | None = None,
    *,
    applications: list[Row] | None = None,
    people: list[Row] | None = None,
    parameters: dict[str, int | bool] | None = None,
    **more: list[Row],
) -> Evidence:
    return evidence_of(
        people=people or PEOPLE,
        rows={
            "low_income": low_income,
            "applications": applications or [],
            "economic_items": items or [],
            "rigid_expenses": expenses or [],
            **more,
        },
        parameters=parameters,
    )


def raised(evidence: Evidence, check_id: str) -> list[str]:
    found = finish(evidence, {CHECKS[check_id]: CHECKS[check_id].function(evidence)})
    return found["household_no"].to_list()


def test_lines_of_a_household_add_up_to_its_published_sums() -> None:
    evidence = economy_evidence(
        [member("甲"), member("乙")],
        [
            pay("甲", "100.01", 期间起="2018-12", 期间止="2019-07"),
            pay("甲", "333.33", 期间起="2019-03", 期间止="2019-09"),
            pay("乙", "77.77", 期间起="2018-01", 期间止="2018-11"),
        ],
        [
            {"姓名": "甲", "项目": "就业", "个人自付合规费用": "10.01", "期间起": "2019-05", "期间止": "2019-07"},
            {"姓名": "乙", "项目": "就业", "个人自付合规费用": "20.02", "期间起": "2019-05", "期间止": "2019-11"},
            {"姓名": "乙", "项目": "医疗", "个人自付合规费用": "9.99", "期间起": "2019-05", "期间止": "2019-11"},
        ],
    )
    economy = household_economy(evidence)
    household = economy.households.row(0, named=True)
    income, expenses = economy.income_lines, economy.expense_lines
    assert income["counted_fen"].sum() == household["income_fen"]
    assert (income["found_fen"] == income["counted_fen"] + income["not_counted_fen"]).all()
    assert expenses["deducted_fen"].sum() == household["deductions_fen"] == 334 + 286
    assert expenses.filter(pl.col("expense") == "医疗")["deducted"].to_list() == [False]
    assert economy.published["deductions"].to_list() == [Decimal("6.20")]


def test_every_line_names_its_file_and_row() -> None:
    evidence = economy_evidence(
        [member("甲")],
        [pay("甲", 1), {"姓名": "甲", "项目": "机动车"}],
        [{"姓名": "甲", "项目": "就业", "个人自付合规费用": 1, **FULL_YEAR}],
    )
    economy = household_economy(evidence)
    places = [
        lines.select("file", "row_number").rows()
        for lines in (economy.income_lines, economy.asset_lines, economy.expense_lines, economy.members)
    ]
    assert places == [[("收入财产.csv", 2)], [("收入财产.csv", 3)], [("刚性支出.csv", 2)], [("低保在册.csv", 2)]]


def test_nothing_of_an_unauthorised_household_is_shown() -> None:
    evidence = economy_evidence(
        [],
        [pay("甲", 60000), {"姓名": "乙", "项目": "住宅"}],
        [{"姓名": "甲", "项目": "教育", "全日制": "是", "学段": "高等教育", "个人自付合规费用": 1, **FULL_YEAR}],
        applications=[applicant("甲"), applicant("乙", 授权日期="2019-07-01")],
        people=[{"姓名": "甲", "人员状态": "迁出"}, {"姓名": "乙"}, {"姓名": "丙"}],
    )
    economy = household_economy(evidence)
    for frame in (economy.income_lines, economy.expense_lines, economy.asset_lines, clues(evidence), economy.beside):
        assert frame.is_empty()
    assert economy.members["beside"].to_list() == [None, None]
    assert economy.members["months_known"].to_list() == [None, None]
    assert economy.published["outcome"].to_list() == ["insufficient_data"]


def test_each_vehicle_letter_says_whether_the_car_is_in_use() -> None:
    letters = [*VEHICLE_STATES, "A,B", "Q,A", "A,Q", "Q,G", "M,Q", "q"]
    cars: list[Row] = [{"姓名": str(n), "项目": "机动车", "状态": text} for n, text in enumerate(letters)]
    evidence = economy_evidence(
        [member(str(n), letters[n]) for n in range(len(letters))],
        cars,
        people=[{"姓名": str(n)} for n in range(len(letters))],
    )
    found = clues(evidence)
    assert set(letters) - set(found["household_no"]) == {"B", "E", "M", "P", "A,B", "M,Q"}
    assert set(found.filter(pl.col("strength") == "weak")["household_no"]) == {"Q", "q"}


def test_what_is_not_counted_says_why() -> None:
    items = [
        pay("甲", 120),
        pay("甲", 120, 期间止="2019-06"),
        pay("甲", 120, 期间起="2019-05", 期间止="2019-04"),
        pay("甲", 120, 项目="城乡居民养老金"),
    ]
    lines = household_economy(economy_evidence([member("甲")], items)).income_lines
    assert lines.select("found_fen", "counted_fen", "why_not").rows() == [
        (12000, 12000, None),
        (12000, 11077, "outside_window"),
        (12000, 0, "period_reversed"),
        (12000, 0, "kind_not_counted"),
    ]


def test_months_that_no_source_covers_are_unknown() -> None:
    items = [
        pay("甲", 100, 期间起="2018-01", 期间止="2018-07"),
        pay("甲", 100, 期间起="2018-07", 期间止="2018-08"),
        pay("甲", 100, 项目="城乡居民养老金", 期间起="2019-05", 期间止="2019-08"),
    ]
    members = household_economy(economy_evidence([member("甲"), member("乙")], items)).members
    assert members["months_known"].to_list() == [4, 0]
    assert members["months_unknown"].to_list() == [8, 12]


def test_a_person_in_two_households_brings_his_income_to_both() -> None:
    evidence = economy_evidence([member("甲", "H1"), member("甲", "H2"), member("乙", "H2")], [pay("甲", 3600)])
    published = household_economy(evidence).published
    assert published["observed_monthly_income_per_head"].to_list() == [Decimal(300), Decimal(150)]


def test_declared_observed_and_decided_stay_apart() -> None:
    evidence = economy_evidence(
        [member("甲", 家庭月人均收入=120)],
        [pay("甲", 1200), pay("乙", 2400)],
        applications=[applicant("乙", 审批结果="同意")],
    )
    households = household_economy(evidence).households.select(
        "household_no", "declared_fen", "observed_fen", "benefit_fen", "decision"
    )
    assert households.rows() == [("H1", 12000, 10000, 30000, None), ("S1", None, 20000, None, "同意")]


@pytest.mark.parametrize(
    ("accepted", "verified"), [("2018-12-31", False), ("2019-01-01", True), ("2019-06-30", True), ("2019-07-01", False)]
)
def test_applications_of_the_year_up_to_the_date_are_verified(accepted: str, verified: bool) -> None:
    published = household_economy(economy_evidence([], applications=[applicant("甲", 受理日期=accepted)])).published
    assert (published.height == 1) is verified


@pytest.mark.parametrize(("stop", "verified"), [("2019-06", False), ("2019-07", True)])
def test_a_household_that_has_stopped_is_not_in_force(stop: str, verified: bool) -> None:
    published = household_economy(economy_evidence([member("甲", 保障停止年月=stop)])).published
    assert (published.height == 1) is verified


def test_a_student_away_is_shown_beside_and_counts_only_by_parameter() -> None:
    study: Row = {"姓名": "乙", "项目": "教育", "全日制": "是", "学段": "高等教育", "个人自付合规费用": 1, **FULL_YEAR}

    def judged(parameters: dict[str, int | bool]) -> list[tuple[bool, str | None]]:
        people: list[Row] = [{"姓名": "甲"}, {"姓名": "乙", "人员状态": "迁出"}]
        evidence = economy_evidence(
            [member("甲"), member("乙")], expenses=[study], people=people, parameters=parameters
        )
        return household_economy(evidence).members.select("counted", "beside").rows()

    assert judged({}) == [(True, None), (False, "student_away")]
    assert judged({"students_away_counted": True}) == [(True, None), (True, "student_away")]


def test_a_child_under_a_scheme_of_its_own_is_shown_and_left_out_only_by_parameter() -> None:
    orphan: Row = {"姓名": "乙", "安置方式": "散居", "月标准": 600, "起始年月": "2018-01", "状态": "在册"}

    def judged(parameters: dict[str, int | bool]) -> list[tuple[bool, str | None]]:
        evidence = economy_evidence([member("甲"), member("乙")], parameters=parameters, orphans=[orphan])
        return household_economy(evidence).members.select("counted", "beside").rows()

    assert judged({}) == [(True, None), (True, "own_scheme")]
    assert judged({"own_scheme_excluded": True}) == [(True, None), (False, "own_scheme")]


def test_people_of_the_same_hukou_are_shown_beside_the_count() -> None:
    people: list[Row] = [
        {"姓名": "甲"},
        {"姓名": "乙"},
        {"姓名": "丙", "户号": "2"},
        {"姓名": "丁", "人员状态": "迁出"},
    ]
    beside = household_economy(economy_evidence([member("甲")], people=people)).beside
    assert beside["name"].to_list() == ["乙"]


def test_untapered_over_the_standard_with_a_member_on_the_poverty_register() -> None:
    households = [
        member("甲", "H1"),
        member("乙", "H2", 渐退起始年月="2019-07"),
        member("丙", "H3"),
        member("丁", "H4"),
    ]
    poor: list[Row] = [{"姓名": name, "户编号": "P1"} for name in "甲乙丁"]
    items = [pay("甲", "3600.01"), pay("乙", 9999), pay("丙", 9999), pay("丁", 3600)]
    assert raised(economy_evidence(households, items, poverty_register=poor), "B6") == ["H1"]


def test_urban_households_are_no_matter_of_taper() -> None:
    poor: list[Row] = [{"姓名": "甲", "户编号": "P1"}]
    evidence = economy_evidence([member("甲", 救助类别="城市低保")], [pay("甲", 9999)], poverty_register=poor)
    assert raised(evidence, "B6") == []


def test_expenditure_candidates_fall_to_the_standard_by_their_expenses() -> None:
    people = ["甲", "乙", "丙"]
    applications = [applicant(name, f"S{name}") for name in people]
    work = [("甲", 1200), ("乙", "1199.99"), ("丙", 3000)]
    expenses: list[Row] = [{"姓名": n, "项目": "就业", "个人自付合规费用": cost, **FULL_YEAR} for n, cost in work]
    items = [pay("甲", 4800), pay("乙", 4800), pay("丙", 3600)]
    evidence = economy_evidence([], items, expenses, applications=applications)
    assert raised(evidence, "B7") == ["S甲"]


def test_what_is_left_is_unknown_where_expenses_are() -> None:
    evidence = evidence_of(
        people=PEOPLE,
        rows={
            "applications": [applicant("甲")],
            "economic_items": [pay("甲", 4800)],
            "rigid_expenses": [{"姓名": "甲", "项目": "就业", "个人自付合规费用": 4800, **FULL_YEAR}],
        },
        words={"late_register.rigid_expenses": "unknown"},
        age_days={"rigid_expenses": 46},
    )
    households = household_economy(evidence).households
    assert households.select("observed_fen", "left_per_head_fen", "deductions_fen").rows() == [(40000, None, None)]
    assert raised(evidence, "B7") == raised(evidence, "P2") == []


def test_no_cost_is_deducted_from_an_income_that_is_unknown() -> None:
    evidence = evidence_of(
        people=PEOPLE,
        rows={
            "applications": [applicant("甲")],
            "economic_items": [pay("甲", 4800)],
            "rigid_expenses": [{"姓名": "甲", "项目": "医疗", "个人自付合规费用": 20_000, **FULL_YEAR}],
        },
        age_days={"economic_items": 46},
    )
    households = household_economy(evidence).households
    assert households.select("observed_fen", "left_per_head_fen", "deductions_fen").rows() == [(None, None, None)]
    assert household_economy(evidence).expense_lines["deducted_fen"].to_list() == [0]


def test_what_is_deducted_from_the_first_fen_needs_no_income() -> None:
    evidence = evidence_of(
        people=PEOPLE,
        rows={
            "applications": [applicant("甲")],
            "rigid_expenses": [{"姓名": "甲", "项目": "就业", "个人自付合规费用": 4800, **FULL_YEAR}],
        },
        age_days={"economic_items": 46},
    )
    assert household_economy(evidence).households["deductions_fen"].to_list() == [480_000]


def test_a_finding_names_the_household_and_the_register() -> None:
    evidence = economy_evidence(
        [member("甲", 户主姓名="甲", 乡镇街道="蔡市镇")], [{"姓名": "甲", "项目": "机动车", "状态": "A"}]
    )
    finding = finish(evidence, {CHECKS["P4"]: CHECKS["P4"].function(evidence)}).row(0, named=True)
    assert (finding["source"], finding["row_number"], finding["household_no"]) == ("low_income", 2, "H1")
    assert (finding["name"], finding["town"], finding["strength"]) == ("甲", "蔡市镇", "strong")
    assert (finding["observed_source"], finding["observed_as_of"]) == ("economic_items", date(2019, 6, 30))
    assert finding["observed"] == "机动车,状态A(正常)"


def test_a_late_register_stops_the_run_where_policy_refuses_it() -> None:
    with pytest.raises(InputRefusedError, match=r"收入财产数据截止 2019-05-15,已 46 天"):
        evidence_of(
            people=PEOPLE,
            rows={"low_income": [member("甲")], "economic_items": []},
            words={"late_register.economic_items": "refuse"},
            age_days={"economic_items": 46},
        )


def test_one_register_may_be_allowed_to_be_older() -> None:
    evidence = evidence_of(
        people=PEOPLE,
        rows={"low_income": [member("甲")], "economic_items": [], "rigid_expenses": []},
        parameters={"allowed_age_days.rigid_expenses": 90},
        age_days={"rigid_expenses": 90},
    )
    assert household_economy(evidence).published["outcome"].to_list() == ["none_found"]


def test_a_higher_standard_shows_its_effect_on_the_roll() -> None:
    evidence = economy_evidence(
        [member("甲", 家庭月人均收入=310), member("乙", "H2", 救助类别="城市低保")], [pay("甲", 3720)]
    )
    ours = evidence.parameters
    higher = Parameters({**ours.values, "rural_low_income_standard_fen": 32000}, "other", ours.words)
    changes = effect_on_roll(evidence, higher)
    assert changes.select("household_no", "outcome_before", "outcome_after", "change_fen").rows() == [
        ("H1", "over_limit_suspected", "none_found", 1000)
    ]
    assert effect_on_benefits(changes).rows() == [("农村低保", 1, 0, 1000, 0)]
    assert effect_on_conclusions(changes)["households"].to_list() == [1]
    assert effect_by_town(changes).select("benefits", "change_fen", "conclusions").rows() == [(1, 1000, 1)]
    assert effect_on_roll(evidence, evidence.parameters).is_empty()


def test_who_tapers_is_not_reckoned_by_the_standard() -> None:
    rows = [member("甲"), member("乙", "H2", 渐退起始年月="2019-03"), member("丙", "H3", 渐退起始年月="2019-07")]
    evidence = economy_evidence(rows, [])
    ours = evidence.parameters
    higher = Parameters({**ours.values, "rural_low_income_standard_fen": 32000}, "other", ours.words)
    changes = effect_on_roll(evidence, higher)
    assert changes.select("household_no", "change_fen").rows() == [("H1", 2000), ("H3", 2000)]


def test_a_night_without_any_extract_publishes_an_empty_table() -> None:
    economy = household_economy(evidence_of(people=PEOPLE, rows={}))
    assert economy.published.schema == pl.Schema(HOUSEHOLDS.dtypes)
    assert economy.published.is_empty()
