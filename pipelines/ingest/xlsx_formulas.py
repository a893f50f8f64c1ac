"""Formulas that a program wrote into a workbook without reckoning them: their values are not known, and not empty.

Where the text of a formula is none that the column may hold, it stands for the value, and the row is refused for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import polars as pl

from pipelines.ingest.header import map_headers
from pipelines.ingest.xlsx_errors import FORMULA, Place
from schemas.column import Column
from schemas.errors import InputRefusedError
from schemas.extract import Extract
from schemas.values import UNREADABLE

Formulas = Mapping[Place, str]


def errors_and_formulas(unread: Mapping[Place, str]) -> tuple[Mapping[Place, str], Formulas]:
    """The errors, and the formulas without a value, among cells that cannot be read."""
    formulas = {place: text for place, text in unread.items() if text.startswith(FORMULA)}
    return {place: text for place, text in unread.items() if place not in formulas}, formulas


def with_formulas(
    file: str, cells: pl.DataFrame, formulas: Formulas, headers: Sequence[str], extract: Extract
) -> pl.DataFrame:
    """The cells of a sheet with formulas in place of the values that they would have.

    A formula in a row in which nothing else is seen was drawn down too far. In a column of free text or of numbers of
    any form it stays empty: as a name or an id it would be one.

    Args:
        file: name of the sheet, for the message.
        cells: text by position, from the first row on.
        formulas: those without a value.
        headers: the header row's texts.
        extract: the declaration of the source.

    Raises:
        InputRefusedError: whether a household begins there is not known.
    """
    columns = map_headers(headers, extract, file)
    seen = cells.select(pl.any_horizontal(pl.all().str.contains(r"\S").fill_null(value=False))).to_series()
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for (row, at), text in formulas.items():
        if row < cells.height and seen[row] and at in columns:
            _refuse_opener(file, row, columns[at], extract)
            if columns[at].kind in UNREADABLE:
                found[at][row] = text
    return cells.with_columns(cells[str(at)].scatter(list(texts), list(texts.values())) for at, texts in found.items())


def _refuse_opener(file: str, row: int, column: Column, extract: Extract) -> None:
    if column.name == extract.household_block:
        raise InputRefusedError(
            f"{file}: 第 {row + 1} 行的 {column.header} 是没有计算结果的公式",
            hint="请用表格软件打开该文件,将公式粘贴为数值后保存,再报送",
        )
