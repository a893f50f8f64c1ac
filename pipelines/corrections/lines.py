"""What a line of a corrections file says: a correction, or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.ingest.corrected import meaning
from pipelines.record.fault import Fault
from pipelines.record.people import normal_name, same_person
from schemas import correction as form
from schemas.column import Column, Kind, normalise_header
from schemas.correction import Correction
from schemas.extract import Extract
from schemas.extracts import EXTRACT_OF_NAME, EXTRACTS
from schemas.terms import QuarantineReason
from schemas.values import UNREADABLE, clean, parse

_SOURCES = "、".join(one.title for one in EXTRACTS.values())
_DAY = Column("date", form.DAY, Kind.DATE)
_LABELS = QuarantineReason.labels()
_FILLED = (form.SOURCE, form.LOCATOR, form.LOCATED, form.COLUMN, form.BASIS, form.DAY)


@dataclass(frozen=True)
class Line:
    """A line of a corrections file: its number as a spreadsheet counts, and the text under each header."""

    file: str
    number: int
    cells: Mapping[str, str]

    def correction(self, today: date) -> Correction | list[Fault]:
        """What it says, or its faults.

        Args:
            today: the day after which nobody can have signed it.
        """
        day = _value(self.cells[form.DAY], _DAY)
        faults = [*self._blank(), *self._persons(), *self._day(day, today), *self._columns()]
        extract = EXTRACT_OF_NAME.get(self.cells[form.SOURCE])
        locator, column = self._column(extract, form.LOCATOR), self._column(extract, form.COLUMN)
        if locator and not _cleaned(self.cells[form.LOCATED], locator) and self.cells[form.LOCATED]:
            faults.append(self._fault(form.LOCATED, "不是可以定位的值"))
        if column:
            faults += self._values(column)
        if faults or extract is None or locator is None or column is None or not isinstance(day, date):
            return sorted(faults, key=lambda fault: form.HEADERS.index(fault.column))
        located, before, after = (self.cells[name] for name in (form.LOCATED, form.BEFORE, form.AFTER))
        basis, by, reviewed_by = (self.cells[name] for name in (form.BASIS, form.PREPARER, form.REVIEWER))
        what = (extract.source, locator.name, located, column.name, before, after)
        return Correction(*what, basis, by, reviewed_by, day, self.file, self.number)

    def _blank(self) -> Iterator[Fault]:
        for header in _FILLED:
            if not self.cells[header]:
                yield self._fault(header, "未填写")

    def _persons(self) -> Iterator[Fault]:
        preparer, reviewer = self.cells[form.PREPARER], self.cells[form.REVIEWER]
        for header, name in ((form.PREPARER, preparer), (form.REVIEWER, reviewer)):
            if not normal_name(name):
                yield self._fault(header, "未填写;更正须由两人办理")
        if normal_name(preparer) and same_person(preparer, reviewer):
            yield self._fault(form.REVIEWER, "与经办人相同;更正须由另一人复核")

    def _day(self, day: object, today: date) -> Iterator[Fault]:
        written = self.cells[form.DAY]
        if written and not isinstance(day, date):
            yield self._fault(form.DAY, f"写的是「{written}」;应为日期,如 2019-06-30 或 2019年6月30日")
        elif isinstance(day, date) and day > today:
            yield self._fault(form.DAY, f"{day} 晚于今天 {today},请填实际办理的日期")

    def _columns(self) -> Iterator[Fault]:
        written = self.cells[form.SOURCE]
        extract = EXTRACT_OF_NAME.get(written)
        if written and extract is None:
            yield self._fault(form.SOURCE, f"写的是「{written}」;应为 {_SOURCES}")
        for header in (form.LOCATOR, form.COLUMN):
            if extract and self.cells[header] and self._column(extract, header) is None:
                known = "、".join(one.header for one in extract.columns)
                yield self._fault(header, f"{extract.title}没有「{self.cells[header]}」这一列;应为 {known}")

    def _values(self, column: Column) -> Iterator[Fault]:
        before, after = (_cleaned(self.cells[name], column) for name in (form.BEFORE, form.AFTER))
        if after is None and column.filled:
            yield self._fault(form.AFTER, f"未填写;「{column.header}」不能为空")
        elif after is not None and column.kind in UNREADABLE and _value(after, column) is None:
            reason = _LABELS[UNREADABLE[column.kind].value]
            yield self._fault(form.AFTER, f"写的是「{after}」,作为「{column.header}」{reason}")
        elif before == after or (before and after and _same(before, after, column)):
            yield self._fault(form.AFTER, "与原值相同,没有可更正的")

    def _column(self, extract: Extract | None, header: str) -> Column | None:
        return extract.column_of_header.get(normalise_header(self.cells[header])) if extract else None

    def _fault(self, column: str, problem: str) -> Fault:
        return Fault(self.number, column, problem)


def _cleaned(text: str, column: Column) -> str | None:
    found: str | None = clean(_texts(text, column), [column])[column.name][0]
    return found


def _value(text: str, column: Column) -> object:
    return parse(_texts(text, column)[column.name], column)[0] if text else None


def _same(one: str, other: str, column: Column) -> bool:
    told = meaning(pl.Series([one, other], dtype=pl.String), column)
    return bool(told[0] == told[1])


def _texts(text: str, column: Column) -> pl.DataFrame:
    return pl.DataFrame({column.name: [text]}, schema={column.name: pl.String()})
