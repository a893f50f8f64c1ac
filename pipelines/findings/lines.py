"""What a line of a form says: the entries that it makes, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.findings.form import FormLine
from pipelines.ingest.xlsx_errors import is_error
from pipelines.record.entry import Entry
from pipelines.record.fault import Fault
from pipelines.record.people import normal_name, same_person
from pipelines.record.work import work_entry
from schemas import work_form as form
from schemas.values import parse
from schemas.work import Assignment, Disposal, Result, Withdrawal

_MONEY = "应为不小于 0 的金额(元),如 1234.50"
_WORDS = "、".join(form.RESULT_WORDS)


@dataclass(frozen=True)
class Values:
    """The dates and amounts of a form, by line.

    Attributes:
        dates: header -> date of each line; null where there is none.
        fen: amount of each line.
    """

    dates: dict[str, list[date | None]]
    fen: list[int | None]

    @classmethod
    def of(cls, lines: Sequence[FormLine]) -> Values:
        """Reads all of them at once, as extracts are read."""

        def texts(header: str) -> pl.Series:
            return pl.Series([line.text(header) or None for line in lines], dtype=pl.String)

        dates = {one.header: parse(texts(one.header), one).to_list() for one in form.DATE_COLUMNS}
        return cls(dates, parse(texts(form.AMOUNT), form.AMOUNT_COLUMN).to_list())


@dataclass(frozen=True)
class Said:
    """What a line says of its clue."""

    line: FormLine
    clue: str
    entries: tuple[Entry, ...]


class LineReader:
    """Reads the lines of a form."""

    def __init__(self, lines: Sequence[FormLine], today: date) -> None:
        """Takes all lines, and the day after which nothing can have been done."""
        self._values = Values.of(lines)
        self._today = today

    def read(self, place: int, line: FormLine, clue: str, first_seen: date) -> Said | list[Fault]:
        """The entries of a line, or its faults.

        Args:
            place: of the line among all, from 0.
            line: the line.
            clue: its clue.
            first_seen: the first night that raised the clue.
        """
        dates = {header: values[place] for header, values in self._values.dates.items()}
        faults = [*_missing(line), *_no_dates(line, dates), *self._impossible(line, dates, first_seen)]
        faults += [*_no_result(line), *_one_person(line), *_amount(line, self._values.fen[place]), *_errors(line)]
        if faults:
            return faults
        return Said(line, clue, tuple(_entries(line, clue, dates, self._values.fen[place])))

    def _impossible(self, line: FormLine, dates: dict[str, date | None], first_seen: date) -> Iterable[Fault]:
        for header, day in dates.items():
            if day is None or header == form.DUE_ON:
                continue
            if day < first_seen:
                yield Fault(line.number, header, f"{day} 早于首次发现 {first_seen},请改为之后的日期")
            if day > self._today:
                yield Fault(line.number, header, f"{day} 晚于今天 {self._today},请填实际发生的日期")
        given, due = dates[form.ASSIGNED_ON], dates[form.DUE_ON]
        if given and due and due < given:
            yield Fault(line.number, form.DUE_ON, f"{due} 早于交办日期 {given},请改为之后的日期")


def is_filled(line: FormLine) -> bool:
    """Whether a line says anything; names alone do not."""
    return line.any_of((*form.ASSIGNING, *form.FINDING, *form.DISPOSING))


def _missing(line: FormLine) -> Iterable[Fault]:
    needed = {
        form.ASSIGNING: (form.ASSIGNING, "交办须填写交办单位、交办日期和办理期限"),
        form.FINDING: (
            (form.RESULT, form.RESULT_ON, form.PREPARER, form.REVIEWER),
            "核实须填写核实结果、核实日期、经办人和复核人",
        ),
        form.DISPOSING: ((form.DISPOSAL, form.DISPOSED_ON), "处置须填写处置措施和处置日期"),
    }
    for part, (headers, rule) in needed.items():
        if line.any_of(part):
            for header in headers:
                text = line.text(header)
                if not (normal_name(text) if header in (form.PREPARER, form.REVIEWER) else text):
                    yield Fault(line.number, header, f"未填写;{rule}")


def _no_dates(line: FormLine, dates: dict[str, date | None]) -> Iterable[Fault]:
    for header, day in dates.items():
        if line.text(header) and day is None:
            yield Fault.of_day(line.number, header, line.text(header))


def _no_result(line: FormLine) -> Iterable[Fault]:
    written = line.text(form.RESULT)
    if written and written not in form.RESULT_WORDS:
        yield Fault.of_word(line.number, form.RESULT, written, _WORDS)


def _one_person(line: FormLine) -> Iterable[Fault]:
    preparer, reviewer = line.text(form.PREPARER), line.text(form.REVIEWER)
    if line.any_of(form.FINDING) and normal_name(preparer) and same_person(preparer, reviewer):
        yield Fault(line.number, form.REVIEWER, "与经办人相同;核实结果须由另一人复核")


def _amount(line: FormLine, fen: int | None) -> Iterable[Fault]:
    written = line.text(form.AMOUNT)
    if written and (fen is None or fen < 0):
        yield Fault(line.number, form.AMOUNT, f"写的是「{written}」;{_MONEY}")


def _errors(line: FormLine) -> Iterable[Fault]:
    """Texts that are no texts: of what is a day, an amount or a result of its own the other rules say so."""
    for header in form.TEXTS:
        if is_error(line.text(header)):
            yield Fault.of_formula(line.number, header, line.text(header))


def _entries(line: FormLine, clue: str, dates: dict[str, date | None], fen: int | None) -> Iterable[Entry]:
    by, reviewed_by = line.text(form.PREPARER), line.text(form.REVIEWER)
    given, due, found, done = (dates[header] for header in form.DATES)
    if given and due:
        yield work_entry(Assignment(clue, line.text(form.UNIT), due), given, by)
    if found and line.text(form.RESULT) == form.WITHDRAWN:
        yield work_entry(Withdrawal(clue, line.text(form.NOTE)), found, by, reviewed_by)
    elif found:
        result = form.RESULT_OF_WORD[line.text(form.RESULT)]
        yield work_entry(Result(clue, result, line.text(form.NOTE)), found, by, reviewed_by)
    if done:
        yield work_entry(Disposal(clue, line.text(form.DISPOSAL), fen), done, by, reviewed_by)
