"""A row is as high as its fullest cell needs, in a program that heightens none by itself."""

import pytest

from reports.row_height import LINE, row_height


@pytest.mark.parametrize(
    ("cells", "widths", "lines"),
    [
        ((), (), 1),
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
