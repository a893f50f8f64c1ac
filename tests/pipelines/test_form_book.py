"""A form that came back as a workbook is read cell by cell, or refused by name."""

import io
import zipfile

import pytest
import xlsxwriter

from pipelines.record.form_book import book_sheets
from schemas.errors import InputRefusedError

ERROR = b'<c r="B9" t="e"><v>#N/A</v></c>'


@pytest.mark.parametrize("cells", [ERROR, ERROR.replace(b' r="B9"', b"")])
def test_an_error_cell_that_is_in_no_row_is_refused(cells: bytes) -> None:
    packed, changed = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        book.add_worksheet("甲").write_formula(1, 1, "=A1", None, "#N/A")
    assert [one.rows for one in book_sheets("甲.xlsx", packed.getvalue(), "")] == [[["", ""], ["", "#N/A"]]]
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"</worksheet>", cells + b"</worksheet>"))
    with pytest.raises(InputRefusedError, match=r"甲\.xlsx: 不是可读的 xlsx 工作簿"):
        book_sheets("甲.xlsx", changed.getvalue(), "")
