from __future__ import annotations

import dataclasses
import re
from datetime import date
from pathlib import Path

import pytest

from policies.checks import CHECKS
from reports.household import HouseholdReport, render_household, report_names, write_household
from schemas.terms import HouseholdKind, HouseholdOutcome
from tests.policies.district import District
from tests.reports.household_case import YEAR, district, reports, with_application

SECTIONS = (
    "一、家庭成员",
    "二、收入",
    "三、财产",
    "四、刚性支出",
    "五、其他情况",
    "六、申报",
    "七、核对结论",
    "八、入户核实",
    "九、说明与异议",
)


def text_of(report: HouseholdReport) -> str:
    bare = re.sub(r"<style>.*?</style>", "", render_household(report), flags=re.DOTALL)
    return re.sub(r"\s+", "", re.sub(r"<[^>]*>", "|", bare))


@pytest.fixture(scope="module")
def in_force() -> HouseholdReport:
    (report,) = reports(district(), "H1")
    return report


@pytest.fixture(scope="module")
def unauthorised() -> HouseholdReport:
    (report,) = reports(with_application(authorised_on="2019-03-01", until="2019-06-29", unanswered="银行"), "A1")
    return report


def test_lines_add_up_to_the_figures_of_the_household(in_force: HouseholdReport) -> None:
    assert all(line.found_fen == line.counted_fen + line.not_counted_fen for line in in_force.incomes)
    assert in_force.found_fen == 2400001 + 100000 + 123600
    # 7 of 12 months of the earlier 1,000 yuan lie in the window; the resident pension does not count.
    assert in_force.counted_fen == 2400001 + 58333
    assert in_force.observed_fen == round((2400001 + 100000 * 7 / 12) / 12 / 3)
    assert in_force.deducted_fen == 6000000
    assert in_force.left_fen == 0


def test_members_who_do_not_count_say_why(in_force: HouseholdReport) -> None:
    assert in_force.members_counted == 3
    assert {member.name: member.note for member in in_force.members if not member.counted} == {
        "王老": "已死亡",
        "周某": "未能关联到户籍人口",
    }


def test_things_show_their_state(in_force: HouseholdReport) -> None:
    vehicles = {one.detail: (one.counts, one.weak) for one in in_force.assets if one.item == "机动车"}
    assert vehicles == {
        "状态 Q（逾期未检验） 登记 2010-03-02": (True, True),
        "状态 M（达到报废标准） 登记 2003-03-02": (False, False),
    }
    assert next(one.amount_fen for one in in_force.assets if one.item == "存款余额") == 300050


def test_differences_have_both_sides_source_and_date(in_force: HouseholdReport) -> None:
    first = in_force.differences[0]
    assert (first.declared, first.found, first.source) == ("100.00元/人·月", "扣减前682.87元/人·月", "收入财产")
    assert first.cut_off == date(2019, 6, 30)


def test_the_date_of_an_item_is_its_own_where_it_has_one(in_force: HouseholdReport) -> None:
    dates = {income.item: income.cut_off for income in in_force.incomes}
    assert dates == {"工资薪金": date(2019, 6, 10), "城乡居民养老金": date(2019, 6, 30)}


def test_all_sections_stand_in_order(in_force: HouseholdReport) -> None:
    text = text_of(in_force)
    places = [text.index(section) for section in SECTIONS]
    assert places == sorted(places)
    assert "不作为停发、核减或者拒绝救助的直接依据" in text
    assert "有异议的" in text
    assert text.count("（签字）") == 2


def test_ids_are_masked(in_force: HouseholdReport) -> None:
    html = render_household(in_force)
    assert str(in_force.members[0].id_no) not in html
    assert "432902**********00" in html


def test_without_authorisation_nothing_is_shown(unauthorised: HouseholdReport) -> None:
    text = text_of(unauthorised)
    assert unauthorised.outcome is HouseholdOutcome.INSUFFICIENT_DATA
    assert unauthorised.observed_fen is None
    for word in ("机动车", "工资薪金", "36,000", "3,000.00", "标准", "二、收入", "|计入|"):
        assert word not in text
    assert "未读取任何登记信息" in text
    assert "|未核对|" in text
    assert "数据不足（未反馈：银行）" in text


def test_with_authorisation_the_same_household_is_shown() -> None:
    (report,) = reports(with_application(authorised_on="2019-03-01", until="2019-06-30"), "A1")
    assert report.authorisation == "SQ-77，2019-03-01 至 2019-06-30"
    assert report.observed_fen == 300000
    assert report.conclusion == "存疑待核实"
    assert "|36,000.00|" in text_of(report)


def test_a_report_that_shows_what_is_not_authorised_cannot_be_made(
    in_force: HouseholdReport, unauthorised: HouseholdReport
) -> None:
    with pytest.raises(ValueError, match="H1"):
        dataclasses.replace(in_force, authorised=False)
    for shown in ({"incomes": in_force.incomes}, {"others": in_force.others}, {"members": in_force.members}):
        with pytest.raises(ValueError, match="A1"):
            dataclasses.replace(unauthorised, **shown)
    with pytest.raises(ValueError, match="A1"):
        dataclasses.replace(unauthorised, outcome=HouseholdOutcome.NONE_FOUND)


def test_an_absent_register_is_unknown_and_named() -> None:
    (report,) = reports(district(), "H1", without=("economic_items",))
    assert (report.observed_fen, report.incomes, report.assets) == (None, (), ())
    assert report.unanswered == ("收入财产",)
    text = text_of(report)
    assert "数据缺失，收入未知，不视为零" in text
    assert "数据不足（未反馈：收入财产）" in text
    assert "核对（扣减前）未知" in text


def test_what_could_not_be_compared_is_not_called_without_differences() -> None:
    """Sums of a household of which a row was refused are held against nothing: far over the standard, yet no clue."""
    town = District()
    rich = town.person("周富")
    town.row("low_income", rich, household_no="H7", head_name="周富")
    town.row("economic_items", rich, amount=99000, **YEAR)
    (compared,) = reports(town, "H7")
    assert {one.title for one in compared.differences} >= {CHECKS["P2"].title, CHECKS["P3"].title}
    town.refuse("low_income", household_no="H7")
    (report,) = reports(town, "H7")
    assert report.differences == ()
    text = text_of(report)
    assert "数据不足（有成员数据行被退回），收入、财产未能全部比较，结果未知" in text
    assert "未发现差异" not in text
    town.row("economic_items", rich, register="车辆", item="机动车", item_status="A")
    (suspected,) = reports(town, "H7")
    assert suspected.conclusion == "存疑待核实"
    assert "数据不足（有成员数据行被退回），未能全部比较，此外有无差异未知" in text_of(suspected)


def test_who_applies_under_a_number_of_the_roll_has_a_report_of_his_own() -> None:
    town = district()
    applicant = town.person("赵六")
    town.row("applications", applicant, application_no="H1", authorised_on="2019-03-01")
    town.row("economic_items", applicant, register="车辆", item="机动车", item_status="A")
    applies, on_roll = reports(town, "H1")
    assert (applies.kind, on_roll.kind) == (HouseholdKind.APPLICATION, HouseholdKind.LOW_INCOME)
    assert [one.people for one in applies.differences] == ["赵六"]
    assert applies.others == ()
    assert not any("赵六" in one.people for one in (*on_roll.differences, *on_roll.others))
    assert on_roll.others
    assert report_names([applies, on_roll]) == ["H1-申请家庭", "H1-在保家庭"]
    assert report_names([on_roll]) == ["H1"]


def test_members_of_one_name_have_lines_of_their_own() -> None:
    town = District()
    for relation, yuan in (("户主", 1200), ("配偶", 2400)):
        who = town.person("刘丽兰", relation=relation)
        town.row("low_income", who, relation=relation, head_name="刘丽兰")
        town.row("economic_items", who, amount=yuan, **YEAR)
        town.row("rigid_expenses", who, own_cost=yuan, **YEAR)
    (report,) = reports(town)
    assert [one.found_fen for one in report.incomes] == [120000, 240000]
    assert [one.found_fen for one in report.expenses] == [120000, 240000]


def test_checks_that_were_not_run_stand_beside_what_they_would_have_said(in_force: HouseholdReport) -> None:
    (report,) = reports(district(), "H1", idle=("D3", "P2"))
    others, _, differences = text_of(report).partition("六、申报与核对的差异")
    assert f"结果未知的：D3{CHECKS['D3'].title}。" in others
    assert f"结果未知的：P2{CHECKS['P2'].title}。" in differences


@pytest.mark.parametrize(
    ("outcome", "wording"),
    [
        (HouseholdOutcome.NONE_FOUND, "未发现超标"),
        (HouseholdOutcome.OVER_LIMIT_SUSPECTED, "存疑待核实"),
        (HouseholdOutcome.INSUFFICIENT_DATA, "数据不足"),
    ],
)
def test_only_three_conclusions(outcome: HouseholdOutcome, wording: str, in_force: HouseholdReport) -> None:
    assert dataclasses.replace(in_force, outcome=outcome, unanswered=()).conclusion == wording


def test_what_leaves_the_conclusion_as_it_is_is_not_called_its_ground(in_force: HouseholdReport) -> None:
    reasons = ("核对收入高于申报收入",)
    clear = dataclasses.replace(in_force, outcome=HouseholdOutcome.NONE_FOUND, reasons=reasons)
    suspected = dataclasses.replace(in_force, outcome=HouseholdOutcome.OVER_LIMIT_SUSPECTED, reasons=reasons)
    assert "另有疑似差异，见第六项：核对收入高于申报收入" in text_of(clear)
    assert "依据：核对收入高于申报收入" in text_of(suspected)


def test_one_household_all_or_none() -> None:
    town = with_application(authorised_on="2019-03-01")
    assert [report.household_no for report in reports(town)] == ["A1", "H1"]
    assert [report.household_no for report in reports(town, "H1", "nobody")] == ["H1"]
    assert reports(town, "nobody") == []


def test_what_people_wrote_is_escaped(in_force: HouseholdReport) -> None:
    html = render_household(dataclasses.replace(in_force, head_name="<script>alert(1)</script>"))
    assert "<script" not in html


def test_the_page_needs_nothing_else_and_is_the_same_again(in_force: HouseholdReport, tmp_path: Path) -> None:
    write_household(in_force, tmp_path / "1.html")
    html = (tmp_path / "1.html").read_text(encoding="utf-8")
    assert html == render_household(in_force)
    assert not re.search("(?:src|href)=", html)
    assert "size:A4" in html
