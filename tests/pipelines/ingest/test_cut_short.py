"""A file that broke off on its way is refused; one that merely ends plainly is read."""

import io
import json
from pathlib import Path

import polars as pl
import pytest

from schemas.errors import InputRefusedError
from schemas.extracts import EXTRACTS
from tests.pipelines.ingest.landing_files import ORPHANS, csv_text, names, numbers, orphan, read, write_csv, write_xlsx
from tests.pipelines.small_district import hedui

FILE = "orphans_20190630.csv"
ROWS = [ORPHANS, orphan("甲"), orphan("乙")]


def _open(rows: list[list[str]], separator: str = ",") -> str:
    """Rows as CSV without the last line end."""
    return csv_text(rows, separator).removesuffix("\r\n")


@pytest.mark.parametrize("source", EXTRACTS)
def test_every_source_is_refused_where_it_ends_within_a_line(tmp_path: Path, source: str) -> None:
    headers = [column.header for column in EXTRACTS[source].columns]
    path = tmp_path / f"{source}_20190630.csv"
    for kept in range(1, len(headers)):
        path.write_text(_open([headers, ["1"] * len(headers), ["1"] * kept]), encoding="utf-8")
        with pytest.raises(InputRefusedError, match=rf"{path.name}: 文件不完整.*第 3 行.*{kept} 格"):
            read(tmp_path, source)


@pytest.mark.parametrize("separator", [",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("end", [["丙"], ["丙", "43"], ["", ""], ["丙", '散居"'], ["丙", "散\n居"]])
def test_however_it_is_written(tmp_path: Path, end: list[str], encoding: str, separator: str) -> None:
    (tmp_path / FILE).write_bytes(_open([*ROWS, end], separator).encode(encoding))
    with pytest.raises(InputRefusedError, match=FILE):
        read(tmp_path)


@pytest.mark.parametrize(
    "end", [["合计", "", "1200"], ["合计"], ["填表人:张三"], ["总 计", "2"], ["", "合计", "2"], ["\x1a"], [" "]]
)
def test_a_footer_needs_neither_all_cells_nor_a_line_end(tmp_path: Path, end: list[str]) -> None:
    (tmp_path / FILE).write_text(_open([*ROWS, end]), encoding="utf-8")
    assert names(read(tmp_path))[:2] == ["甲", "乙"]


def test_a_last_line_with_all_its_cells_needs_no_line_end(tmp_path: Path) -> None:
    for rows in (ROWS, [*ROWS, orphan("丙", status="在\n册")], [[*ORPHANS, "", " "], *ROWS[1:]], ROWS[:1]):
        (tmp_path / FILE).write_text(_open(rows), encoding="utf-8")
        assert numbers(read(tmp_path))[:2] == [2, 3][: len(rows) - 1]


@pytest.mark.parametrize("above", [[["孤儿情况表"]], [[]], [["孤儿情况表"], ["单位:元"], []]])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_header_with_all_its_cells_needs_no_line_end(tmp_path: Path, encoding: str, above: list[list[str]]) -> None:
    (tmp_path / FILE).write_bytes(_open([*above, ORPHANS]).encode(encoding))
    assert [one.rows for one in read(tmp_path).files] == [0]


@pytest.mark.parametrize("rows", [ROWS[:1], ROWS[:2], [["孤儿情况表"], *ROWS]])
@pytest.mark.parametrize("end", ['"', ' "', '"丙', '"丙",43,"', '"丙\n'])
def test_a_file_cut_within_a_quoted_cell(tmp_path: Path, end: str, rows: list[list[str]]) -> None:
    (tmp_path / FILE).write_bytes((csv_text(rows) + end).encode())
    with pytest.raises(InputRefusedError, match=FILE):
        read(tmp_path)


def test_a_short_line_with_its_end_is_a_short_line(tmp_path: Path) -> None:
    write_csv(tmp_path / FILE, [*ROWS, ["丙", "431103200307240730"]])
    assert numbers(read(tmp_path)) == [2, 3]


@pytest.mark.parametrize(
    ("control", "refused"),
    [
        ({"rows": 3, "sha256": "0" * 64}, True),
        ({"rows": 3}, False),
        ({"rows": 2, "sha256": "0" * 64}, False),
        ({"rows": 1, "sha256": "0" * 64}, False),
        ({"sha256": "0" * 64}, False),
    ],
)
def test_fewer_rows_and_other_bytes_than_were_sent(
    tmp_path: Path, control: dict[str, object], *, refused: bool
) -> None:
    path = write_csv(tmp_path / FILE, ROWS)
    path.with_name(f"{path.stem}.ctl.json").write_text(json.dumps(control))
    if refused:
        with pytest.raises(InputRefusedError, match=rf"{FILE}.*3 行.*2 行"):
            read(tmp_path)
    else:
        assert names(read(tmp_path)) == ["甲", "乙"]


def test_a_workbook_or_parquet_file_that_does_not_close(tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "orphans_20190630.xlsx", {"甲": ROWS})
    frame = io.BytesIO()
    pl.DataFrame({"name": ["甲"] * 99, "id_no": "1"}).write_parquet(frame)
    table = tmp_path / "orphans_20190630.parquet"
    for path, content in ((book, book.read_bytes()), (table, frame.getvalue())):
        for kept in (len(content) // 2, len(content) - 1):
            path.write_bytes(content[:kept])
            with pytest.raises(InputRefusedError, match=path.name):
                read(tmp_path)
        path.unlink()


def test_a_supplier_is_told_before_sending(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(_open([*ROWS, ["丙", "4311"]]), encoding="utf-8")
    done = hedui("check-inputs", tmp_path / FILE)
    assert done.returncode == 3
    assert "文件不完整" in done.stderr
