import csv
import io
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingest.csv_file import read_csv
from schemas.errors import InputRefusedError
from schemas.extracts import EXTRACTS
from tests.pipelines.ingest.landing_files import (
    ORPHANS,
    csv_lines,
    csv_text,
    entries,
    names,
    numbers,
    orphan,
    read,
    write_csv,
)

FILE = "orphans_20190630.csv"


@pytest.mark.parametrize("separator", [",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_every_encoding_with_every_separator(tmp_path: Path, encoding: str, separator: str) -> None:
    title, unit = ["冷水滩区孤儿保障情况表"], ["填报单位:冷水滩区,民政局", "填报日期|2019-06-30"]
    write_csv(tmp_path / FILE, [title, unit, ORPHANS, orphan("梁锌睿"), orphan("黄美诗")], separator, encoding)
    got = read(tmp_path)
    assert names(got) == ["梁锌睿", "黄美诗"]
    assert numbers(got) == [4, 5]
    assert got.split.accepted["file"].unique().to_list() == [FILE]


def test_a_rare_character_of_gb18030_beyond_gbk(tmp_path: Path) -> None:
    write_csv(tmp_path / FILE, [ORPHANS, orphan("王𬱖")], encoding="gb18030")
    assert names(read(tmp_path)) == ["王𬱖"]


def test_columns_in_any_order_with_unknown_ones_between(tmp_path: Path) -> None:
    rows = [ORPHANS, orphan("梁锌睿")]
    turned = [["序号" if number == 0 else str(number), *reversed(row), "备注栏"] for number, row in enumerate(rows)]
    write_csv(tmp_path / FILE, turned)
    assert read(tmp_path).split.accepted.row(0, named=True) == {
        "file": FILE,
        "row_number": 2,
        "name": "梁锌睿",
        "id_no": "431103200307240730",
        "placement": "散居",
        "monthly_amount_fen": 60000,
        "start_month": 2019 * 12 + 3,
        "stop_month": None,
        "status": "在册",
    }


@pytest.mark.parametrize(
    "above", [[], ["title"], ["title", ""], ["", "", "a,b"], ['"two\nlines",x', "单位:x,填报日期:y"]]
)
def test_what_stands_above_the_header_counts_as_rows(tmp_path: Path, above: list[str]) -> None:
    text = "\n".join([*above, csv_text([ORPHANS, orphan()], newline="\n")])
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    assert numbers(read(tmp_path)) == [len(above) + 2]


def test_a_quoted_line_break_starts_no_row_and_a_blank_line_is_one(tmp_path: Path) -> None:
    header, one, two, three = csv_lines([ORPHANS, orphan("甲\n乙"), orphan("丙"), orphan("丁")])
    for newline in ("\n", "\r\n"):
        (tmp_path / FILE).write_bytes(newline.join([header, one, "", "  ", two, "," * 6, three, "", ""]).encode())
        assert numbers(read(tmp_path)) == [2, 5, 7]
        assert names(read(tmp_path)) == ["甲\n乙", "丙", "丁"]


def test_line_ends_may_be_mixed(tmp_path: Path) -> None:
    rows = csv_lines([ORPHANS, orphan("甲"), orphan("乙"), orphan("丙")])
    (tmp_path / FILE).write_bytes("{}\r\n{}\n{}\r\n{}".format(*rows).encode())
    assert (names(read(tmp_path)), numbers(read(tmp_path))) == (["甲", "乙", "丙"], [2, 3, 4])


def test_an_old_line_end(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(csv_text([ORPHANS, orphan("甲"), orphan("乙")], newline="\r").encode())
    assert (names(read(tmp_path)), numbers(read(tmp_path))) == (["甲", "乙"], [2, 3])


def test_rows_may_be_shorter_than_the_header(tmp_path: Path) -> None:
    write_csv(tmp_path / FILE, [ORPHANS, orphan("甲"), orphan("乙")[:5]])
    got = read(tmp_path)
    assert names(got) == ["甲"]
    assert entries(got) == [(3, "status", "missing_value", None)]


def test_stray_quotation_marks_are_read_as_written(tmp_path: Path) -> None:
    lines = csv_lines([ORPHANS, orphan('5"寸'), orphan("乙"), orphan("丙\n丁"), orphan("戊")])
    lines[1] = lines[1].replace('"5""寸"', '5"寸')
    (tmp_path / FILE).write_text("\n".join(lines), encoding="utf-8")
    assert names(read(tmp_path)) == ['5"寸', "乙", "丙\n丁", "戊"]
    assert numbers(read(tmp_path)) == [2, 3, 4, 5]


@pytest.mark.parametrize("end", ["", "\n"])
@pytest.mark.parametrize("block", [200, 1 << 20])
def test_stray_quotation_marks_of_one_part_leave_the_parts_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str, block: int
) -> None:
    monkeypatch.setattr("pipelines.ingest.encoding.BLOCK", block)
    write_csv(tmp_path / "orphans_20190630_a.csv", [ORPHANS, *(orphan(name) for name in "甲乙丙")])
    lines = csv_lines([ORPHANS, orphan('4"寸'), orphan('5"寸'), orphan("戊")])
    lines = [line.replace('"4""寸"', '4"寸').replace('"5""寸"', '5"寸') for line in lines]
    (tmp_path / "orphans_20190630_b.csv").write_text("\n".join(lines) + end, encoding="utf-8")
    got = read(tmp_path)
    assert names(got) == ["甲", "乙", "丙", '4"寸', '5"寸', "戊"]
    assert [one.rows for one in got.files] == [3, 3]


@pytest.mark.parametrize("rows_after", [0, 3, 9000])
def test_a_quotation_mark_that_is_never_closed_is_told_with_its_row(tmp_path: Path, rows_after: int) -> None:
    lines = csv_lines([["标题"], ORPHANS, orphan("甲\n乙"), orphan("丙")])
    after = csv_lines([orphan()]) * rows_after
    (tmp_path / FILE).write_text("\n".join([*lines, '"丁,1,2', *after]), encoding="utf-8")
    with pytest.raises(InputRefusedError, match=rf"{FILE}: 从第 5 行起引号未闭合"):
        read(tmp_path)


@pytest.mark.parametrize(("broken", "line"), [(b"\xff\xff", 3), (b"\x81", 3)])
def test_bytes_of_no_encoding_are_told_with_their_line(tmp_path: Path, broken: bytes, line: int) -> None:
    good = csv_text([ORPHANS, orphan()]).encode()
    (tmp_path / FILE).write_bytes(good + broken)
    with pytest.raises(InputRefusedError, match=f"{FILE}: 第 {line} 行"):
        read(tmp_path)


def test_utf_16_is_told(tmp_path: Path) -> None:
    write_csv(tmp_path / FILE, [ORPHANS, orphan()], "\t", "utf-16")
    with pytest.raises(InputRefusedError, match="UTF-16"):
        read(tmp_path)


@pytest.mark.parametrize("mark", [";", "，", "；", "^", "~"])
def test_another_separator_is_named(tmp_path: Path, mark: str) -> None:
    (tmp_path / FILE).write_text("\n".join(mark.join(row) for row in [["名册"], ORPHANS, orphan()]), encoding="utf-8")
    with pytest.raises(InputRefusedError, match=re.escape(f"{FILE}: 各列之间是“{mark}”")):
        read(tmp_path)


def test_other_marks_within_cells_are_no_separators(tmp_path: Path) -> None:
    title = ["本表含;姓名;身份证号;状态"]
    write_csv(tmp_path / FILE, [title, ORPHANS, orphan("甲;乙、丙")])
    assert names(read(tmp_path)) == ["甲;乙、丙"]


@pytest.mark.parametrize(
    ("begin", "kind"), [(b"PK\x03\x04", "xlsx 工作簿或压缩文件"), (b"\xd0\xcf\x11\xe0\xa1\xb1", "旧版 xls 工作簿")]
)
def test_a_workbook_renamed_is_told_as_one(tmp_path: Path, begin: bytes, kind: str) -> None:
    (tmp_path / FILE).write_bytes(begin + bytes(600))
    with pytest.raises(InputRefusedError, match=f"{FILE}: 扩展名是 csv,内容是{kind}"):
        read(tmp_path)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\r\n \r\n", b"\xef\xbb\xbf", b"\0\0\0"])
def test_an_empty_file_is_told_as_one(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(InputRefusedError, match=f"{FILE}: 文件是空的"):
        read(tmp_path)


@pytest.mark.parametrize("content", [b",,\n,,\n", b"a,b\n1,2\n", b"1", b"\n\n\xe5\x90\x88\xe8\xae\xa1\n"])
def test_a_file_without_a_header_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(InputRefusedError, match=f"{FILE}: 找不到 孤儿保障 的表头行") as refused:
        read(tmp_path)
    assert refused.value.exit_code == 3
    assert "安置方式" in refused.value.hint


@pytest.mark.parametrize("end", ["", "\n", "\r\n\r\n", "\n,,,,,,\n合计,,,,,,\n"])
def test_a_file_of_a_header_only_has_no_rows(tmp_path: Path, end: str) -> None:
    (tmp_path / FILE).write_text(",".join(ORPHANS) + end, encoding="utf-8")
    got = read(tmp_path)
    assert (got.files[0].rows, got.split.accepted.height, got.split.quarantine.height) == (0, 0, 0)
    assert got.split.accepted.schema == EXTRACTS["orphans"].accepted


def test_very_long_fields_and_nul_bytes_are_text(tmp_path: Path) -> None:
    long, longer = "长" * 32_767, "长" * 300_000
    write_csv(tmp_path / FILE, [[*ORPHANS, "照片"], [*orphan("甲"), longer], [*orphan(long), ""], orphan("乙\0丙")])
    assert names(read(tmp_path)) == ["甲", long, "乙\0丙"]


# What holds both line ends and separators may well be rows that a quotation mark swallowed.
_TEXT = st.text(st.sampled_from('ab中,|\t" '), max_size=4) | st.text(st.sampled_from('ab中"\n '), max_size=4)


@given(
    rows=st.lists(st.lists(_TEXT, min_size=8, max_size=8), max_size=12),
    separator=st.sampled_from(",\t|"),
    newline=st.sampled_from(["\n", "\r\n"]),
)
def test_cells_are_those_of_the_csv_module(rows: list[list[str]], separator: str, newline: str) -> None:
    text = csv_text([["序号", *ORPHANS], *rows], separator, newline)
    [sheet] = read_csv(FILE, io.BytesIO(text.encode()), EXTRACTS["orphans"])
    expected = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    assert [[cell or "" for cell in row] for row in sheet.cells.rows()] == expected


def test_a_large_body_with_line_breaks_in_cells_keeps_its_rows() -> None:
    """Large bodies are cut into pieces that are read at the same time: no cut may fall into a cell."""
    rows = [orphan("甲\n乙" if number % 3 else "丙", stop_month="x\n" * (number % 50)) for number in range(20_000)]
    [sheet] = read_csv(FILE, io.BytesIO(csv_text([ORPHANS, *rows]).encode()), EXTRACTS["orphans"])
    assert sheet.cells.select("0", "5").fill_null("").rows() == [(row[0], row[5]) for row in [ORPHANS, *rows]]


_LINES = st.lists(
    st.one_of(
        st.builds(lambda text: csv_text([orphan(text)], newline="\n"), st.text('甲乙",|\n', max_size=6)),
        st.sampled_from(['5"寸,1\n', "\n", ",,,\n", '"a\nb",c\r\n', "合计,,,3\n", "标题\n"]),
    ),
    max_size=30,
)


@given(lines=_LINES, encoding=st.sampled_from(["utf-8-sig", "gb18030"]), end=st.sampled_from(["", "丙,1", '"丙",1']))
def test_a_file_read_in_pieces_is_the_file_read_whole(lines: list[str], encoding: str, end: str) -> None:
    text = "".join([csv_text([["标题"], ORPHANS], newline="\n"), *lines, end])
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / FILE).write_bytes(text.encode(encoding))
        whole = _read_or_refuse(Path(folder))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("pipelines.ingest.encoding.BLOCK", 200)
            assert _read_or_refuse(Path(folder)) == whole


def _read_or_refuse(folder: Path) -> object:
    try:
        got = read(folder)
    except InputRefusedError as refused:
        return str(refused)
    return got.split.accepted.rows(), got.split.refused.rows(), entries(got), got.files
