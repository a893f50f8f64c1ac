"""Small files that ask for a large machine, or that no library stands: each is refused by name, and at once."""

import io
import json
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from pipelines.ingest.landing import scan
from schemas.errors import InputRefusedError
from tests.faults.spoilt_files import spoilt, verdict
from tests.pipelines.ingest.landing_files import ORPHANS, csv_text, names, orphan, read, write_csv

CSV, BOOK, TABLE = "orphans_20190630.csv", "orphans_20190630.xlsx", "orphans_20190630.parquet"
SHEET = "xl/worksheets/sheet1.xml"


def _book(far: tuple[int, int] | None = None) -> bytes:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        sheet = book.add_worksheet("甲")
        sheet.write_row(0, 0, ORPHANS)
        sheet.write_row(1, 0, orphan("甲"))
        if far:
            sheet.write(*far, "x")
    return packed.getvalue()


def _with_part(part: str, change: Callable[[bytes], bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_book())) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)
    return packed.getvalue()


def _with_end(cells: bytes) -> bytes:
    """A book with a third row, or whatever else, at the end of its sheet."""
    return _with_part(SHEET, lambda xml: xml.replace(b"</sheetData>", cells + b"</sheetData>"))


def _elsewhere() -> bytes:
    """A book whose sheet, with a cell in the last corner, lies where no usual program puts it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_book((1_048_575, 16_383)))) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(b"worksheets/sheet1.xml", b"sheets/one.part")
            new.writestr("xl/sheets/one.part" if name == SHEET else name, content)
    return packed.getvalue()


_STRAY = b'<row r="3"><c r="A9000000"><v>1</v></c><c r="B3"><v>1</v></c></row><row r="1048576"/>'

_FAR_CELLS = {
    "with a prefix that is no word": b'<a-b:c r="XFD1048576"><v>1</v></a-b:c>',
    "with a prefix of other letters": '<表:c r="XFD1048576"><v>1</v></表:c>'.encode(),
    "with an empty prefix": b'<:c r="XFD1048576"><v>1</v></:c>',
    "that tells its place twice": b'<c r="A3" r="XFD1048576"><v>1</v></c>',
    "that tells its place twice without a blank": b'<c r="A3"r="XFD1048576"><v>1</v></c>',
    "that tells another place within a text": b"""<c x=" r='A3'" r="XFD1048576"><v>1</v></c>""",
    "with a sign that seems to end its tag": b'<c x=">" r="XFD1048576"><v>1</v></c>',
    "in a row whose number is longer than any": b'<c r="A%s"><v>1</v></c>' % (b"9" * 5_000),
}

HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    **{
        f"a cell {how}": (BOOK, partial(_with_end, b'<row r="3">' + cell + b"</row>"))
        for how, cell in _FAR_CELLS.items()
    },
    "a row whose cells do not tell their places, longer than a piece": (
        BOOK,
        lambda: _with_end(b'<row r="3">' + (b"<c><f>%s</f><v>1</v></c>" % (b"y" * 30_000)) * 600 + b"</row>"),
    ),
    "a sheet in another folder": (BOOK, _elsewhere),
    "an error cell that does not tell its place": (
        BOOK,
        lambda: _with_end(b'<row r="3"><c t="e"><v>#N/A</v></c></row>'),
    ),
    "an error cell beside the sheet": (
        BOOK,
        lambda: _with_part(
            SHEET,
            lambda xml: xml.replace(b"</worksheet>", b'<extLst><c r="A9" t="e"><v>#N/A</v></c></extLst></worksheet>'),
        ),
    ),
    "a cell in the last corner": (BOOK, lambda: _book((1_048_575, 16_383))),
    "a cell in the last column": (BOOK, lambda: _book((1, 16_383))),
    "a cell in the last row": (BOOK, lambda: _book((1_048_575, 0))),
    "a book that unpacks to a thousand times": (
        BOOK,
        lambda: _with_part(SHEET, lambda xml: xml.replace(b"</sheetData>", b"</sheetData>" + b" " * 50_000_000)),
    ),
    "entities": (
        BOOK,
        lambda: _with_part(
            SHEET, lambda xml: xml.replace(b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet', 1)
        ),
    ),
    "two rows of one number": (BOOK, lambda: _with_part(SHEET, lambda xml: xml.replace(b'r="2"', b'r="1"'))),
    "a cell far beyond its row, above an empty last row": (
        BOOK,
        lambda: _with_part(SHEET, lambda xml: xml.replace(b"</sheetData>", _STRAY + b"</sheetData>")),
    ),
    "a first line of separators": (CSV, lambda: b"," * 8_000_000 + b"\n" + csv_text([ORPHANS, orphan()]).encode()),
    "a header of too many columns": (CSV, lambda: csv_text([[*ORPHANS, *["x"] * 500], orphan()]).encode()),
    "a header without an end": (CSV, lambda: csv_text([[*ORPHANS, "x" * 200_000], orphan()]).encode()),
    "a name without an end": (CSV, lambda: csv_text([ORPHANS, orphan("长" * 32_768)]).encode()),
}


@pytest.mark.parametrize(("name", "content"), HOSTILE.values(), ids=HOSTILE.keys())
def test_what_asks_for_too_much_is_refused(tmp_path: Path, name: str, content: Callable[[], bytes]) -> None:
    (tmp_path / name).write_bytes(content())
    with pytest.raises(InputRefusedError, match=name):
        read(tmp_path)


@pytest.mark.parametrize("column", [20, 90])
def test_a_last_row_that_only_has_a_height_spans_nothing(tmp_path: Path, column: int) -> None:
    """Whoever sets the height of all rows, or of the last, has the program write it down there."""
    with xlsxwriter.Workbook(tmp_path / BOOK) as book:
        sheet = book.add_worksheet("甲")
        sheet.write_row(0, 0, ORPHANS)
        sheet.write_row(1, 0, orphan("甲"))
        sheet.write(0, column, "备注")
        sheet.set_row(1_048_575, 30)
    assert names(read(tmp_path)) == ["甲"]


def test_blank_lines_take_no_more_memory_than_they_must(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.ingest.csv_file.CELLS_AT_ONCE", 70)
    text = csv_text([ORPHANS]) + "\n" * 1_000 + csv_text([orphan("甲"), orphan("乙\n丙"), orphan("丁")])
    (tmp_path / CSV).write_text(text, encoding="utf-8")
    got = read(tmp_path)
    assert names(got) == ["甲", "乙\n丙", "丁"]
    assert got.split.accepted["row_number"].to_list() == [1_002, 1_003, 1_004]


@pytest.mark.parametrize("day", [2**31 - 1, -(2**31), 2_932_897, -719_163])
def test_a_date_of_no_calendar_is_told_with_its_column(tmp_path: Path, day: int) -> None:
    others = dict.fromkeys(("name", "id_no", "placement", "monthly_amount", "status"), "甲")
    frame = pl.DataFrame({**others, "start_month": pl.Series([day], dtype=pl.Int32).cast(pl.Date)})
    frame.write_parquet(tmp_path / TABLE)
    with pytest.raises(InputRefusedError, match=rf"{TABLE}: 列 start_month 第 1 行"):
        read(tmp_path)


def test_a_table_of_more_rows_than_bytes_is_refused(tmp_path: Path) -> None:
    pl.DataFrame({"name": pl.repeat("甲", 3_000_000, eager=True)}).write_parquet(tmp_path / TABLE)
    with pytest.raises(InputRefusedError, match=f"{TABLE}: 行数"):
        read(tmp_path)


@pytest.mark.parametrize("written", ["散居&#10;二", "散居\n二"])
def test_a_line_end_in_a_sheet_name_is_part_of_it(tmp_path: Path, written: str) -> None:
    name = 'name="甲"'.encode()
    content = _with_part("xl/workbook.xml", lambda xml: xml.replace(name, f'name="{written}"'.encode()))
    (tmp_path / BOOK).write_bytes(content)
    got = read(tmp_path)
    assert (names(got), got.files[0].rows) == (["甲"], 1)


CONTROLS = {
    "deep": b'{"totals": ' + b'{"a":' * 100_000,
    "half characters": json.dumps({"totals": {"\ud800": "\udfff"}, "sha256": "\ud800"}).encode(),
    "an exponent": b'{"rows": 1e999999999, "totals": {"\xe6\x9c\x88\xe6\xa0\x87\xe5\x87\x86": -1e-99999999}}',
    "digits": b'{"rows": ' + b"9" * 10_000 + b"}",
    "long": b'{"totals": {' + b",".join(b'"%d": 1' % number for number in range(100_000)) + b"}}",
}


@pytest.mark.parametrize("control", CONTROLS.values(), ids=CONTROLS.keys())
def test_a_control_file_that_nobody_can_follow_disagrees(tmp_path: Path, control: bytes) -> None:
    write_csv(tmp_path / CSV, [ORPHANS, orphan("甲")])
    (tmp_path / "orphans_20190630.ctl.json").write_bytes(control)
    got = read(tmp_path)
    assert names(got) == ["甲"]
    assert got.control.height


@pytest.mark.parametrize("part", range(8))
def test_spoilt_files_are_read_or_refused_and_lose_no_row(tmp_path: Path, part: int) -> None:
    said = {seed: verdict(spoilt(seed), tmp_path) for seed in range(part * 24, part * 24 + 24)}
    assert {seed: one for seed, one in said.items() if one not in ("read", "refused")} == {}
    assert "read" in said.values()


def test_a_name_in_gb18030_is_a_name(tmp_path: Path) -> None:
    write_csv(tmp_path / CSV, [ORPHANS, orphan("甲")])
    folder = bytes(tmp_path)
    Path(tmp_path / CSV).rename(
        Path(str(tmp_path)) / "孤儿保障_20190630.csv".encode("gb18030").decode(errors="surrogateescape")
    )
    (Path(str(tmp_path)) / b"\x80\xff".decode(errors="surrogateescape")).write_bytes(b"")
    landing = scan(tmp_path)
    assert folder in bytes(landing.files[0].path)
    assert landing.files[0].name == "孤儿保障_20190630.csv"
    assert landing.unclaimed == ("\\x80\\xff",)
    assert [one.file for one in read(tmp_path).files] == ["孤儿保障_20190630.csv"]


def test_two_files_of_one_name_in_two_encodings_are_refused(tmp_path: Path) -> None:
    for encoding in ("utf-8", "gb18030"):
        name = "孤儿保障_20190630.csv".encode(encoding).decode(errors="surrogateescape")
        write_csv(tmp_path / name, [ORPHANS, orphan("甲")])
    assert len(scan(tmp_path).files) == 2
    with pytest.raises(InputRefusedError, match=r"孤儿保障_20190630\.csv: 有两个同名文件"):
        read(tmp_path)
