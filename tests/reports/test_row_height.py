"""A row is as high as its fullest cell needs, in a program that heightens none by itself."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.row_height import LINE, row_height, row_heights


@pytest.mark.parametrize(
    ("cells", "widths", "lines"),
    [
        ((), (8,), 1),
        (("",), (8,), 1),
        (("4311030010000041",), (16,), 1),
        (("菱角山街道",), (11,), 1),
        (("普利桥镇人民政府",), (11,), 2),
        (("一" * 42,), (44,), 2),
        (("短", "字" * 30, None, 12345678901234567890), (8, 22, 8, 8), 3),
    ],
)
def test_a_row_has_the_lines_of_its_fullest_text(
    cells: tuple[object, ...], widths: tuple[int, ...], lines: int
) -> None:
    assert row_height(cells, widths) == lines * LINE


@given(st.lists(st.tuples(st.text("a街,9", max_size=60), st.none() | st.text("乡 x", max_size=60)), max_size=6))
def test_of_many_rows_each_has_its_own_height(rows: list[tuple[str, str | None]]) -> None:
    many = pl.DataFrame(rows, {"wide": pl.String, "narrow": pl.String}, orient="row")
    assert row_heights(many, {"wide": 30, "narrow": 9}).to_list() == [row_height(row, (30, 9)) for row in rows]
