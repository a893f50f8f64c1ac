"""The empty workbooks of the sources: filled in as they ask, every one passes the check; empty, none has a row."""

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from pipelines.checkup.inputs import inspect_inputs
from reports.blank_form import DATE_IN_NAME, RULES, form_name, write_blank_form
from schemas.column import Kind, normalise_header
from schemas.extract import Extract
from schemas.extracts import EXTRACTS

HEADER = 2


def sheets(path: Path) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def save(filled: dict[str, list[list[Any]]], path: Path) -> None:
    """The sheets as a spreadsheet program saves them."""
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False}) as book:
        for name, rows in filled.items():
            page = book.add_worksheet(name)
            for line, cells in enumerate(rows):
                page.write_row(line, 0, [cell if cell != "" else None for cell in cells])


def examples(rules: list[list[Any]], extract: Extract) -> list[object]:
    """What the sheet of rules shows as an example of each column, amounts as numbers."""
    shown = {str(row[1]): str(row[4]) for row in rules[HEADER + 1 :][: len(extract.columns)]}
    cells = {column.header: shown[column.header] for column in extract.columns}
    money = {column.header for column in extract.columns if column.kind is Kind.MONEY}
    return [float(cell) if header in money else cell for header, cell in cells.items()]


@pytest.mark.parametrize("extract", EXTRACTS.values(), ids=lambda one: one.source)
def test_a_form_filled_in_with_its_own_examples_passes(extract: Extract, tmp_path: Path) -> None:
    path = tmp_path / form_name(extract).replace(DATE_IN_NAME, "20190630")
    write_blank_form(extract, path)
    found = inspect_inputs(path, 0.5)
    assert [one.rows for read in found.extracts for one in read.files] == [0]
    filled = sheets(path)
    filled[extract.title].append(examples(filled[RULES], extract))
    save(filled, path)
    found = inspect_inputs(path, 0.5)
    assert (found.exit_code, found.spoilt) == (0, [])
    assert [(one.rows, one.accepted) for read in found.extracts for one in read.files] == [(1, 1)]
    told = {normalise_header(str(row[1])) for row in filled[RULES][HEADER + 1 :]}
    assert told >= {normalise_header(str(cell)) for cell in filled[extract.title][HEADER]}


def test_the_same_declaration_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_blank_form(EXTRACTS["low_income"], tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize(
    ("source", "header", "told"),
    [
        ("economic_items", "金额", "各月的合计"),
        ("economic_items", "期间起", "起、止两月都算在内"),
        ("rigid_expenses", "个人自付合规费用", "各月的合计"),
        ("low_income", "保障停止年月", "从该月起不再享受"),
        ("disability_allowances", "停止月份", "从该月起不再享受"),
        ("applications", "未反馈单位", "均已反馈的留空"),
    ],
)
def test_what_no_header_tells_and_a_household_is_judged_by_stands_in_the_form(
    source: str, header: str, told: str, tmp_path: Path
) -> None:
    write_blank_form(EXTRACTS[source], tmp_path / "form.xlsx")
    rules = {str(row[1]): str(row[5]) for row in reversed(sheets(tmp_path / "form.xlsx")[RULES])}
    assert told in rules[header]
