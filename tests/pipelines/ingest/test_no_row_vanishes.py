"""Rows that a sloppy line end, a stray quotation mark or a second header would hide: each is accepted or refused."""

from pathlib import Path

import pytest

from tests.pipelines.ingest.landing_files import ORPHANS, csv_lines, entries, names, numbers, orphan, read, write_csv

FILE = "orphans_20190630.csv"
ROWS = csv_lines([ORPHANS, *(orphan(f"孤{number}") for number in range(20))])
LAYOUT = ["身份证号", "姓名", *ORPHANS[2:]]


@pytest.mark.parametrize("ends", ["\r", "\n\r", "\r\r\n\n"])
@pytest.mark.parametrize("block", [70, 1 << 20])
def test_each_line_end_ends_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends: str, block: int) -> None:
    monkeypatch.setattr("pipelines.ingest.encoding.BLOCK", block)
    text = "".join(row + ends[number % len(ends)] for number, row in enumerate(ROWS))
    (tmp_path / FILE).write_bytes(text.encode())
    assert names(read(tmp_path)) == [f"孤{number}" for number in range(20)]


def test_crlf_cut_by_a_block_is_one_line_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / FILE).write_bytes("\r\n".join(ROWS).encode())
    for block in range(90, 110):
        monkeypatch.setattr("pipelines.ingest.encoding.BLOCK", block)
        assert numbers(read(tmp_path)) == list(range(2, 22))


@pytest.mark.parametrize("opened", [0, 2, 6])
@pytest.mark.parametrize("closed", [0, 2, 6])
@pytest.mark.parametrize("apart", [1, 9])
def test_rows_between_two_stray_quotation_marks_are_quarantined_one_by_one(
    tmp_path: Path, opened: int, closed: int, apart: int
) -> None:
    rows = [row.split(",") for row in ROWS]
    rows[6][opened] = '"' + rows[6][opened]
    rows[6 + apart][closed] += '"'
    (tmp_path / FILE).write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")
    got = read(tmp_path)
    lost = list(range(7, 8 + apart))
    assert numbers(got) == [number for number in range(2, 22) if number not in lost]
    assert [(number, column, reason) for number, column, reason, _ in entries(got)] == [
        (number, "name", "misplaced") for number in lost
    ]
    assert got.files[0].rows == 20


def test_marks_within_cells_hide_no_separators_of_a_row_that_swallowed_another(tmp_path: Path) -> None:
    rows = [row.split(",") for row in ROWS]
    rows[6] = [rows[6][0], f'5"{rows[6][1]}', *rows[6][2:5], f'5"{rows[6][5]}', f'"{rows[6][6]}']
    rows[7][6] += '"'
    (tmp_path / FILE).write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")
    got = read(tmp_path)
    assert got.files[0].rows == 20
    assert {number for number, *_ in entries(got)} == {7, 8}


def test_an_address_of_two_lines_is_one_row(tmp_path: Path) -> None:
    write_csv(tmp_path / FILE, [[*ORPHANS, "住址"], [*orphan("甲"), "伊塘镇,\n甲村"], [*orphan("乙"), ""]])
    assert numbers(read(tmp_path)) == [2, 3]


def test_a_remark_of_two_lines_that_quotes_a_list_is_one_row(tmp_path: Path) -> None:
    listed = '共有人\n"甲,乙,丙,丁,戊,己,庚,辛"'
    write_csv(tmp_path / FILE, [[*ORPHANS, "备注"], [*orphan("甲"), listed], [*orphan("乙"), ""]])
    assert numbers(read(tmp_path)) == [2, 3]


@pytest.mark.parametrize("unnamed", [0, 1, 2, 5, 8])
@pytest.mark.parametrize("broken", [0, 3, 4, 7])
@pytest.mark.parametrize("mark", ["\n", "\n第1\n"])
def test_a_line_break_in_any_column_is_one_row_also_beside_columns_without_a_name(
    tmp_path: Path, mark: str, broken: int, unnamed: int
) -> None:
    header = [*ORPHANS[:3], "备注", *ORPHANS[3:]]
    row = [*orphan("甲")[:3], "", *orphan()[3:], *["1"] * unnamed]
    row[broken] = f"甲{mark}"
    after = [*orphan("乙")[:3], "", *orphan()[3:]]
    write_csv(tmp_path / FILE, [[*header, *[""] * unnamed], row, after])
    got = read(tmp_path)
    assert got.files[0].rows == 2
    assert not {entry[2] for entry in entries(got)} & {"misplaced"}


@pytest.mark.parametrize("unnamed", [0, 1, 4, 9])
def test_swallowed_rows_shorter_than_a_header_with_columns_without_a_name(tmp_path: Path, unnamed: int) -> None:
    rows = [row.split(",") for row in ROWS]
    rows[0] += [""] * unnamed
    rows[6][2], rows[8][4] = f'"{rows[6][2]}', f'{rows[8][4]}"'
    (tmp_path / FILE).write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")
    got = read(tmp_path)
    assert got.files[0].rows == 20
    assert {number for number, *_ in entries(got)} == {7, 8, 9}


def test_filled_rows_above_a_header_are_refused_and_titles_left_out(tmp_path: Path) -> None:
    above = [["孤儿名册", "", "单位:元"], ["填报单位:甲", "民政局"], [], ORPHANS[:2], orphan("甲"), ["乙", "43110"]]
    write_csv(tmp_path / FILE, [*above, ORPHANS, orphan("丙"), ["孤儿名册"], orphan("丁")])
    got = read(tmp_path)
    assert (names(got), numbers(got)) == (["丙", "丁"], [8, 10])
    assert entries(got) == [(5, "name", "misplaced", "甲"), (6, "name", "misplaced", "乙")]


def test_a_better_header_on_a_later_page_takes_no_row_away(tmp_path: Path) -> None:
    first = [name for name in ORPHANS if name != "停止年月"]
    pages = [first, *([*orphan(str(number))[:5], "在册"] for number in range(15)), ORPHANS, *([orphan("后")] * 5)]
    write_csv(tmp_path / FILE, pages)
    got = read(tmp_path)
    assert names(got) == [str(number) for number in range(15)]
    assert [entry[:3] for entry in entries(got)] == [(number, "name", "misplaced") for number in range(18, 23)]


@pytest.mark.parametrize("block", [300, 1 << 20])
def test_below_a_header_of_another_layout_rows_are_refused_until_the_own_one_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr("pipelines.ingest.encoding.BLOCK", block)
    pages = [ORPHANS, orphan("甲"), LAYOUT, *([orphan("乙")] * 9), ORPHANS, orphan("丙")]
    write_csv(tmp_path / FILE, pages)
    got = read(tmp_path)
    assert numbers(got) == [2, 14]
    assert {number for number, *_ in entries(got)} == set(range(4, 13))
