"""The workbook that a town's clerk fills in: a line a clue, only cells to fill open, and what to look at and ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.book import CELL, DAY, HEAD, TO_FILL, instruct, new_book
from reports.files import write
from reports.harmless import shown_cell
from reports.paper import lay_on_paper
from reports.row_height import row_height
from reports.words import CLUE_NOTICE
from schemas import work_form as form

THEME_NUMBER = "专题编号"
TOWN, VILLAGE, HOUSEHOLD, NAME, ID_NO = "乡镇街道", "村居", "户编号", "姓名", "证件号码"
CHECK, FOUND, FIRST_SEEN, STATE = "检查项", "查出情况", "首次发现", "目前状态"
SHOWN = (form.CLUE, THEME_NUMBER, TOWN, VILLAGE, HOUSEHOLD, NAME, ID_NO, CHECK, FOUND, FIRST_SEEN, STATE)
COLUMNS = (*SHOWN, *form.FILLED, form.SEAL)
_ASK, _HOW = "看什么问什么", "填写说明"
BESIDE = (_ASK, _HOW)
"""Sheets beside the clues, which nobody fills in."""
_WIDTHS = {form.CLUE: 18, THEME_NUMBER: 14, HOUSEHOLD: 16, CHECK: 18, FOUND: 44, form.NOTE: 22}
_WIDTH = 11
_EARLIEST = date(2000, 1, 1)
_GUIDE = ("检查项", "名称", "名册怎么写", "另一份数据显示什么", "标准或限额", "看什么、问什么", "依据", "以往查准率")
_GUIDE_WIDTHS = [8, 20, 26, 30, 22, 64, 40, 24]
_INSTRUCTIONS = (
    "只填浅黄色的格子;不办理的行留空。日期写作 2019-06-30,金额以元为单位。",
    "交办: 交办单位、交办日期、办理期限三格都要填。已交办的已经填好,不必改动。",
    "核实: 核实结果、核实日期、经办人、复核人四格都要填;复核人须是另一人。",
    "已登记的填错了,核实结果选「撤回」,撤回这条线索最后的登记;核实日期填撤回的日期。",
    "处置: 属实或部分属实的,填处置措施和处置日期;有追回的填追回金额。措施可从列表选,也可另写。",
    "填好后交回民政局,由民政局运行 hedui findings import 文件名;有一处不对则全部不登记,并逐处说明怎样改。",
)


@dataclass(frozen=True)
class Guide:
    """What to look at and ask of the clues of a check.

    Attributes:
        check: its id.
        title: what it is about.
        declared: what the roster writes; empty where it writes nothing of it.
        observed: what other data show.
        limit: what both are held against; empty where there is nothing.
        citation: its legal reference.
        precision: how often it was right.
        visits: whether somebody goes to the household; what is wrong in a supplier's data is set right there.
    """

    check: str
    title: str
    declared: str
    observed: str
    limit: str
    citation: str
    precision: str
    visits: bool

    @property
    def cells(self) -> tuple[str, ...]:
        """Its line on the sheet."""
        return (
            self.check,
            self.title,
            self.declared,
            self.observed,
            self.limit,
            f"{self._compare},{self._ask},记入核实情况",
            self.citation,
            self.precision,
        )

    @property
    def _compare(self) -> str:
        if self.declared:
            return f"把名册所写({self.declared})与另一份数据所示({self.observed})对照,看原件"
        return f"看另一份数据所示({self.observed})是否属实,看原件"

    @property
    def _ask(self) -> str:
        return "入户看实际情况,请本人或家属说明为何不一致" if self.visits else "查清哪一边写错,请报送单位更正"


def write_work_book(
    lines: Sequence[Mapping[str, str | date | None]], guides: Sequence[Guide], title: str, as_of: date, path: Path
) -> None:
    """Writes the workbook, 0600; the same content gives the same bytes.

    Args:
        lines: header of `COLUMNS` -> what stands there, masked; dates as dates.
        guides: of the checks whose clues stand in it.
        title: whose work it is.
        as_of: date of the publication.
        path: the file; one of that name is replaced.
    """
    memory = BytesIO()
    columns = [one for one in COLUMNS if one != THEME_NUMBER or any(line.get(one) for line in lines)]
    widths = [_WIDTHS.get(one, _WIDTH) for one in columns[:-1]]
    with new_book(memory, title, as_of) as book:
        formats = _formats(book)
        page = book.add_worksheet(form.SHEET)
        for place, header in enumerate(columns):
            page.write_string(0, place, header, formats.header)
        for number, line in enumerate(lines, 1):
            for place, header in enumerate(columns):
                _write(page, (number, place), line.get(header), _format(header, formats))
            page.set_row(number, row_height(map(line.get, columns), widths))
        _prepare(page, columns, len(lines), formats)
        lay_on_paper(page, title, f"数据日期 {as_of}", widths)
        _explain(book, guides, as_of, formats)
        texts = (*_INSTRUCTIONS, CLUE_NOTICE)
        instruct(book, _HOW, (title, formats.header), texts, f"数据日期 {as_of}").protect("")
    write(path, memory.getvalue())


@dataclass(frozen=True)
class _Formats:
    header: Format
    shown: Format
    shown_date: Format
    fill: Format
    fill_date: Format
    fill_amount: Format


def _formats(book: Workbook) -> _Formats:
    plain, fill = {**CELL, "text_wrap": True}, {**TO_FILL, "text_wrap": True}
    text = {**plain, "num_format": "@"}
    return _Formats(
        header=book.add_format({**text, **HEAD}),
        shown=book.add_format(text),
        shown_date=book.add_format({**plain, "num_format": DAY}),
        fill=book.add_format({**fill, "num_format": "@"}),
        fill_date=book.add_format({**fill, "num_format": DAY}),
        fill_amount=book.add_format({**fill, "num_format": "#,##0.00"}),
    )


def _format(header: str, formats: _Formats) -> Format:
    if header in form.DATES:
        return formats.fill_date
    if header in form.FILLED:
        return formats.fill_amount if header == form.AMOUNT else formats.fill
    return formats.shown_date if header == FIRST_SEEN else formats.shown


def _write(page: Worksheet, place: tuple[int, int], value: str | date | None, looks: Format) -> None:
    if value is None or value == "":
        page.write_blank(*place, None, looks)
    elif isinstance(value, str):
        page.write_string(*place, shown_cell(value), looks)
    else:
        page.write_datetime(*place, datetime.combine(value, time()), looks)


def _prepare(page: Worksheet, columns: Sequence[str], lines: int, formats: _Formats) -> None:
    """Header in view, choices and dates checked as they are typed, seals out of sight, only cells to fill open."""
    last = max(lines, 1)
    page.freeze_panes(1, columns.index(NAME) + 1)
    for place, header in enumerate(columns):
        page.set_column(place, place, _WIDTHS.get(header, _WIDTH))
        if (rule := _rule(header)) is not None:
            page.data_validation(1, place, last, place, rule)
    seal = columns.index(form.SEAL)
    page.set_column(seal, seal, None, formats.shown, {"hidden": True})
    page.protect("", {"autofilter": True, "format_rows": True, "format_columns": True})
    page.autofilter(0, 0, last, len(columns) - 1)


def _rule(header: str) -> dict[str, object] | None:
    """What may be typed into a cell of a column; None where anything may."""
    if header == form.RESULT:
        return {"validate": "list", "source": list(form.RESULT_WORDS), "error_message": "请从列表中选择"}
    if header == form.DISPOSAL:  # any other text is one too
        return {"validate": "list", "source": list(form.DISPOSALS), "show_error": False}
    if header in form.DATES:
        rule = {"validate": "date", "criteria": ">=", "value": _EARLIEST}
        return rule | {"error_message": "请填日期,如 2019-06-30"}
    if header == form.AMOUNT:
        return {"validate": "decimal", "criteria": ">=", "value": 0, "error_message": "请填不小于 0 的金额(元)"}
    return None


def _explain(book: Workbook, guides: Sequence[Guide], as_of: date, formats: _Formats) -> None:
    page = book.add_worksheet(_ASK)
    for place, (header, width) in enumerate(zip(_GUIDE, _GUIDE_WIDTHS, strict=True)):
        page.set_column(place, place, width)
        page.write_string(0, place, header, formats.header)
    for number, guide in enumerate(guides, 1):
        for place, text in enumerate(guide.cells):
            page.write_string(number, place, shown_cell(text), formats.shown)
        page.set_row(number, row_height(guide.cells, _GUIDE_WIDTHS))
    lay_on_paper(page, _ASK, f"数据日期 {as_of}", _GUIDE_WIDTHS)
    page.set_landscape()
    page.protect("", {"format_rows": True, "format_columns": True})
