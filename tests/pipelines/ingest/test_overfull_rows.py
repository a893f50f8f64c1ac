"""Rows with more cells than the header: what is a column off is refused, what merely ends in separators is read."""

from pathlib import Path

import pytest

from tests.pipelines.ingest.landing_files import ORPHANS, csv_lines, entries, names, orphan, read

FILE = "orphans_20190630.csv"
HEADER = [*ORPHANS[:2], "住址", *ORPHANS[2:], "备注"]
INNER_MARK = '5"管'
"""A cell with which the file is read line by line."""


def row(name: str, amount: str = "600.00", address: str = "凤凰街道", note: str = "", **changes: str) -> list[str]:
    """A row below HEADER; its cells are joined as they are."""
    cells = orphan(name, monthly_amount=amount, **changes)
    return [*cells[:2], address, *cells[2:], note]


def got(
    folder: Path, *rows: str, header: str = ",".join(HEADER), beside: str = ""
) -> tuple[list[str | None], list[int]]:
    """Names accepted, and numbers of rows that no header tells the columns of."""
    lines = [header, ",".join(row("先", address=beside)), *rows, ",".join(row("后"))]
    (folder / FILE).write_text("\r\n".join(lines) + "\r\n", encoding="utf-8")
    found = read(folder)
    assert found.files[0].rows == len(lines) - 1
    return names(found), [number for number, _, reason, _ in entries(found) if reason == "misplaced"]


@pytest.mark.parametrize("beside", ["", INNER_MARK])
@pytest.mark.parametrize(
    "cells",
    [
        row("错", "1,528.00", note="见附件"),
        row("错", "1,528.00"),
        row("错", "-1,528"),
        row("错", " 12,528.00"),
        row("错", "1,528,000.00"),
        row("错", address="凤凰街道,石山村", note="见附件"),
        row("错", note="甲,乙"),
        [*row("错"), "", "见附件"],
    ],
    ids=",".join,
)
def test_a_row_a_column_off_is_refused(tmp_path: Path, cells: list[str], beside: str) -> None:
    assert got(tmp_path, ",".join(cells), beside=beside) == (["先", "后"], [3])


@pytest.mark.parametrize("beside", ["", INNER_MARK])
@pytest.mark.parametrize(
    "line",
    [
        *csv_lines([row("对", "1,528.00", "凤凰街道,石山村", "甲,乙")]),
        ",".join([*row("对"), "", " ", ""]),
        ",".join(row("对", "176.00", "3、528")) + ",",
        ",".join(row("对", start_month="201904", stop_month="")) + ",,,",
        ",".join(row("对")[:-2]) + ",在册",
        '"对"' + ",".join(row("", address='"凤凰\n街道"')) + ",",
    ],
)
def test_a_row_that_merely_ends_in_separators_is_read(tmp_path: Path, line: str, beside: str) -> None:
    assert got(tmp_path, line, beside=beside) == (["先", "对", "后"], [])


def test_separators_behind_every_row_are_no_cells(tmp_path: Path) -> None:
    rows = [",".join(row(name)) + ",," for name in "甲乙丙"]
    lost = ",".join(row("丁", "1,528.00")) + ",,"
    (tmp_path / FILE).write_text("\n".join([",".join(HEADER), *rows, lost]) + "\n", encoding="utf-8")
    found = read(tmp_path)
    assert (names(found), [entry[:3] for entry in entries(found)]) == (["甲", "乙", "丙"], [(5, "name", "misplaced")])


@pytest.mark.parametrize("separator", ["\t", "|"])
def test_a_comma_in_an_amount_is_none_where_cells_are_separated_otherwise(tmp_path: Path, separator: str) -> None:
    lines = [separator.join(cells) for cells in (HEADER, row("甲", "1,528.00"), row("乙"))]
    (tmp_path / FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = read(tmp_path)
    assert found.split.accepted["monthly_amount_fen"].to_list() == [152800, 60000]


@pytest.mark.parametrize("block", [90, 400, 1 << 20])
def test_blocks_do_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr("pipelines.ingest.encoding.BLOCK", block)
    rows = [",".join(row(f"人{at}", "1,528.00" if at % 7 == 3 else "600.00")) for at in range(40)]
    text = "\n".join([",".join(HEADER), *rows])
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    found = read(tmp_path)
    assert [entry[0] for entry in entries(found)] == [at + 2 for at in range(40) if at % 7 == 3]
    assert len(names(found)) == sum(at % 7 != 3 for at in range(40))
