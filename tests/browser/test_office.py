"""The workbooks that people fill in, saved by LibreOffice in its own format and as xlsx again: they say the same."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import xlsxwriter

from pipelines.checkup.inputs import inspect_inputs
from pipelines.findings.chosen import Wanted
from pipelines.findings.export import export_work
from pipelines.findings.intake import import_work
from pipelines.record.entry import Kind as Entered
from pipelines.review.export import export_review
from pipelines.review.intake import import_review
from pipelines.workspace.folders import Workspace
from reports.blank_form import DATE_IN_NAME, form_name, header_of, write_blank_form
from schemas import work_form
from schemas.column import Column, Kind
from schemas.decision import Verdict
from schemas.extract import Extract
from schemas.extracts import EXTRACTS
from schemas.forms import example
from tests.browser.conftest import program
from tests.pipelines.filled_workbook import candidates, decided, read_lines, save_lines
from tests.pipelines.small_district import AS_OF

LATER = AS_OF + timedelta(days=30)
NOW = datetime(2019, 7, 30, 9, tzinfo=UTC)
_OF_ALL_KINDS = ("low_income_payments", "economic_items")
"""Sources whose columns are of every kind there is."""


def saved_by_office(paths: Sequence[Path], folder: Path) -> list[Path]:
    """The workbooks after LibreOffice wrote them as ods, and that as xlsx."""
    office = [program("soffice"), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    for kind, files in (("ods", list(paths)), ("xlsx", [folder / f"{path.stem}.ods" for path in paths])):
        convert = ["--convert-to", kind, "--outdir", str(folder), *map(str, files)]
        subprocess.run([*office, *convert], check=True, capture_output=True)
    return [folder / path.name for path in paths]


def test_what_went_out_and_what_was_filled_in_is_taken_as_it_was(workspace: Workspace, tmp_path: Path) -> None:
    asked, work = tmp_path / "review.xlsx", tmp_path / "work.xlsx"
    export_review(workspace, AS_OF, asked, linked=5)
    export_work(workspace, Wanted(check="D1"), LATER, work)
    asked_lines, work_lines = read_lines(asked), read_lines(work, work_form.SHEET)
    judged = save_lines(
        [decided(candidates(asked_lines)[0], "不确定", reason="第一行\n第二行")], tmp_path / "judged.xlsx"
    )
    found = save_found(work_lines[0], tmp_path / "found.xlsx")
    asked, work, judged, found = saved_by_office([asked, work, judged, found], tmp_path / "office")
    assert (read_lines(asked), read_lines(work, work_form.SHEET)) == (asked_lines, work_lines)
    assert import_work(workspace, work, LATER, NOW).entries == ()
    assert import_review(workspace, judged, LATER, NOW).verdicts == {Verdict.UNSURE: 1}
    done = import_work(workspace, found, LATER, NOW)
    assert done.counts == {Entered.RESULT: 1, Entered.DISPOSAL: 1}
    assert {entry.day for entry in done.entries} == {date(2019, 7, 2), date(2019, 7, 3)}


def save_found(line: dict[str, str], path: Path) -> Path:
    """The line of a clue with what was found out, dates and amounts as numbers."""
    said = line | {work_form.RESULT: "属实", work_form.PREPARER: "张一", work_form.REVIEWER: "李二"}
    said |= {work_form.DISPOSAL: "停发待遇"}
    days = {work_form.RESULT_ON: date(2019, 7, 2), work_form.DISPOSED_ON: date(2019, 7, 3)}
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy/m/d"}) as book:
        page = book.add_worksheet(work_form.SHEET)
        for place, header in enumerate(line):
            page.write_string(0, place, header)
            page.write(1, place, days.get(header, 1234.5 if header == work_form.AMOUNT else said[header]))
    return path


def test_forms_are_read_as_before_empty_and_filled(tmp_path: Path) -> None:
    extracts = [EXTRACTS[source] for source in _OF_ALL_KINDS]
    assert {column.kind for extract in extracts for column in extract.columns} == set(Kind)
    empty = [tmp_path / form_name(extract).replace(DATE_IN_NAME, "20190531") for extract in extracts]
    filled = [tmp_path / form_name(extract).replace(DATE_IN_NAME, "20190630") for extract in extracts]
    for extract, blank, full in zip(extracts, empty, filled, strict=True):
        write_blank_form(extract, blank)
        save_example(extract, full)
    after = saved_by_office([*empty, *filled], tmp_path / "office")
    assert [accepted(path) for path in after[: len(empty)]] == [[]] * len(empty)
    assert [accepted(path) for path in after[len(empty) :]] == [accepted(path) for path in filled]
    assert all(len(accepted(path)) == 1 for path in filled)


def accepted(path: Path) -> list[tuple[object, ...]]:
    """The rows of a file that a night would take; the file is refused for nothing."""
    found = inspect_inputs(path, 0.5)
    assert found.exit_code == 0
    return [row for read in found.extracts for row in read.split.accepted.rows()]


def save_example(extract: Extract, path: Path) -> None:
    """A row of the examples, dates and numbers as a spreadsheet program keeps them."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy/m/d"}) as book:
        page = book.add_worksheet(extract.title)
        for place, column in enumerate(extract.columns):
            page.write_string(0, place, header_of(column))
            page.write(1, place, typed_example(column))


def typed_example(column: Column) -> str | float | date:
    """An example, as what it is."""
    text = example(column)
    if not text:
        return ""
    if column.kind in (Kind.DATE, Kind.MONTH):
        return date.fromisoformat(text if column.kind is Kind.DATE else f"{text}01")
    return float(text) if column.kind in (Kind.MONEY, Kind.DECIMAL, Kind.INTEGER) else text
