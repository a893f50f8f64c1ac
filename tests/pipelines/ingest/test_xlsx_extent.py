"""How far a worksheet reaches is told alike however its tags are written, and no row or cell of it stays unseen."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingest.xlsx_extent import Extent
from schemas.errors import InputRefusedError

LETTERS = st.sampled_from(["A", "B", "Z", "AA", "AZ", "BA", "BZ", "CV", "ZZ", "XFD"])
CELLS = st.lists(st.tuples(LETTERS, st.sampled_from([0, 0, 0, 1, -1, 9_000, 1_040_000])), max_size=4)
ROWS = st.lists(st.tuples(st.sampled_from([1, 1, 2, 7, 900]), CELLS), max_size=5)
TEXTS = st.sampled_from(
    ["", "a:c", "<v>1</v>", '<is><t xml:space="preserve">x:row</t></is>', "<is><r><t>c r=</t></r></is>"]
)


def sheet(rows: list[tuple[int, list[tuple[str, int]]]], text: str, *, cells: str, place: str = ' r="{}"') -> bytes:
    """Rows as far from each other as told, each with cells in columns and so many rows below; a tag of a cell a way."""
    row, written = 0, ["<sheetData>"]
    for step, columns in rows:
        row += step
        written.append(f"<row{place.format(row)} spans='1:3'>")
        written += [
            cells.format(place.format(f"{column}{max(row + below, 0)}")) + f"{text}</c>" for column, below in columns
        ]
        written.append("</row>")
    return "".join(["<cols><col min='1'/></cols>", *written, "</sheetData>"]).encode()


def reach(*pieces: bytes) -> tuple[int, ...]:
    extent = Extent()
    for piece in pieces:
        extent.measure("某.xlsx", piece)
    return extent.row, extent.rows, extent.columns, extent.written


@given(ROWS, TEXTS)
def test_tags_written_as_most_programs_do_reach_as_far_as_the_same_written_otherwise(
    rows: list[tuple[int, list[tuple[str, int]]]], text: str
) -> None:
    usual = reach(sheet(rows, text, cells="<c{} s='2'>"))
    assert usual == reach(sheet(rows, text, cells="<c s='2'{}>"))
    assert usual == reach(sheet(rows, text, cells="<c{}>", place=" r = '{}'"))
    assert usual == reach(sheet(rows, text, cells="<x:c{}>").replace(b"<row", b"<x:row"))


def test_a_sheet_reaches_as_far_as_its_cells() -> None:
    rows = [(3, [("A", 0), ("CV", 0)]), (4, []), (1_000, [("B", 0)]), (1, [])]
    assert reach(sheet(rows, "", cells="<c{}>")) == (1_008, 1_007, 100, 3)
    assert reach(sheet([(1, [("A", 1_048_575)])], "", cells="<c{}>")) == (1, 1_048_576, 1, 1)
    assert reach(sheet([(1, [("XFD", 0)])], "", cells="<c{}>")) == (1, 1, 16_384, 1)
    assert reach(b'<row r="12345678"><c r="A12345678"></c></row>') == (12_345_678, 12_345_678, 1, 1)
    assert reach(b"<row><c></c><c></c></row><row><c></c></row>") == (2, 2, 2, 3)


VALUE = '<row r="2"><c r="B2"><v>1</v></c></row>'


@pytest.mark.parametrize(
    "beyond",
    [
        '<c r="XFD1048576" s="2"/>',
        '<c r="XFD1048576" s="2" />',
        "<c r='XFD1048576' s='2'/>",
        '<x:c r="XFD1048576" s="2"/>',
        '<c s="2" r="XFD1048576"/>',
        '<c r="A1048576" s="2"/><c r="B1048576" s="2"/>',
    ],
)
def test_a_cell_that_only_has_a_style_reaches_nowhere(beyond: str) -> None:
    assert reach(f'{VALUE}<row r="1048576">{beyond}</row>'.encode())[1:3] == (2, 2)
    assert reach(VALUE.encode(), f'<row r="1048576">{beyond}</row>'.encode())[1:3] == (2, 2)


@pytest.mark.parametrize(
    "beyond",
    [
        '<c r="XFD1048576"><v/></c>',
        '<c r="XFD1048576" s="/>"><v>1</v></c>',
        "<c r=\"XFD1048576\" s='/>'><v>1</v></c>",
        "<c r='XFD1048576' s=\"/>\"><v>1</v></c>",
        '<x:c r="XFD1048576" s="/>"><v>1</v></x:c>',
        '<c r="A1" s="2"/><c r="XFD1048576"><v>1</v></c>',
    ],
)
def test_a_cell_that_looks_as_if_it_only_had_a_style_reaches_as_far_as_it_stands(beyond: str) -> None:
    assert reach(f'{VALUE}<row r="1048576">{beyond}</row>'.encode())[1:3] == (1_048_576, 16_384)


def test_a_cell_without_a_place_stands_behind_those_that_only_have_a_style() -> None:
    assert reach(b"<row><c/><c/><c><v>1</v></c><c/></row><row><c/></row>") == (2, 1, 3, 5)


@pytest.mark.parametrize(
    "pieces",
    [
        (b'<row r="2"/><row r="2"/>',),
        (b'<row r="2"/><row r="1"/>',),
        (b'<row r="5"/>', b'<row r="5"/>'),
        (b"<row r='5'/>", b'<row r="4"/>'),
        (b'<row r="5"/><x:row r="4"/>',),
    ],
)
def test_rows_that_are_not_in_order_are_refused_wherever_the_sheet_was_cut(pieces: tuple[bytes, ...]) -> None:
    with pytest.raises(InputRefusedError, match="工作表的行次序混乱"):
        reach(*pieces)


@given(st.lists(st.sampled_from(["<row", "<c", ' r="', "A", "12", '"', ">", "/>", ":", "<", "x", "\x00"]), max_size=30))
def test_whatever_stands_there_ends_in_a_reach_or_is_refused(parts: list[str]) -> None:
    with suppress(InputRefusedError):
        assert all(number >= 0 for number in reach("".join(parts).encode()))
