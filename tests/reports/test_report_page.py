from __future__ import annotations

import dataclasses
import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from reports.diff import compare, published
from reports.page import render_page, write_page
from reports.report import Report
from schemas.outputs.findings import MISMATCH
from schemas.outputs.ledger import LEDGER
from tests.reports.publication import AS_OF, LI, LIVES, WANG, findings_frame, frame, with_tables, working_report

VOID = {"meta", "br", "rect", "input", "link", "img", "hr"}


class Page(HTMLParser):
    """Collects tags with their attributes and the text of each element that is asked for."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and data.strip():
            self.texts.append((self.open[-1], data.strip()))

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def text_of(html: str) -> str:
    bare = re.sub(r"<(style|script)>.*?</\1>", "", html, flags=re.DOTALL)
    return re.sub(r"\s+", "", re.sub(r"<[^>]*>", "|", bare))


def data_of(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, flags=re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def rows_of(html: str, name: str) -> list[dict[str, str]]:
    """The rows of a list, each column under its label; what stands small in a cell after the text before it."""
    data = data_of(html)
    held = data["lists"][name]
    rows = []
    for town, flags, _, *cells in held["rows"]:
        row = {"town": data["texts"][town], "flags": str(flags)}
        label = ""
        for (head, _), cell in zip(held["heads"], cells, strict=True):
            label = head or label
            row[label] = " ".join(filter(None, [row.get(label, ""), data["texts"][cell]]))
        rows.append(row)
    return rows


@pytest.fixture
def html(report: Report) -> str:
    return render_page(report)


def test_elements_close_in_order(html: str) -> None:
    assert Page(html).open == []


def test_it_needs_nothing_else(html: str) -> None:
    page = Page(html)
    assert not page.named("link")
    assert not page.named("img")
    assert not re.search(r"(?:src|href|url)\s*[=(]\s*[\"']?(?:https?:)?//", html)
    assert all((attributes.get("href") or "").startswith("#") for attributes in page.named("a"))


def test_headings_go_down_one_step_at_a_time(html: str) -> None:
    levels = [int(tag[1]) for tag, _ in Page(html).tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 2 for before, after in pairwise(levels))


def test_tables_can_be_read_aloud(html: str) -> None:
    page = Page(html)
    assert len(page.named("caption")) == len(page.named("table"))
    assert all(attributes.get("scope") for attributes in page.named("th"))
    assert page.named("html")[0]["lang"] == "zh-CN"


def test_links_within_the_page_lead_somewhere(html: str) -> None:
    page = Page(html)
    places = {attributes["id"] for _, attributes in page.tags if attributes.get("id")}
    assert {(attributes["href"] or "")[1:] for attributes in page.named("a")} <= places


def test_nobodys_number_stands_whole(html: str, report: Report) -> None:
    assert not re.search(r"[0-9]{14,}", html)
    assert rows_of(html, "D1")[0]["证件尾号"] == "尾号0738"
    assert report.frame(MISMATCH)["person_id_no"][0] == WANG


def test_of_two_numbers_that_differ_the_difference_shows(report: Report) -> None:
    clue = {
        "finding_id": "q",
        "check_id": "Q2",
        "town": "伊塘镇",
        "declared": WANG.replace("30", "03"),
        "observed": WANG,
    }
    row = rows_of(render_page(with_tables(report, (MISMATCH, findings_frame(MISMATCH, [clue])))), "Q2")[0]
    assert (row["申报或登记"], row["比对发现"]) == ("************03****", "************30****")


def test_another_households_number_is_named_and_one_that_is_an_id_is_not(report: Report) -> None:
    both = {"check_id": "D1", "town": "伊塘镇", "observed": f"城市低保 4311030010012,{LI},6217041234567890123"}
    clues = [
        both | {"finding_id": "a", "household_no": LI},
        both | {"finding_id": "b", "household_no": "4311030010012"},
    ]
    rows = rows_of(render_page(with_tables(report, (MISMATCH, findings_frame(MISMATCH, clues)))), "D1")
    assert {row["比对发现"] for row in rows} == {"城市低保 4311030010012,432902**********21,621704***********23"}
    assert [row["户编号"] for row in rows] == ["尾号0021", "4311030010012"]


def test_a_damaged_number_is_masked_as_well(html: str) -> None:
    assert "43290219880315002" not in html
    row = rows_of(html, "Q2")[0]
    assert (row["申报或登记"], row["比对发现"]) == ("*" * 17 + "（17位）", "*" * 17 + "1（18位）")


def test_what_comes_from_data_is_escaped(html: str) -> None:
    assert "<b>珊瑚街道</b>" not in html
    assert "&lt;b&gt;珊瑚街道&lt;/b&gt;" in html
    assert rows_of(html, "Q2")[0]["town"] == "<b>珊瑚街道</b>"


def test_a_clue_is_called_a_clue_and_says_how_to_object(html: str) -> None:
    text = text_of(html)
    assert "D1疑似:死亡后仍在享受" in text.replace("：", ":")
    assert "不停发、不核减、不拒绝" in text
    assert "有异议的" in text
    assert not re.search("违规|骗保|不符合条件|核对通过\\|", text)


def test_late_and_absent_extracts_are_marked(html: str) -> None:
    text = text_of(html)
    assert "死亡登记数据截止2019-04-01,已90天" in text.replace("，", ",")
    assert re.search(r"婚姻登记\|\|—\|\|—\|\|—\|\|?—", text)
    assert "缺失（按未知处理，不视为零）" in text


def test_a_check_that_was_not_run_is_unknown_and_one_without_clues_was_looked_at(html: str) -> None:
    text = text_of(html)
    assert "D3已婚但配偶不在低保家庭中：缺少婚姻登记（结果未知，不等于没有线索）" in text
    assert "R1同时享受城市低保和农村低保：本期无线索" in text


def test_an_indicator_that_was_not_computed_stands_among_the_indicators(html: str) -> None:
    text = text_of(html)
    assert text.count("未计算(缺少复核)") == 2  # in the list of the whole district and on its card
    assert "K2在保对象复核率|" in text


def test_rates(html: str) -> None:
    text = text_of(html)
    assert "99.96%" in text
    assert "99.99%" in text
    assert "无对象" in text
    assert "K7数据关联率" in text


def test_evidence_strength_and_grade_stand_beside_the_clue(html: str) -> None:
    assert rows_of(html, "D1") == [
        {
            "town": "伊塘镇",
            "flags": "0",
            "姓名": "王建国",
            "证件尾号": "尾号0738",
            "户编号": "H1",
            "村居": "伊塘001村",
            "申报或登记": "保障对象",
            "比对发现": "2019-01-05 死亡",
            "月数": "5",
            "差额（元）": "-1500.50",
            "强度": "两个来源印证",
            "证据来源与截止日": "死亡登记 2019-05-31 a.csv",
            "等级": "A",
            "线索编号": "f1",
        }
    ]


def test_gaps_have_their_reason_in_words(html: str) -> None:
    assert rows_of(html, "K4")[0]["原因"] == "档案不完整:低保证,身份证"
    assert rows_of(html, "K3")[0]["对象编号"] == "尾号0055"


def test_rows_to_review_are_listed(html: str) -> None:
    (row,) = rows_of(html, "review-disability")
    assert (row["姓名"], row["户籍中可能的人"]) == ("周某", "周茉")
    assert "disability" not in row["数据文件"]
    assert row["town"] == "伊塘镇"


def test_every_clue_can_be_found_but_for_data_quality_beyond_what_the_page_bears(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.clue_lists._MOST_CLUES", 140)
    clue = {"town": "伊塘镇", "name": "王建国", "months": 1}
    many = [clue | {"finding_id": f"f{number:03}", "check_id": "D1"} for number in range(137)]
    poor = [clue | {"finding_id": f"q{number:03}", "check_id": "Q4", "strength": "strong"} for number in range(9)]
    html = render_page(with_tables(report, (MISMATCH, findings_frame(MISMATCH, poor + many))))
    shown = {name: len(held["rows"]) for name, held in data_of(html)["lists"].items() if name in {"D1", "Q4"}}
    assert shown == {"D1": 137, "Q4": 2}
    assert "本页列出 2 条，另有 7 条未列出" in html
    assert "reports.xlsx「比对-数据质量」和 mismatch.parquet" in html


def test_the_strongest_clue_comes_first(report: Report) -> None:
    clues = [
        {"finding_id": "a", "check_id": "D1", "town": "伊塘镇", "name": "弱", "strength": "weak", "months": 9},
        {"finding_id": "b", "check_id": "D1", "town": "伊塘镇", "name": "短", "strength": "two_sources", "months": 1},
        {"finding_id": "c", "check_id": "D1", "town": "伊塘镇", "name": "长", "strength": "two_sources", "months": 7},
    ]
    html = render_page(with_tables(report, (MISMATCH, findings_frame(MISMATCH, clues))))
    assert [row["姓名"] for row in rows_of(html, "D1")] == ["长", "短", "弱"]


def test_nothing_is_called_new_where_there_is_no_publication_before(html: str) -> None:
    assert "只看新增" not in html
    assert rows_of(html, "D1")[0]["flags"] == "0"


def test_what_changed_since_the_last_publication(report: Report) -> None:
    fewer = report.frame(MISMATCH).filter(pl.col("finding_id") != "f1")
    before = published(AS_OF.replace(day=29), {**report.tables, MISMATCH.name: fewer})
    after = published(AS_OF, report.tables)
    html = render_page(dataclasses.replace(report, diff=compare(before, after)))
    text = text_of(html)
    assert "只看新增" in html
    assert rows_of(html, "D1")[0]["flags"] == "1"
    assert "与上期（2019年6月29日）相比：新增1条，消除0条，延续4条" in text


def test_the_same_report_gives_the_same_bytes_whatever_run_made_it(report: Report, tmp_path: Path) -> None:
    write_page(report, tmp_path / "1")
    write_page(dataclasses.replace(report, run_id="another run"), tmp_path / "2")
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


def test_an_empty_night_is_a_page_too(report: Report) -> None:
    html = render_page(with_tables(report, *((table, table.empty()) for table in report.published)))
    assert Page(html).open == []
    assert "本期无线索" in html
    assert data_of(html)["lists"] == {}


def test_the_page_opens_on_tonights_work_by_town() -> None:
    html = render_page(working_report())
    assert html.index('id="work"') < html.index('id="overview"')
    work = text_of(html[html.index('<section id="work"') : html.index('<section id="overview"')])
    # new, reopened, refuted and since on other evidence, gone, overdue, closed and still raised
    assert "伊塘镇|1|1|0|1|1|0|" in re.sub(r"\|+", "|", work)
    kinds = ("new", "reopened", "changed", "gone", "still")
    names = {name: [row["姓名"] for row in rows_of(html, f"work-{name}")] for name in kinds}
    assert names == {
        "new": ["王建国"],
        "reopened": ["王建国"],
        "changed": ["李美"],
        "gone": ["刘老五"],
        "still": ["李梅"],
    }
    assert not any(name in html for name in ("早已消除", "未能核对"))  # no work of tonight
    (gone,) = rows_of(html, "work-gone")
    assert (gone["办理状态"], gone["最近发现"]) == ("属实", "2019-06-29")
    data = data_of(html)
    (row,) = data["lists"]["work-gone"]["rows"]
    assert data["lives"][row[2]] == [[0, 18048, 29 * 4 + 0, 1 * 4 + 1], LIVES["g1"][-1]]


def test_a_first_night_does_not_list_every_clue_twice() -> None:
    first = dataclasses.replace(working_report(), diff=None)
    new = first.frame(LEDGER).filter(pl.col("finding_id") == "f1")
    html = render_page(with_tables(first, (LEDGER, new)))
    assert "这是第一期：全部 1 条线索均为新增" in html
    assert "work-new" not in data_of(html)["lists"]


def test_a_first_night_that_found_nothing_says_so() -> None:
    first = dataclasses.replace(working_report(), diff=None)
    html = render_page(with_tables(first, (LEDGER, first.frame(LEDGER).clear())))
    assert "这是第一期，没有查出线索。" in html
    assert "均为新增" not in html


def test_a_night_without_work_says_so(report: Report) -> None:
    standing = working_report().frame(LEDGER).filter(pl.col("data_status") == "standing", ~pl.col("still_raised"))
    standing = standing.with_columns(state_since=pl.lit(AS_OF.replace(day=29)))
    assert "本期没有新增、再现、证据有变、消除的线索" in render_page(with_tables(report, (LEDGER, standing)))


def test_what_the_last_night_could_not_look_at_is_neither_new_nor_back(report: Report) -> None:
    """It lists nothing of a clue whose check did not run: that is on record all along, or found to be gone tonight."""
    fewer = report.frame(MISMATCH).filter(~pl.col("finding_id").is_in(["f1", "f2"]))
    lives = {"f1": "standing", "f2": "reopened"}
    rows = report.frame(MISMATCH).filter(pl.col("finding_id").is_in([*lives])).select("finding_id", "check_id")
    known = [{**row, "data_status": lives[row["finding_id"]]} for row in rows.iter_rows(named=True)]
    late = {"finding_id": "late", "check_id": "D1", "data_status": "gone", "gone_since": AS_OF}
    now = with_tables(report, (LEDGER, frame(LEDGER, [*known, late])))
    before = published(AS_OF.replace(day=29), {**report.tables, MISMATCH.name: fewer})
    diff = compare(before, published(AS_OF, now.tables))
    html = render_page(dataclasses.replace(now, diff=diff))
    text = text_of(html)
    assert "相比：新增0条，再现1条，上期未列出（未能核对）而仍在1条，消除1条（其中1条上期未能核对），延续3条" in text
    checks = dict(rows.iter_rows())
    assert "较上期新增或再现0、消除1，另有上期未列出而仍在1" in _heading(html, checks["f1"])
    assert "较上期新增或再现1、消除0|" in _heading(html, checks["f2"])


def _heading(html: str, check_id: str) -> str:
    """What stands above the list of a check."""
    return text_of(html[html.index(f'data-list="{check_id}"') :].partition("</summary>")[0])


def test_what_was_not_looked_at_is_not_gone(report: Report) -> None:
    fewer = report.frame(MISMATCH).filter(~pl.col("finding_id").is_in(["f1", "f2"]))
    ledger = frame(
        LEDGER, [{"finding_id": "f1", "data_status": "not_run"}, {"finding_id": "f2", "data_status": "gone"}]
    )
    now = with_tables(report, (MISMATCH, fewer), (LEDGER, ledger))
    before = published(AS_OF.replace(day=29), report.tables)
    diff = compare(before, published(AS_OF, now.tables))
    text = text_of(render_page(dataclasses.replace(now, diff=diff)))
    assert "消除1条，本期未核对1条（不等于消除），延续3条" in text
