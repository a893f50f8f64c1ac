"""The page as somebody uses it: everybody is found, nothing is cut off on a phone, a town's list prints whole."""

from __future__ import annotations

import dataclasses
import re
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Browser, Page, expect

from reports.diff import compare, published
from reports.page import write_page
from reports.report import Report
from schemas.fallback import Fallback
from schemas.outputs.cross_county import CROSS_COUNTY
from schemas.outputs.findings import MISMATCH
from schemas.outputs.ledger import LEDGER
from tests.browser.conftest import pages_of
from tests.reports.publication import (
    AS_OF,
    LIVES,
    TOLD,
    findings_frame,
    frame,
    lives_frame,
    small_report,
    with_tables,
    working_report,
)

TOWNS = ("伊塘镇", "珊瑚街道", "普利桥镇")
BYTES = 15_000_000


def many(number: int) -> Report:
    """A publication of so many clues, each person with a name, household and number of his own."""
    clues = [
        {
            "finding_id": f"{place:016x}",
            "check_id": ("D1", "M3")[place % 2],
            "household_no": f"43110300{place:07}",
            "person_id_no": f"432902195907{place:06}",
            "name": f"王{chr(0x4E00 + place % 20_000)}{chr(0x5E00 + place // 20_000)}",
            "town": TOWNS[place % 3],
            "village": f"第{place % 97}村",
            "declared": "低保在册自2016-12起",
            "observed": f"2019-01-{place % 28 + 1:02}死亡(卫健、公安)",
            "months": place % 12,
            "strength": "strong",
            "observed_source": "deaths",
            "observed_as_of": date(2019, 5, 31),
            "row_number": place,
        }
        for place in range(number)
    ]
    known = {"data_status": "standing", "first_seen": date(2019, 6, 1), "overdue": False, "still_raised": False}
    ledger = [{name: clue[name] for name in ("finding_id", "check_id", "name", "town")} | known for clue in clues]
    lives = {str(clue["finding_id"]): TOLD["f2"] for clue in clues}
    report = with_tables(small_report(), (MISMATCH, findings_frame(MISMATCH, clues)), (LEDGER, frame(LEDGER, ledger)))
    return dataclasses.replace(report, ask_lives=lambda: lives_frame(lives))


def opened(page: Page, report: Report, folder: Path) -> Page:
    write_page(report, folder / "index.html")
    page.clock.install()
    page.goto((folder / "index.html").as_uri())
    return page


def look_for(page: Page, word: str) -> None:
    """Types a word, and lets the moment pass that the page waits for more letters."""
    page.locator("input[type=search]").fill(word)
    page.clock.run_for(500)


def test_everybody_is_found_by_name_household_digits_and_clue_among_20000(page: Page, tmp_path: Path) -> None:
    report = many(20_000)
    opened(page, report, tmp_path)
    assert (tmp_path / "index.html").stat().st_size < BYTES
    for clue in report.frame(MISMATCH).gather([0, 777, 19_999]).iter_rows(named=True):
        for word in (clue["name"], clue["household_no"], clue["person_id_no"], clue["finding_id"]):
            look_for(page, word)
            expect(page.locator("tr.row:visible", has_text=clue["finding_id"])).to_have_count(1)
        look_for(page, clue["person_id_no"][-4:])
        expect(page.locator("tr.row:visible", has_text=clue["finding_id"])).to_have_count(1)


def test_a_name_is_found_whatever_dot_is_typed_in_it(page: Page, tmp_path: Path) -> None:
    clue = {"finding_id": "f1", "check_id": "D1", "town": "伊塘镇", "name": "帕提古丽·多吉"}
    opened(page, with_tables(small_report(), (MISMATCH, findings_frame(MISMATCH, [clue]))), tmp_path)
    for word in (
        "帕提古丽·多吉",
        "帕提古丽•多吉",
        "帕提古丽.多吉",
        "帕提古丽．多吉",
        "帕提古丽多吉",
        "帕提古丽 多吉",
        "·",
    ):
        look_for(page, word)
        expect(page.locator("tr.row:visible")).to_have_count(1)


def test_counts_follow_the_filter_and_nobody_found_is_said(page: Page, tmp_path: Path) -> None:
    opened(page, many(40), tmp_path)
    page.select_option("#town", "普利桥镇")
    expect(page.locator("details[data-list=D1] .count")).to_have_text("符合 7 条")
    expect(page.locator("#found")).to_have_text("找到 13 条。")
    look_for(page, "查无此人")
    expect(page.locator("#found")).to_contain_text("没有找到")
    expect(page.locator("tr.row:visible")).to_have_count(0)


def test_a_clue_that_crosses_counties_is_found_once(page: Page, tmp_path: Path) -> None:
    clue = {"finding_id": "f1", "check_id": "D1", "town": "甲县/伊塘镇", "county": "甲县", "cross_county": True}
    tables = [(table, findings_frame(table, [clue])) for table in (MISMATCH, CROSS_COUNTY)]
    opened(page, with_tables(small_report(), *tables), tmp_path)
    page.select_option("#town", "甲县/伊塘镇")
    expect(page.locator("#found")).to_have_text("找到 1 条。")
    expect(page.locator("details.list:visible .count")).to_have_text(["符合 1 条", "符合 1 条"])


def test_a_town_with_two_blanks_in_its_name_is_chosen_and_printed_alone(page: Page, tmp_path: Path) -> None:
    town = " 普利  桥镇"
    clues = [
        {"finding_id": clue, "check_id": "D1", "town": where, "name": "王建国"}
        for clue, where in (("spaced", town), ("other", "伊塘镇"))
    ]
    opened(page, with_tables(small_report(), (MISMATCH, findings_frame(MISMATCH, clues))), tmp_path)
    page.evaluate("window.print = () => {}")
    page.locator("button[data-town*=普利]").click()
    expect(page.locator("#found")).to_have_text("找到 1 条。")
    page.pdf(path=tmp_path / "town.pdf", prefer_css_page_size=True)
    text = "".join(pages_of(tmp_path / "town.pdf"))
    assert "spaced" in text
    assert "other" not in text


def test_only_what_is_new(page: Page, report: Report, tmp_path: Path) -> None:
    fewer = report.frame(MISMATCH).filter(pl.col("finding_id") != "f1")
    before = published(AS_OF.replace(day=29), {**report.tables, MISMATCH.name: fewer})
    seen = pl.when(pl.col("finding_id") == "f1").then(pl.lit(AS_OF)).otherwise(pl.lit(AS_OF.replace(day=29)))
    now = with_tables(report, (MISMATCH, report.frame(MISMATCH).with_columns(first_seen=seen)))
    opened(page, dataclasses.replace(now, diff=compare(before, published(AS_OF, now.tables))), tmp_path)
    page.select_option("#town", "伊塘镇")
    page.check("#new")
    page.click("#open")
    expect(page.locator("details[data-list=D1] tr.row")).to_contain_text("王建国")
    expect(page.locator("details[data-list=M3]")).to_be_hidden()


def test_only_what_is_overdue(page: Page, report: Report, tmp_path: Path) -> None:
    late = frame(LEDGER, [{"finding_id": "f2", "overdue": True}, {"finding_id": "f1", "overdue": False}])
    opened(page, with_tables(report, (LEDGER, late)), tmp_path)
    page.check("#overdue")
    page.click("#open")
    expect(page.locator("details[data-list=M3] tr.row")).to_contain_text("逾期")
    assert not page.locator("details[data-list=D1]").is_visible()


def test_tonights_work_leads_to_the_clue_and_its_life(page: Page, tmp_path: Path) -> None:
    opened(page, working_report(), tmp_path)
    page.locator("a[data-work=reopened][data-town=伊塘镇]").click()
    page.locator("#work-reopened td.link a").click()
    line = page.locator("details[data-list=M3] tr.target")
    expect(line).to_contain_text("再现")
    expect(page.locator("details[data-list=M3] tr.life li")).to_have_text(list(LIVES["f2"]))
    line.locator(".unfold").click()
    expect(page.locator("details[data-list=M3] tr.life")).to_have_count(0)
    look_for(page, "刘老五")  # of whom no list of clues says anything any more
    expect(page.locator("#found")).to_have_text("本期消除的线索中有 1 条，见“本期工作”。")
    page.locator("#work-gone .unfold").click()
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    printed = "".join(pages_of(tmp_path / "page.pdf"))
    assert all(re.sub(r"\s", "", line) in printed for line in LIVES["g1"])
    page.goto((tmp_path / "index.html").as_uri() + "#clue-f3")
    page.reload()
    expect(page.locator("tr.target")).to_contain_text("办结仍在")


def test_work_whose_check_did_not_run_leads_nowhere_and_is_found(page: Page, tmp_path: Path) -> None:
    late = {"finding_id": "unseen", "check_id": "D3", "name": "钱未查", "data_status": "not_run", "overdue": True}
    opened(page, with_tables(small_report(), (LEDGER, frame(LEDGER, [late]))), tmp_path)
    page.locator("#work-overdue summary").click()
    expect(page.locator("#work-overdue td.link")).to_contain_text("unseen")
    expect(page.locator("#work-overdue td.link a")).to_have_count(0)
    look_for(page, "钱未查")
    expect(page.locator("#found")).to_have_text("逾期的线索中有 1 条，见“本期工作”。")


def test_nothing_lies_beyond_the_edge_of_a_phone_or_tablet(page: Page, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    file = "disability_allowances_20190630.csv"
    refused = Fallback("disability_allowances", (file,), AS_OF, f"{file}: 文件不完整", "请重新导出", (file,), AS_OF)
    opened(page, dataclasses.replace(working_report(), fallbacks=(refused,)), tmp_path)
    page.click("#open")
    for link in page.locator("tr.sums a").all():
        link.click()
    for button in page.locator(".unfold:visible").all():
        button.click()
    expect(page.locator("details[open]:visible:not(:has(tr.row))")).to_have_count(0)
    beyond = """() => [...document.querySelectorAll('main *, header *, nav *')].filter(one =>
        one.getBoundingClientRect().width > 1 && one.getBoundingClientRect().right > innerWidth + 0.5
        && !one.closest('thead, .skip')).map(one => one.outerHTML.slice(0, 80))"""
    for width in (320, 390, 820, 1024):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(beyond) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("number", [9, 400])
def test_one_town_prints_whole_with_heads_and_page_numbers(page: Page, number: int, tmp_path: Path) -> None:
    report = many(number)
    opened(page, report, tmp_path)
    page.select_option("#town", TOWNS[0])
    page.pdf(path=tmp_path / "town.pdf", prefer_css_page_size=True)
    pages = pages_of(tmp_path / "town.pdf")
    text = "".join(pages)
    mine = report.frame(MISMATCH).filter(pl.col("town") == TOWNS[0])["finding_id"].to_list()
    others = report.frame(MISMATCH).filter(pl.col("town") != TOWNS[0])["finding_id"].to_list()
    assert [one for one in mine if one not in text] == []
    assert [one for one in others if one in text] == []
    for place, one in enumerate(pages, 1):
        assert f"第{place}页，共{len(pages)}页" in one
        rows = [line for line in one.splitlines() if line and "页，共" not in line]
        assert any(head in one for head in ("线索编号", "对象编号", "疑似线索名单", "户籍中可能的人"))
        heads = ("姓名", "▾", "依据", "生命事件", "金额", "待人工复核", "这些数据行")
        assert not rows[-1].startswith(heads)  # none alone at the foot


def test_on_paper_no_heading_and_no_notice_stands_alone_on_a_page(page: Page, tmp_path: Path) -> None:
    opened(page, many(9), tmp_path)
    for height in range(60, 260, 20):
        page.evaluate("height => document.querySelector('#inputs').style.height = `${height}mm`", height)
        page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
        pages = pages_of(tmp_path / "page.pdf")
        assert all("K1新增对象核对率" in one for one in pages if "各乡镇街道核对指标" in one)
        assert not pages[-1].lstrip().startswith("本报告所列")


def test_without_scripts_the_page_says_where_its_lists_are_before_any_of_them(browser: Browser, tmp_path: Path) -> None:
    write_page(working_report(), tmp_path / "index.html")
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto((tmp_path / "index.html").as_uri())
        text = page.locator("main").inner_text()
    assert "也可查看同目录 reports.xlsx" in text.split("本期工作")[0]
