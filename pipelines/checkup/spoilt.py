"""Ids and other codes that a spreadsheet program took for numbers, and so spoilt: what they were is lost.

No row is refused for them: who is meant may be known all the same. Who sends them should know, and export anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from matchers.ids.form import SCIENTIFIC, IdForm, normalise_ids
from pipelines.ingest.read import ExtractRead
from pipelines.ingest.repeated import as_texts
from schemas.column import Column, Kind
from schemas.extracts import EXTRACTS

KEPT_DIGITS = 15
_CUT = rf"^[1-9][0-9]{{{KEPT_DIGITS - 1}}}0+$"
_LONG = rf"^[0-9]{{{KEPT_DIGITS + 1},}}$"
_TOO_MANY = 0.5
"""Share of a column's long numbers that may end in nothing but zeros beyond the digits that a spreadsheet keeps."""
_BY_CHANCE = 4
"""So many different numbers may end so by chance, of which each tenth with 16 digits does."""
HOW_TO_MEND = (
    "表格软件只保留前 15 位数字,变形的号码找不回来:请从业务系统重新导出,或先把该列设为“文本”格式再重新填写"
    "(只改单元格格式没有用)"
)


@dataclass(frozen=True)
class Spoilt:
    """Spoilt numbers of one column of an extract.

    Attributes:
        source: of the extract.
        column: English name of the column.
        scientific: how many look like 4.32902E+17.
        cut: how many have zeros for their last digits.
        first: file and row of the first of them.
    """

    source: str
    column: str
    scientific: int
    cut: int
    first: str

    @property
    def text(self) -> str:
        """What is wrong, in Chinese."""
        header = EXTRACTS[self.source][self.column].header
        kinds = [
            *([f"{self.scientific} 个成了科学计数法(如 4.32902E+17)"] if self.scientific else []),
            *([f"{self.cut} 个末几位成了 0"] if self.cut else []),
        ]
        return f"{header}被表格软件改坏: {'、'.join(kinds)},第一个在 {self.first}"


def spoilt_numbers(read: ExtractRead) -> Iterator[Spoilt]:
    """Spoilt numbers of an extract, column by column, of accepted and refused rows; only columns that have any."""
    extract = EXTRACTS[read.source]
    numbers = [column for column in extract.columns if column.kind in {Kind.RESIDENT_ID, Kind.IDENTIFIER}]
    names = ["file", "row_number", *(column.name for column in numbers)]
    accepted = as_texts(read.split.accepted.select(names))
    rows = pl.concat([accepted, read.split.refused.select(names)], how="vertical_relaxed")
    for column in numbers:
        scientific, cut = _kinds(rows[column.name], column)
        bad = rows.filter(scientific | cut).sort("file", "row_number")
        if bad.height:
            first = "{}:{}".format(*bad.select("file", "row_number").row(0))
            yield Spoilt(read.source, column.name, int(scientific.sum()), int(cut.sum()), first)


def _kinds(written: pl.Series, column: Column) -> tuple[pl.Series, pl.Series]:
    """Which of the numbers are written in powers of ten, and which are cut."""
    if column.kind is Kind.RESIDENT_ID:
        form = normalise_ids(written)["form"]
        return form == IdForm.SCIENTIFIC.value, form == IdForm.TRUNCATED.value
    text = written.fill_null("").str.to_uppercase()
    is_long, is_cut = text.str.contains(_LONG), text.str.contains(_CUT) & text.str.contains(_LONG)
    believed = text.filter(is_cut).n_unique() > max(_BY_CHANCE, _TOO_MANY * text.filter(is_long).n_unique())
    return text.str.contains(SCIENTIFIC), is_cut & believed
