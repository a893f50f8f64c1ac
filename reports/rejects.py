"""rejects/<source>.xlsx: what a supplier must mend of an extract that was refused, ready to be sent back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

import polars as pl
import xlsxwriter

from reports.book import new_book
from reports.files import file_name, write
from reports.harmless import harmless
from reports.masks import without_numbers
from reports.mending import how_to_mend, word_meant
from reports.paper import lay_on_paper
from reports.row_height import row_height
from reports.words import column_headers, in_chinese
from schemas.fallback import Fallback
from schemas.feed import Feed
from schemas.outputs.corrections import CORRECTIONS
from schemas.outputs.quarantine import QUARANTINE
from schemas.terms import QuarantineReason

_MOST_ROWS = 20_000
_COLUMNS = ("file", "row_number", "column", "reason", "value")
_MENDED = ("file", "row_number", "column", "before", "after")
_MEND = "怎样改"
_WIDTHS = (36, 8, 18, 20, 26, 52)
_NOTICE_WIDTHS = [16, 96]


def rejects_name(refused: Fallback) -> str:
    """Name of the workbook: the source's, of a city in parts with the county's behind it."""
    return file_name("_".join(filter(None, [refused.source, refused.county])), ".xlsx")


def where_told(refused: Fallback, refusals: Sequence[Fallback]) -> str:
    """Where the supplier reads what to mend: of several refusals of a source the workbook is of the newest alone.

    Args:
        refused: one of them.
        refusals: all of a publication, older ones after newer ones.
    """
    name = rejects_name(refused)
    told = next(one for one in refusals if rejects_name(one) == name)
    place = f"rejects/{name}"
    return f"详见 {place}" if told == refused else f"{place} 只写较新的 {'、'.join(told.files)}"


def write_rejects(
    refused: Fallback, quarantine: pl.DataFrame, corrections: pl.DataFrame, sender: str, path: Path
) -> None:
    """Writes one workbook; the same refusal gives the same bytes.

    Args:
        refused: the extract, and why it was refused.
        quarantine: its refused values (columns of the quarantine output); none where its rows could not be read.
        corrections: what the bureau has mended of its rows (columns of `CORRECTIONS`), for the supplier to do likewise.
        sender: the bureau that sends it back; empty where it has not said its name.
        path: the file to write.
    """
    memory = BytesIO()
    with new_book(memory, "退回改正通知", refused.cut_off) as book:
        _notice(book, refused, quarantine.height, corrections.height, sender)
        first = quarantine.head(_MOST_ROWS)
        masked = first.with_columns(
            column=column_headers(), value=without_numbers(pl.col("value")), mend=_how_to_mend(first)
        )
        heads = {name: QUARANTINE.labels[name] for name in _COLUMNS} | {"mend": _MEND}
        _sheet(book, refused, "退回清单", heads, in_chinese(masked, QUARANTINE), quarantine.height)
        if corrections.height:
            values = (without_numbers(pl.col(name)) for name in ("before", "after", "basis"))
            mended = corrections.head(_MOST_ROWS).with_columns(column_headers(), *values)
            heads = {name: CORRECTIONS.labels[name] for name in _MENDED}
            _sheet(book, refused, "更正清单", heads, in_chinese(mended, CORRECTIONS), corrections.height)
    write(path, memory.getvalue())


def _notice(book: xlsxwriter.Workbook, refused: Fallback, values: int, mended: int, sender: str) -> None:
    page = book.add_worksheet("说明")
    page.set_column(0, 0, _NOTICE_WIDTHS[0])
    page.set_column(1, 1, _NOTICE_WIDTHS[1], book.add_format({"text_wrap": True, "valign": "top"}))
    lay_on_paper(page, "退回改正通知", _day(refused), _NOTICE_WIDTHS, head=False)
    lines = (
        ("退回改正通知", ""),
        *([("退回单位", sender)] if sender else []),
        ("数据来源", Feed(refused.source, refused.county).title),
        ("数据截止日", refused.cut_off.isoformat()),
        ("文件", "、".join(refused.files)),
        ("问题", refused.reason),
        ("请", refused.hint),
        ("退回的值", f"{values} 个,见“退回清单”" if values else "未能逐行读取"),
        *([("更正的值", f"{mended} 个,本单位已代为更正,请在来源数据中同样改正,见“更正清单”")] if mended else []),
        ("自查", "改正后可先运行 hedui check-inputs 自查,再重新报送同一截止日的完整文件"),
    )
    bold = book.add_format({"bold": True, "valign": "top"})
    for place, (word, text) in enumerate(lines):
        page.write_string(place, 0, word, bold)
        page.write_string(place, 1, harmless(text))
        page.set_row(place, row_height((word, text), _NOTICE_WIDTHS))


def _day(refused: Fallback) -> str:
    return f"数据截止日 {refused.cut_off}"


def _how_to_mend(quarantine: pl.DataFrame) -> pl.Series:
    """What to write in the place of each refused value, and the word that was probably meant."""
    told = [_advice(*values) for values in quarantine.select("source", "column", "reason", "value").iter_rows()]
    return pl.Series(told, dtype=pl.String)


def _advice(source: str, column: str, reason: str, value: str | None) -> str:
    meant = word_meant(source, column, value) if reason == QuarantineReason.UNKNOWN_CODE else None
    return "。".join(filter(None, [how_to_mend(source, column, reason), f"可能本意是: {meant}" if meant else ""]))


def _sheet(
    book: xlsxwriter.Workbook, refused: Fallback, name: str, heads: Mapping[str, str], rows: pl.DataFrame, total: int
) -> None:
    """A list of values in words, masked already.

    Args:
        book: the workbook.
        refused: the extract.
        name: of the sheet.
        heads: column -> what people read above it.
        rows: those that are shown.
        total: how many there are.
    """
    page = book.add_worksheet(name)
    page.freeze_panes(1, 0)
    lay_on_paper(page, name, _day(refused), list(_WIDTHS))
    bold = book.add_format({"bold": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for place, (label, width) in enumerate(zip(heads.values(), _WIDTHS, strict=False)):
        page.set_column(place, place, width, wrapped)
        page.write_string(0, place, label, bold)
    for number, row in enumerate(rows.select(heads.keys()).iter_rows(), 1):
        for place, cell in enumerate(row):
            page.write(number, place, harmless(cell) if isinstance(cell, str) else cell)
        page.set_row(number, row_height(row, _WIDTHS))
    if total > rows.height:
        page.write_string(_MOST_ROWS + 1, 0, f"另有 {total - rows.height} 个未列出")
