"""The review workbook as a spreadsheet program reads it: marks, masks, a list to choose from, keys out of sight."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from reports.clear_digits import side_by_side
from reports.review_book import Block, Lapsed, Side, write_review_book
from schemas import review

ID = "431103197003050116"
ROW = Side({review.NAME: "周文", review.ID_NO: ID, review.SEX: "男", review.TOWN: "蔡市镇", review.VILLAGE: None})
TWIN = Side(
    {review.NAME: "周斌", review.ID_NO: "431103197003050132", review.SEX: "男", review.TOWN: "蔡市镇"}, key="sealed"
)
AS_OF = date(2019, 6, 30)


@pytest.mark.parametrize(
    ("written", "held", "ours", "theirs"),
    [
        (ID, ID, "*" * 18, "*" * 18),
        (ID, "431103197003050132", "****************16", "****************32"),
        (ID, "431103197030050116", "**********03******", "**********30******"),
        (ID, "431103196003050116", "********7*********", "********6*********"),
        (ID[:17], ID, "*" * 17, "*" * 17 + "6"),
        (ID[:6] + ID[8:17], ID, "*" * 15, None),
        (ID, "432902195212120021", "431103************", "432902************"),
        ("4.3E17", ID, "******", "431103************"),
    ],
)
def test_only_differing_digits_are_in_clear(written: str, held: str, ours: str, theirs: str | None) -> None:
    left, (right,) = side_by_side(written, [held])
    assert left == ours
    if theirs is not None:
        assert right == theirs
    assert sum(digit != "*" for digit in right) <= 8


def test_a_number_beside_several_shows_what_differs_from_any() -> None:
    left, others = side_by_side(ID, ["431103197003050132", "431103196003050116", ID])
    assert left == "********7*******16"
    assert others == ("****************32", "********6*********", "*" * 18)


@given(st.text("0123456789", min_size=15, max_size=20), st.lists(st.text("0123456789", max_size=20), max_size=3))
def test_no_number_is_ever_shown_whole(written: str, held: list[str]) -> None:
    ours, theirs = side_by_side(written, held)
    assert len(ours) == len(written)
    assert [len(text) for text in theirs] == [len(number) for number in held]
    assert all(text.count("*") >= len(text) // 2 for text in (ours, *theirs) if len(text) >= 15)


def sheet(tmp_path: Path, *blocks: Block, lapsed: tuple[Lapsed, ...] = ()) -> list[dict[str, str]]:
    path = tmp_path / "book.xlsx"
    write_review_book(blocks, lapsed, AS_OF, path)
    header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name(review.SHEET).to_python()
    return [dict(zip(map(str, header), map(str, row), strict=True)) for row in rows]


def test_what_differs_is_marked_and_what_agrees_or_is_unknown_is_not(tmp_path: Path) -> None:
    row, twin = sheet(tmp_path, Block(ROW, (TWIN,)))
    assert (row[review.NAME], twin[review.NAME]) == ("周文", "≠ 周斌")
    assert twin[review.ID_NO] == "≠ ****************32"
    assert (twin[review.SEX], twin[review.TOWN]) == ("男", "蔡市镇")
    assert (row[review.VILLAGE], twin[review.VILLAGE]) == ("(未填)", "")


def test_where_a_row_stands_is_seen_whole(tmp_path: Path) -> None:
    place = "残疾人两补 disability_allowances_20190630_菱角山街道.csv 第1234行"
    sheet(tmp_path, Block(replace(ROW, values={**ROW.values, review.PLACE_IN_FILE: place}), (TWIN,)))
    with ZipFile(tmp_path / "book.xlsx") as book:
        page, styles = (book.read(f"xl/{part}.xml").decode() for part in ("worksheets/sheet1", "styles"))
    first, second = re.findall('<row r="[23]"[^>]*>', page)
    assert 'ht="30"' in first
    assert "ht=" not in second  # the key is out of sight
    assert styles.count('wrapText="1"') >= 5


def test_a_name_of_another_form_is_not_marked(tmp_path: Path) -> None:
    spaced = replace(TWIN, values={review.NAME: "周 文"}, alike=frozenset({review.NAME}))
    assert sheet(tmp_path, Block(ROW, (spaced,)))[1][review.NAME] == "周 文"


def test_groups_keep_their_lines_together_and_only_candidates_bear_keys(tmp_path: Path) -> None:
    lines = sheet(tmp_path, Block(ROW, (TWIN, TWIN)), Block(ROW, (TWIN,)))
    assert [line[review.BLOCK] for line in lines] == ["1", "1", "1", "2", "2"]
    assert [bool(line[review.KEY]) for line in lines] == [False, True, True, False, True]


def test_text_of_a_row_is_no_formula(tmp_path: Path) -> None:
    evil = replace(ROW, values={review.NAME: "=1+1", review.TOWN: "@cmd"})
    (row,) = sheet(tmp_path, Block(evil, ()))
    assert (row[review.NAME], row[review.TOWN]) == ("'=1+1", "'@cmd")


def test_verdicts_are_chosen_from_a_list_keys_are_hidden_and_evidence_is_locked(tmp_path: Path) -> None:
    sheet(tmp_path, Block(ROW, (TWIN,)))
    page = ZipFile(tmp_path / "book.xlsx").read("xl/worksheets/sheet1.xml").decode()
    assert re.search(r'<dataValidation type="list".*同一人,不是同一人,不确定', page)
    key = review.COLUMNS.index(review.KEY) + 1
    assert re.search(rf'<col min="{key}" max="{key}"[^>]*hidden="1"', page)
    assert "<sheetProtection " in page
    assert (tmp_path / "book.xlsx").stat().st_mode & 0o777 == 0o600


def test_decisions_that_no_longer_bind_have_a_sheet_of_their_own(tmp_path: Path) -> None:
    sheet(tmp_path, lapsed=(Lapsed("周文", "低保在册", "同一人", date(2019, 5, 1), "已失效:数据行已变化"),))
    told = CalamineWorkbook.from_path(tmp_path / "book.xlsx").get_sheet_by_name("已失效判定").to_python()
    assert told[1] == ["周文", "低保在册", "同一人", "2019-05-01", "已失效:数据行已变化"]
