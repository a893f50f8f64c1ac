"""Which sheet of a workbook holds the table of a form: of sheets with a table one, and none with lines of it elsewhere.

People add sheets of notes, copy a sheet before they fill it in, or move lines to another one. What is left out is told,
and nothing that somebody may have filled in is among it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipelines.record.fault import Fault
from pipelines.record.form_book import FormSheet
from pipelines.record.form_csv import header_place
from schemas.errors import InputRefusedError
from schemas.masking import mask_numbers

_NUMBER = re.compile(r"'?(?=[0-9a-f]*[a-f])[0-9a-f]{16}(?:[0-9a-f]{16}.*)?", re.IGNORECASE | re.DOTALL)
"""By what a line of a form is known: the number of a clue, or the key of a row and a person."""


@dataclass(frozen=True)
class FormTable:
    """The table of a form.

    Attributes:
        sheet: where it stands.
        head: place of its header among the rows.
        left_out: names of the other sheets in which something stands, numbers masked.
    """

    sheet: FormSheet
    head: int
    left_out: tuple[str, ...]

    def merged_down(self, headers: Mapping[int, str]) -> list[Fault]:
        """Cells of several lines that were made one and in which something stands: only its first line has that.

        Args:
            headers: place of a column that is read -> its header.
        """
        rows = self.sheet.rows
        return [
            Fault(top + 1, headers[left], f"第 {top + 1} 至 {bottom + 1} 行合并成了一格,请取消合并,逐行填写")
            for (top, left), (bottom, _) in sorted(self.sheet.merged)
            if self.head < top < bottom and left in headers and rows[top][left].strip()
        ]


def table_of(
    file: str, sheets: Sequence[FormSheet], is_head: Callable[[list[str]], bool], own: str
) -> FormTable | None:
    """The table of a workbook; None where no sheet has its header.

    Args:
        file: name of the workbook, for messages.
        sheets: all its sheets.
        is_head: whether a row is the header.
        own: name of the sheet on which the table went out.

    Raises:
        InputRefusedError: several sheets hold lines below the header, or one without it holds any.
    """
    heads = {sheet.name: place for sheet in sheets if (place := header_place(sheet.rows, is_head)) is not None}
    tables = [sheet for sheet in sheets if sheet.name in heads]
    filled = [sheet for sheet in tables if _says(sheet.rows[heads[sheet.name] + 1 :])]
    if len(filled) > 1:
        raise InputRefusedError(
            f"{file}: 工作表{_named(filled)}都有表头和内容,不知以哪一张为准",
            hint=f"请把填好的内容并入一张(原名「{own}」),删去其余各张后重新导入",
        )
    others = [sheet for sheet in sheets if sheet.name not in heads and _says(sheet.rows)]
    _refuse_strays(file, others, own)
    if not tables:
        return None
    chosen = (filled or tables)[0]
    return FormTable(chosen, heads[chosen.name], tuple(mask_numbers(one.name) for one in others))


def _says(rows: Iterable[Sequence[str]]) -> bool:
    return any(cell.strip() for row in rows for cell in row)


def _refuse_strays(file: str, others: Iterable[FormSheet], own: str) -> None:
    for sheet in others:
        for number, row in enumerate(sheet.rows, 1):
            if any(_NUMBER.fullmatch(cell.strip()) for cell in row):
                raise InputRefusedError(
                    f"{file}: 工作表{_named([sheet])}第 {number} 行像是「{own}」中的一行,但这张工作表没有表头,无法读取",
                    hint=f"请把这样的行移回「{own}」的表头之下,不要的请删去",
                )


def _named(sheets: Iterable[FormSheet]) -> str:
    return "".join(f"「{mask_numbers(one.name)}」" for one in sheets)
