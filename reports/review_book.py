"""The workbook that reviewers fill: a row and its candidates under each other, differences marked, no weights shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.book import CELL, HEAD, TO_FILL, instruct, new_book
from reports.clear_digits import side_by_side
from reports.files import write
from reports.harmless import shown_cell
from reports.paper import lay_on_paper
from reports.row_height import row_height
from schemas import review
from schemas.decision import Verdict

DIFFERENT = "≠ "
"""Stands before a candidate's cell that says something else than the row: colour alone is not for everybody."""
NOT_WRITTEN = "(未填)"
_COMPARED = (
    review.NAME,
    review.ID_NO,
    review.CERTIFICATE,
    review.BIRTH_DATE,
    review.SEX,
    review.TOWN,
    review.VILLAGE,
)
_NUMBERS = (review.ID_NO, review.CERTIFICATE)
_ROW, _CANDIDATE = "数据行", "户籍人员 {}"
_WIDTHS = {review.PLACE_IN_FILE: 50, review.ID_NO: 24, review.CERTIFICATE: 26, review.MATES: 30, review.REASON: 30}
_WIDTH = 13
_SEEN = (*review.READ, *review.FILLED)
_ALL_WIDTHS = [_WIDTHS.get(header, _WIDTH) for header in review.COLUMNS]
_HOW, _LAPSED = "说明", "已失效判定"
BESIDE = (_HOW, _LAPSED)
"""Sheets beside the rows to decide on, which nobody fills in."""
_LAPSED_WIDTHS = [22, 22, 22, 22, 60]
_INSTRUCTIONS = (
    "每一组第一行(数据行)是花名册等数据中所写的人,下面是户籍中可能的人。请逐一判断是否同一人。",
    "与数据行不同的格子标为红色并在前面写 ≠。证件号码只显示有差别的数字。",
    "在户籍人员一行填写结论(同一人、不是同一人、不确定)、依据(如入户核实、查看原件)、经办人、复核人。不判断的行留空。",
    "一组中最多一人是同一人。改变现有关联的判定须由另一人复核: 复核人不得与经办人相同。",
    "填好后运行 hedui review import 文件名。判定记录在案,以后每晚有效,直到数据行或户籍信息变化。",
)


@dataclass(frozen=True)
class Side:
    """What is known of somebody on one side, each value in clear; None is unknown.

    Attributes:
        values: column of `schemas.review.READ` -> what it says.
        alike: columns that say the same as the row though they are written otherwise, or not written there.
        key: sealed key of the pair; empty for the row.
    """

    values: dict[str, str | None]
    alike: frozenset[str] = frozenset()
    key: str = ""


@dataclass(frozen=True)
class Block:
    """A row and those it may be."""

    row: Side
    candidates: tuple[Side, ...]


@dataclass(frozen=True)
class Lapsed:
    """A decision that no longer binds."""

    name: str
    source: str
    verdict: str
    decided_on: date
    why: str


def write_review_book(blocks: Sequence[Block], lapsed: Sequence[Lapsed], as_of: date, path: Path) -> None:
    """Writes the workbook, 0600; the same content gives the same bytes.

    Args:
        blocks: what to decide, in the order shown.
        lapsed: decisions that no longer bind, for a sheet of their own.
        as_of: date of the linkage.
        path: the file; one of that name is replaced.
    """
    memory = BytesIO()
    with new_book(memory, "人员关联人工复核", as_of) as book:
        form = _formats(book)
        page = book.add_worksheet(review.SHEET)
        last = _fill(page, blocks, form)
        _prepare(page, last, form, as_of)
        instruct(book, _HOW, (f"人员关联人工复核(数据日期 {as_of})", form.header), _INSTRUCTIONS, _day(as_of))
        if lapsed:
            _list_lapsed(book, lapsed, as_of, form)
    write(path, memory.getvalue())


@dataclass(frozen=True)
class _Formats:
    header: Format
    row: Format
    candidate: Format
    differs: Format
    fill: Format


def _formats(book: Workbook) -> _Formats:
    text = {**CELL, "num_format": "@", "text_wrap": True}
    return _Formats(
        header=book.add_format({**text, **HEAD}),
        row=book.add_format({**text, "bold": True, "bg_color": "#F2F2F2"}),
        candidate=book.add_format(text),
        differs=book.add_format({**text, "bg_color": "#F8CBAD", "font_color": "#9C0006"}),
        fill=book.add_format({**text, **TO_FILL}),
    )


def _fill(page: Worksheet, blocks: Sequence[Block], form: _Formats) -> int:
    """Writes header and blocks; gives the last line."""
    for column, header in enumerate(review.COLUMNS):
        page.write_string(0, column, header, form.header)
    line = 0
    for number, block in enumerate(blocks, 1):
        shown = _shown(block)
        line += 1
        _write(page, line, {review.BLOCK: str(number), review.SIDE: _ROW} | shown[0], form.row, form)
        for place, (side, values) in enumerate(zip(block.candidates, shown[1:], strict=True), 1):
            line += 1
            own = {review.BLOCK: str(number), review.SIDE: _CANDIDATE.format(place), review.KEY: side.key}
            _write(page, line, own | values, form.candidate, form)
            for header in review.FILLED:
                page.write_blank(line, review.COLUMNS.index(header), None, form.fill)
    return line


def _write(page: Worksheet, line: int, values: dict[str, str], usual: Format, form: _Formats) -> None:
    for column, header in enumerate(review.COLUMNS):
        text = values.get(header, "")
        if header == review.KEY:
            page.write_string(line, column, text)
        else:
            page.write_string(line, column, shown_cell(text), form.differs if text.startswith(DIFFERENT) else usual)
    page.set_row(line, row_height(map(values.get, _SEEN), _ALL_WIDTHS))


def _shown(block: Block) -> list[dict[str, str]]:
    """The cells of each line: numbers masked, what differs marked."""
    lines = [_texts(side) for side in (block.row, *block.candidates)]
    for column in _NUMBERS:
        _mask(lines, column, block)
    for side, cells in zip(block.candidates, lines[1:], strict=True):
        for column in _COMPARED:  # what is unknown on either side is no difference
            ours, theirs = block.row.values.get(column), side.values.get(column)
            if ours and theirs and ours != theirs and column not in side.alike:
                cells[column] = DIFFERENT + cells[column]
    return lines


def _texts(side: Side) -> dict[str, str]:
    blank = "" if side.key else NOT_WRITTEN
    compared = {column: side.values.get(column) or blank for column in _COMPARED}
    return compared | {column: text or "" for column, text in side.values.items() if column not in _COMPARED}


def _mask(lines: list[dict[str, str]], column: str, block: Block) -> None:
    known = [place for place, side in enumerate(block.candidates, 1) if side.values.get(column)]
    written = block.row.values.get(column) or ""
    ours, theirs = side_by_side(written, [block.candidates[place - 1].values[column] or "" for place in known])
    if written:
        lines[0][column] = ours
    for place, text in zip(known, theirs, strict=True):
        lines[place][column] = text


def _prepare(page: Worksheet, last: int, form: _Formats, as_of: date) -> None:
    """Header in view, a list of verdicts to choose from, keys out of sight, and only the cells to fill open."""
    page.freeze_panes(1, review.COLUMNS.index(review.NAME) + 1)
    for column, width in enumerate(_ALL_WIDTHS):
        page.set_column(column, column, width)
    lay_on_paper(page, review.SHEET, _day(as_of), _ALL_WIDTHS)
    key, verdict = review.COLUMNS.index(review.KEY), review.COLUMNS.index(review.VERDICT)
    page.set_column(key, key, None, form.candidate, {"hidden": True})
    page.data_validation(
        1,
        verdict,
        max(last, 1),
        verdict,
        {
            "validate": "list",
            "source": [word.label for word in Verdict],
            "error_title": "结论",
            "error_message": "请从列表中选择",
        },
    )
    page.protect("", {"autofilter": True, "format_rows": True})
    page.autofilter(0, 0, max(last, 1), len(review.COLUMNS) - 1)


def _day(as_of: date) -> str:
    return f"数据日期 {as_of}"


def _list_lapsed(book: Workbook, lapsed: Sequence[Lapsed], as_of: date, form: _Formats) -> None:
    page = book.add_worksheet(_LAPSED)
    for column, width in enumerate(_LAPSED_WIDTHS):
        page.set_column(column, column, width)
    lay_on_paper(page, _LAPSED, _day(as_of), _LAPSED_WIDTHS)
    for column, header in enumerate(("姓名", "来源", "结论", "判定日期", "原因")):
        page.write_string(0, column, header, form.header)
    for line, one in enumerate(lapsed, 1):
        cells = (one.name, one.source, one.verdict, str(one.decided_on), one.why)
        for column, text in enumerate(cells):
            page.write_string(line, column, shown_cell(text), form.candidate)
        page.set_row(line, row_height(cells, _LAPSED_WIDTHS))
