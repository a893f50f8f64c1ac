"""The empty workbook of a source: its headers, lists to choose from, and a sheet of rules with examples.

All of it follows from the declaration of the extract. A reader of the workbook takes its second sheet for one without
rows: the headers that it must have stand in columns out of sight, and every line of it begins as a footer does.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.book import HEAD, new_book
from reports.files import file_name, write
from reports.paper import lay_on_paper
from reports.row_height import row_height
from schemas.column import Column, Kind
from schemas.extract import Extract
from schemas.forms import example, how_written

DATE_IN_NAME = "YYYYMMDD"
RULES = "填写说明"
_LINE = "填报要求"
_RULE_HEADS = (_LINE, "列名", "必填", "怎样填", "示例", "说明")
_RULE_WIDTHS = (10, 18, 21, 56, 24, 40)
_HEADER_ROW = 2
_LAST_ROW = 100_000
_LEAST_WIDTH = 12
_CREATED = date(2019, 1, 1)  # the same form gives the same bytes
_REMARK = (
    f"文件名中的 {DATE_IN_NAME} 改为数据截止日(八位数字)。带 * 的列必须保留;列的次序可变。"
    f"从表头下一行填起。填写要求和示例见“{RULES}”工作表,报送前可用 hedui check-inputs 自查。"
)


def form_name(extract: Extract) -> str:
    """The name of the form's file: the source's, with the place of the date."""
    return file_name(f"{extract.title}_{DATE_IN_NAME}", ".xlsx")


def write_blank_form(extract: Extract, path: Path) -> None:
    """Writes the form; the same declaration gives the same bytes.

    Args:
        extract: the declaration of the source.
        path: the file; one of that name is replaced.
    """
    memory = BytesIO()
    with new_book(memory, f"{extract.title}报送表", _CREATED) as book:
        _write_data_sheet(book, extract)
        _write_rules(book, extract)
    write(path, memory.getvalue())


def header_of(column: Column) -> str:
    """The header as it stands on the form: with a star where the file is refused without the column."""
    return f"{column.header}*" if column.required else column.header


def _write_data_sheet(book: Workbook, extract: Extract) -> None:
    page = book.add_worksheet(extract.title)
    bold, header = book.add_format({"bold": True, "font_size": 14}), _header_format(book)
    text, amount = book.add_format({"num_format": "@"}), book.add_format({"num_format": "0.00"})
    page.write_string(0, 0, f"{extract.title}报送表", bold)
    page.write_string(1, 0, _REMARK)
    widths = [max(_LEAST_WIDTH, 2 * len(header_of(column)) + 3) for column in extract.columns]
    for place, (column, width) in enumerate(zip(extract.columns, widths, strict=True)):
        page.set_column(place, place, width, amount if column.kind is Kind.MONEY else text)
        page.write_string(_HEADER_ROW, place, header_of(column), header)
        page.data_validation(_HEADER_ROW + 1, place, _LAST_ROW, place, _validation(column))
    page.freeze_panes(_HEADER_ROW + 1, 0)
    lay_on_paper(page, extract.title, "", widths, head=False)
    page.repeat_rows(_HEADER_ROW)


def _validation(column: Column) -> dict[str, object]:
    """What is offered or said where somebody fills in a cell; nothing is forbidden, since codes are read too."""
    told = {"input_title": column.header, "input_message": _said(column)}
    if column.codes is None:
        return {"validate": "any", **told}
    return {
        "validate": "list",
        "source": list(column.codes.words),
        "error_type": "warning",
        "error_title": column.header,
        "error_message": "不在列表中。可填列表中的词或其代码。",
        **told,
    }


def _said(column: Column) -> str:
    """At most 255 characters: as much as a spreadsheet shows beside a cell."""
    must = "必填。" if column.filled else ""
    shown = f"例: {example(column)}" if example(column) else ""
    return f"{must}{how_written(column)}。{shown}"[:255]


def _write_rules(book: Workbook, extract: Extract) -> None:
    page = book.add_worksheet(RULES)
    bold, header, wrapped = book.add_format({"bold": True}), _header_format(book), book.add_format({"text_wrap": True})
    wrapped.set_align("top")
    page.write_string(0, 0, f"{extract.title}:填写说明(一行为一个{extract.unit})", bold)
    page.write_string(1, 0, "本工作表不会被读取为数据,报送时可以保留,也可以删去。", book.add_format())
    for place, (head, width) in enumerate(zip(_RULE_HEADS, _RULE_WIDTHS, strict=True)):
        page.set_column(place, place, width, wrapped)
        page.write_string(_HEADER_ROW, place, head, header)
    _write_hidden_headers(page, extract)
    for line, cells in enumerate([*_column_rules(extract), *_row_rules(extract)], _HEADER_ROW + 1):
        page.set_row(line, row_height(cells, _RULE_WIDTHS[1:]))
        for place, cell in enumerate((_LINE, *cells)):
            page.write_string(line, place, cell, wrapped)
    page.freeze_panes(_HEADER_ROW + 1, 0)
    lay_on_paper(page, RULES, extract.title, list(_RULE_WIDTHS), head=False)
    page.print_area(0, 0, _HEADER_ROW + len(extract.columns) + len(extract.rules), len(_RULE_HEADS) - 1)
    page.repeat_rows(_HEADER_ROW)


def _write_hidden_headers(page: Worksheet, extract: Extract) -> None:
    first = len(_RULE_HEADS)
    for place, column in enumerate(extract.columns, first):
        page.write_string(_HEADER_ROW, place, column.header)
    page.set_column(first, first + len(extract.columns) - 1, None, None, {"hidden": True})


def _column_rules(extract: Extract) -> Iterator[tuple[str, ...]]:
    for column in extract.columns:
        must = ("必须有此列," if column.required else "") + ("每行必填" if column.filled else "可以空白")
        block = "户级列,可只填在每户首行" if column.block else ""
        note = ";".join(filter(None, [block, column.note]))
        yield column.header, must, how_written(column), example(column), note


def _row_rules(extract: Extract) -> Iterator[tuple[str, ...]]:
    for rule in extract.rules:
        names = "、".join(extract[name].header for name in rule.columns)
        yield (names, "", "", "", f"整行退回:{rule.text}")


def _header_format(book: Workbook) -> Format:
    return book.add_format({**HEAD, "text_wrap": True, "num_format": "@"})
