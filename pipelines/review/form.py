"""Reads a review workbook that came back: the lines on which somebody says anything, whichever sheet they stand on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.ingest.sheet import sheet_name
from pipelines.record.fault import Fault
from pipelines.record.form_book import book_sheets
from pipelines.record.form_table import FormTable, table_of
from reports.review_book import BESIDE
from schemas import review
from schemas.errors import InputRefusedError
from schemas.system import system_words

_HINT = "请用 hedui review export 导出的 xlsx 文件填写后导入"
_READ = (*review.FILLED, review.KEY)


@dataclass(frozen=True)
class Form:
    """A workbook that came back.

    Attributes:
        name: of the file and its sheet.
        lines: number of a line -> its cells by header, of every line that says something.
        left_out: names of sheets in which something stands and that nobody reads, numbers masked.
        faults: what is wrong with its cells whatever they say.
    """

    name: str
    lines: dict[int, dict[str, str]]
    left_out: tuple[str, ...]
    faults: tuple[Fault, ...]


def read_form(path: Path) -> Form:
    """Reads a workbook.

    Raises:
        InputRefusedError: it cannot be read, has no sheet with the columns to fill in, or several.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputRefusedError(f"{path.name}: 无法读取({system_words(error)})", hint=_HINT) from error
    table = _table(path.name, content)
    header = [cell.strip() for cell in table.sheet.rows[table.head]]
    if missing := [column for column in _READ if column not in header]:
        raise InputRefusedError(
            f"{path.name}: 工作表「{table.sheet.name}」缺少列 {'、'.join(missing)}",
            hint="请用 hedui review export 重新导出,不要增删列",
        )
    return Form(
        sheet_name(path.name, table.sheet.name),
        _lines(table, header),
        tuple(one for one in table.left_out if one not in BESIDE),
        tuple(table.merged_down({at: text for at, text in enumerate(header) if text in _READ})),
    )


def _table(name: str, content: bytes) -> FormTable:
    sheets = book_sheets(name, content, _HINT)
    if (table := table_of(name, sheets, _is_head, review.SHEET)) is not None:
        return table
    own = next((one for one in sheets if one.name == review.SHEET and one.rows), None)
    if own is None:
        raise InputRefusedError(
            f"{name}: 没有工作表「{review.SHEET}」,只有 {'、'.join(one.name for one in sheets)}",
            hint=f"请把填好的工作表名称改回「{review.SHEET}」,或用 hedui review export 重新导出",
        )
    return FormTable(own, 0, ())


def _is_head(row: Sequence[str]) -> bool:
    """The header, also where one of its columns was lost; decisions that lapsed stand below another one."""
    texts = {cell.strip() for cell in row}
    return review.VERDICT in texts and bool(texts & {review.KEY, review.REASON})


def _lines(table: FormTable, header: Sequence[str]) -> dict[int, dict[str, str]]:
    """Of lines that say something; names alone, which are drawn down a column, do not."""
    below = enumerate(table.sheet.rows[table.head + 1 :], table.head + 2)
    read = (
        (number, {column: cell.strip() for column, cell in zip(header, row, strict=False)}) for number, row in below
    )
    return {number: cells for number, cells in read if cells.get(review.VERDICT) or cells.get(review.REASON)}
