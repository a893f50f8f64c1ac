"""What the lines of a corrections file say: corrections, or all that is wrong with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.ingest.corrected import Said, said_by
from pipelines.record.fault import Fault
from pipelines.record.people import normal_name, same_person
from schemas import correction as form
from schemas.column import Column, Kind, normalise_header
from schemas.correction import Correction
from schemas.extract import Extract
from schemas.extracts import EXTRACT_OF_NAME, EXTRACTS
from schemas.forms import how_written
from schemas.terms import QuarantineReason
from schemas.values import UNREADABLE, parse

_SOURCES = "、".join(one.title for one in EXTRACTS.values())
_DAY = Column("date", form.DAY, Kind.DATE)
_LABELS = QuarantineReason.labels()
_FILLED = (form.SOURCE, form.LOCATOR, form.LOCATED, form.COLUMN, form.BASIS, form.DAY)
_OF_COLUMN = {form.LOCATED: form.LOCATOR, form.BEFORE: form.COLUMN, form.AFTER: form.COLUMN}
"""A header under which a value stands -> the header that names its column."""


@dataclass(frozen=True)
class Line:
    """A line of a corrections file: its number as a spreadsheet counts, and the text under each header."""

    number: int
    cells: Mapping[str, str]

    @property
    def extract(self) -> Extract | None:
        """The extract that it names; None where there is none."""
        return EXTRACT_OF_NAME.get(self.cells[form.SOURCE])

    def column(self, header: str) -> Column | None:
        """The column that it names under a header; None where the extract has none."""
        extract = self.extract
        return extract.column_of_header.get(normalise_header(self.cells[header])) if extract else None


class LineReader:
    """Reads the lines of one file; what they say for a column is read at once, as extracts are."""

    def __init__(self, file: str, lines: Sequence[Line], today: date) -> None:
        """Takes all lines, and the day after which nobody can have signed one."""
        self._file, self._today = file, today
        texts: dict[tuple[str, str], set[str]] = defaultdict(set)
        for line in lines:
            for header, names in _OF_COLUMN.items():
                if (extract := line.extract) and (column := line.column(names)):
                    texts[extract.source, column.name].add(line.cells[header])
        self._said = {(source, name): said_by(those, EXTRACTS[source][name]) for (source, name), those in texts.items()}
        days = sorted({line.cells[form.DAY] for line in lines})
        read = parse(pl.Series([day or None for day in days], dtype=pl.String), _DAY)
        self._days: dict[str, date | None] = dict(zip(days, read, strict=True))

    def read(self, line: Line) -> Correction | list[Fault]:
        """The correction that a line asks for, or its faults."""
        faults = [*_blank(line), *_persons(line), *self._day(line), *_columns(line), *self._values(line)]
        extract, locator, column = line.extract, line.column(form.LOCATOR), line.column(form.COLUMN)
        day = self._days[line.cells[form.DAY]]
        if faults or extract is None or locator is None or column is None or day is None:
            return sorted(faults, key=lambda fault: form.HEADERS.index(fault.column))
        located, before, after = (line.cells[header] for header in _OF_COLUMN)
        basis, by, reviewed_by = (line.cells[name] for name in (form.BASIS, form.PREPARER, form.REVIEWER))
        what = (extract.source, locator.name, located, column.name, before, after)
        return Correction(*what, basis, by, reviewed_by, day, self._file, line.number)

    def _day(self, line: Line) -> Iterator[Fault]:
        written = line.cells[form.DAY]
        day = self._days[written]
        if written and day is None:
            yield Fault.of_day(line.number, form.DAY, written)
        elif day is not None and day > self._today:
            yield Fault(line.number, form.DAY, f"{day} 晚于今天 {self._today},请填实际办理的日期")

    def _values(self, line: Line) -> Iterator[Fault]:
        located = self._says(line, form.LOCATED)
        if line.cells[form.LOCATED] and located and located.cleaned is None:
            yield Fault(line.number, form.LOCATED, "不是可以定位的值")
        column, before, after = line.column(form.COLUMN), *(self._says(line, one) for one in (form.BEFORE, form.AFTER))
        if column is None or before is None or after is None:
            return
        if after.cleaned is None and column.filled:
            yield Fault(line.number, form.AFTER, f"未填写;「{column.header}」不能为空")
        elif not after.is_readable:
            reason = _LABELS[UNREADABLE[column.kind].value]
            said = f"写的是「{after.cleaned}」,作为「{column.header}」{reason};应为 {how_written(column)}"
            yield Fault(line.number, form.AFTER, said)
        elif before.meaning == after.meaning:
            yield Fault(line.number, form.AFTER, "与原值相同,没有可更正的")

    def _says(self, line: Line, header: str) -> Said | None:
        extract, column = line.extract, line.column(_OF_COLUMN[header])
        return self._said[extract.source, column.name][line.cells[header]] if extract and column else None


def _blank(line: Line) -> Iterator[Fault]:
    for header in _FILLED:
        if not line.cells[header]:
            yield Fault(line.number, header, "未填写")


def _persons(line: Line) -> Iterator[Fault]:
    preparer, reviewer = line.cells[form.PREPARER], line.cells[form.REVIEWER]
    for header, name in ((form.PREPARER, preparer), (form.REVIEWER, reviewer)):
        if not normal_name(name):
            yield Fault(line.number, header, "未填写;更正须由两人办理")
    if normal_name(preparer) and same_person(preparer, reviewer):
        yield Fault(line.number, form.REVIEWER, "与经办人相同;更正须由另一人复核")


def _columns(line: Line) -> Iterator[Fault]:
    written, extract = line.cells[form.SOURCE], line.extract
    if written and extract is None:
        yield Fault.of_word(line.number, form.SOURCE, written, _SOURCES)
    for header in (form.LOCATOR, form.COLUMN):
        if extract and line.cells[header] and line.column(header) is None:
            known = "、".join(one.header for one in extract.columns)
            yield Fault(line.number, header, f"{extract.title}没有「{line.cells[header]}」这一列;应为 {known}")
