"""rejects/<source>.xlsx: what a supplier must mend of an extract that was refused, ready to be sent back."""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO
from pathlib import Path

import polars as pl
import xlsxwriter

from reports.files import write
from reports.harmless import harmless
from reports.masks import without_numbers
from reports.mending import how_to_mend, word_meant
from reports.paper import lay_on_paper
from reports.words import in_chinese, quarantined_columns
from schemas.fallback import Fallback
from schemas.outputs.quarantine import QUARANTINE
from schemas.terms import QuarantineReason
from schemas.words import SOURCE_TITLES

_MOST_ROWS = 20_000
_COLUMNS = ("file", "row_number", "column", "reason", "value")
_MEND = "怎样改"
_WIDTHS = (36, 8, 18, 20, 26, 52)
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_rejects(refused: Fallback, quarantine: pl.DataFrame, sender: str, path: Path) -> None:
    """Writes one workbook; the same refusal gives the same bytes.

    Args:
        refused: the extract, and why it was refused.
        quarantine: its refused values (columns of the quarantine output); none where its rows could not be read.
        sender: the bureau that sends it back; empty where it has not said its name.
        path: the file to write.
    """
    memory = BytesIO()
    with xlsxwriter.Workbook(memory, _OPTIONS) as book:
        book.set_properties({"title": "退回改正通知", "created": datetime.combine(refused.cut_off, time())})
        _notice(book, refused, quarantine.height, sender)
        _values(book, refused, quarantine)
    write(path, memory.getvalue())


def _notice(book: xlsxwriter.Workbook, refused: Fallback, values: int, sender: str) -> None:
    page = book.add_worksheet("说明")
    page.set_column(0, 0, 16)
    page.set_column(1, 1, 96, book.add_format({"text_wrap": True, "valign": "top"}))
    lay_on_paper(page, "退回改正通知", _day(refused), [16, 96], head=False)
    lines = (
        ("退回改正通知", ""),
        *([("退回单位", sender)] if sender else []),
        ("数据来源", SOURCE_TITLES[refused.source]),
        ("数据截止日", refused.cut_off.isoformat()),
        ("文件", "、".join(refused.files)),
        ("问题", refused.reason),
        ("请", refused.hint),
        ("退回的值", f"{values} 个,见“退回清单”" if values else "未能逐行读取"),
        ("自查", "改正后可先运行 hedui check-inputs 自查,再重新报送同一截止日的完整文件"),
    )
    bold = book.add_format({"bold": True, "valign": "top"})
    for place, (word, text) in enumerate(lines):
        page.write_string(place, 0, word, bold)
        page.write_string(place, 1, harmless(text))


def _day(refused: Fallback) -> str:
    return f"数据截止日 {refused.cut_off}"


def _labels() -> list[str]:
    return [QUARANTINE.labels[name] for name in _COLUMNS]


def _how_to_mend(quarantine: pl.DataFrame) -> pl.Series:
    """What to write in the place of each refused value, and the word that was probably meant."""
    told = [_advice(*values) for values in quarantine.select("source", "column", "reason", "value").iter_rows()]
    return pl.Series(told, dtype=pl.String)


def _advice(source: str, column: str, reason: str, value: str | None) -> str:
    meant = word_meant(source, column, value) if reason == QuarantineReason.UNKNOWN_CODE else None
    return "。".join(filter(None, [how_to_mend(source, column, reason), f"可能本意是: {meant}" if meant else ""]))


def _values(book: xlsxwriter.Workbook, refused: Fallback, quarantine: pl.DataFrame) -> None:
    page = book.add_worksheet("退回清单")
    page.freeze_panes(1, 0)
    lay_on_paper(page, "退回清单", _day(refused), list(_WIDTHS))
    bold = book.add_format({"bold": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for column, (label, width) in enumerate(zip((*_labels(), _MEND), _WIDTHS, strict=True)):
        page.set_column(column, column, width, wrapped)
        page.write_string(0, column, label, bold)
    first = quarantine.head(_MOST_ROWS)
    masked = first.with_columns(
        column=quarantined_columns(), value=without_numbers(pl.col("value")), mend=_how_to_mend(first)
    )
    shown = in_chinese(masked.select(*_COLUMNS, "mend"), QUARANTINE)
    for place, row in enumerate(shown.iter_rows(), 1):
        for column, cell in enumerate(row):
            page.write(place, column, harmless(cell) if isinstance(cell, str) else cell)
    if quarantine.height > _MOST_ROWS:
        page.write_string(_MOST_ROWS + 1, 0, f"另有 {quarantine.height - _MOST_ROWS} 个未列出")
