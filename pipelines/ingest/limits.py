"""How large a file may be in every respect before any of it is built: nobody's extract comes near any of these."""

from __future__ import annotations

from schemas.errors import InputRefusedError

COLUMNS = 500
"""Columns of a header, or cells of a worksheet's widest row."""
CELL_CHARACTERS = 32_767
"""Characters of a cell, as a spreadsheet has it."""
HEAD_BYTES = 100_000
"""Bytes of a CSV file within which its header must end."""
CELLS_AT_ONCE = 12_000_000
"""Cells of a CSV file held at a time."""
BOOK_CELLS = 12_000_000
"""Cells of a workbook, empty ones between filled ones too, but none beyond all filled ones: it is held whole."""
EMPTY_TIMES = 20
"""How many times as many cells as it writes a workbook may span, where that is more than `EMPTY_ALWAYS`."""
EMPTY_ALWAYS = 1_000_000
UNPACKED_BYTES = 1 << 29
"""Bytes of an unpacked workbook or Parquet file."""
UNPACKED_TIMES = 1_000
"""How many times as large as packed a workbook may be, where that is more than `UNPACKED_ALWAYS`."""
UNPACKED_ALWAYS = 1 << 24
ROWS_ALWAYS = 100_000
"""Rows that a Parquet file may have whatever its size; more of them only where each takes a byte or more."""
CONTROL_BYTES = 1 << 20
"""Bytes of a control file."""
CONTROL_TOTALS = 100
"""Column totals of a control file."""
CONTROL_DIGITS = 30
"""Digits of a number of a control file, before and after the point."""

_HINT = "这不像报送单位的正常导出,请检查后重新导出"
FAR_CELL = "数据之外很远处可能误填了内容:请在各工作表按 Ctrl+End 查看最末一格,删去数据以外的行和列,保存后重新报送"


def refuse_beyond(file: str, what: str, found: int, limit: int, hint: str = _HINT) -> None:
    """Refuses a file that is larger than it may be.

    Args:
        file: its name, for the message.
        what: what was counted, in Chinese.
        found: how many.
        limit: how many at most.
        hint: what to do about it.

    Raises:
        InputRefusedError: there are more.
    """
    if found > limit:
        raise InputRefusedError(f"{file}: {what}有 {found},超过上限 {limit}", hint=hint)
