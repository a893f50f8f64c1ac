from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from reports.diff import compare, published
from reports.page import render_page, write_page
from reports.report import Report
from schemas.outputs.findings import MISMATCH
from tests.reports.publication import AS_OF, WANG, findings_frame, with_tables

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
    assert not re.search(r"[0-9]{14,}", re.sub(r"<(style|script)>.*?</\1>", "", html, flags=re.DOTALL))
    assert "432902**********38" in html
    assert report.frame(MISMATCH)["person_id_no"][0] == WANG


def test_a_damaged_number_is_masked_as_well(html: str) -> None:
    assert "43290219880315002" not in html
    assert "4329********" in html


def test_what_comes_from_data_is_escaped(html: str) -> None:
    assert "<b>珊瑚街道</b>" not in html
    assert "&lt;b&gt;珊瑚街道&lt;/b&gt;" in html


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
    row = re.search(r'<tr class="row">.*?王建国.*?</tr>', html, flags=re.DOTALL)
    assert row
    text = text_of(row.group())
    for part in ("两个来源印证", "死亡登记", "2019-05-31", "a.csv", "-1500.50", "|A|"):
        assert part in text


def test_gaps_have_their_reason_in_words(html: str) -> None:
    assert "档案不完整:低保证,身份证" in text_of(html)


def test_long_lists_say_how_many_are_left_out(report: Report) -> None:
    clue = {"check_id": "D1", "town": "伊塘镇", "name": "王建国", "months": 1}
    many = [clue | {"finding_id": f"f{number:03}"} for number in range(137)]
    html = render_page(with_tables(report, (MISMATCH, findings_frame(MISMATCH, many))))
    shown = len(re.findall(r'<tr class="row"><td data-label="姓名">王建国', html))
    assert f"另有 {137 - shown} 条未列出" in html
    assert 0 < shown < 137
    assert "reports.xlsx「比对-生命事件」和 mismatch.parquet" in html


def test_the_strongest_clue_comes_first(report: Report) -> None:
    clues = [
        {"finding_id": "a", "check_id": "D1", "town": "伊塘镇", "name": "弱", "strength": "weak", "months": 9},
        {"finding_id": "b", "check_id": "D1", "town": "伊塘镇", "name": "短", "strength": "two_sources", "months": 1},
        {"finding_id": "c", "check_id": "D1", "town": "伊塘镇", "name": "长", "strength": "two_sources", "months": 7},
    ]
    html = render_page(with_tables(report, (MISMATCH, findings_frame(MISMATCH, clues))))
    assert re.findall(r'<td data-label="姓名">([弱短长])', html) == ["长", "短", "弱"]


def test_nothing_is_called_new_where_there_is_no_publication_before(html: str) -> None:
    assert ">新增<" not in html


def test_what_changed_since_the_last_publication(report: Report) -> None:
    fewer = report.frame(MISMATCH).filter(pl.col("finding_id") != "f1")
    before = published(AS_OF.replace(day=29), {**report.tables, MISMATCH.name: fewer})
    after = published(AS_OF, report.tables)
    html = render_page(dataclasses.replace(report, diff=compare(before, after)))
    text = text_of(html)
    assert ">新增<" in html
    assert "与上期（2019年6月29日）相比：新增1条，消除0条，延续4条" in text


def test_the_same_report_gives_the_same_bytes_whatever_run_made_it(report: Report, tmp_path: Path) -> None:
    write_page(report, tmp_path / "1")
    write_page(dataclasses.replace(report, run_id="another run"), tmp_path / "2")
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


def test_an_empty_night_is_a_page_too(report: Report) -> None:
    html = render_page(with_tables(report, *((table, table.empty()) for table in report.published)))
    assert Page(html).open == []
    assert "本期无线索" in html
