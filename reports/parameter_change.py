"""What changed in the policy parameters between two dates, in words and yuan, and what that does to households."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import polars as pl

from reports.files import write
from reports.masks import household_number
from reports.templates import inline, number, template, yuan
from reports.words import UNKNOWN_AREA
from schemas.parameter import LateRegister, Unit
from schemas.terms import HouseholdKind, HouseholdOutcome

_MOST_HOUSEHOLDS = 500
_READ = {Unit.MONTHS.label: "个月", Unit.DAYS.label: "天"}
_OF_DIFFERENCE = {Unit.YUAN_PER_PERSON_MONTH.label: "元", Unit.PERCENT.label: "个百分点"}
"""Label of a unit -> how a value, or a difference of two, is counted in a sentence."""
_AMOUNTS = frozenset({Unit.YUAN.label, Unit.YUAN_PER_PERSON_MONTH.label})
_MONTHS = 12
CAVEAT = (
    "测算只看应补差额和核对结论，以该日发布所依据的数据为准，名册所写的收入和人数不变；"
    "渐退期内的家庭和有成员记录被退回的家庭不按补差测算，不计在内；其他线索（如渐退）的变化以夜间核对为准。"
    "这是测算，不是决定，不改变任何人的待遇。数据不足的家庭仍为数据不足，不当作没有变化。"
)


@dataclass(frozen=True)
class ChangedParameter:
    """One parameter whose value differs.

    Attributes:
        label: its Chinese name.
        unit: label of its unit.
        before: its value on the earlier date, in that unit; None where it has none.
        after: on the later date.
        since: from when the later value holds.
        basis: the document that it follows, and where in it.
        between: the values that held in between, with their days.
    """

    label: str
    unit: str
    before: str | None
    after: str | None
    since: date | None
    basis: str
    between: str = ""

    @classmethod
    def of(cls, row: Mapping[str, object]) -> ChangedParameter:
        """Of a row of `data.parameters.diff_parameters`."""
        before, after = (None if row[name] is None else str(row[name]) for name in ("value_before", "value_after"))
        since = row["from"] if isinstance(row["from"], date) else None
        basis = "，".join(filter(None, (str(row["document"]), str(row["article"]))))
        return cls(str(row["label"]), str(row["unit"]), before, after, since, basis, str(row["between"]))

    @property
    def sentence(self) -> str:
        """What changed, in one sentence."""
        since = f"，自 {self.since} 起" if self.since else ""
        between = f"（其间{self.between}）" if self.between else ""
        return f"{self.label}{self._change}{since}{between}。依据：{self.basis}。"

    @property
    def _change(self) -> str:
        if self.before is None or self.after is None:
            known = self._said(self.after or self.before or "")
            return f"原来没有值，现为 {known}" if self.after else f"由 {known} 变为没有值"
        before, after = _decimal(self.before), _decimal(self.after)
        if before is None or after is None:
            return f"由“{self._said(self.before)}”改为“{self._said(self.after)}”"
        way, by = ("增加", after - before) if after > before else ("减少", before - after)
        share = f"，{by * 100 / before:.1f}%" if before and self.unit in _AMOUNTS else ""
        return f"由 {self._said(self.before)}改为 {self._said(self.after)}（{way} {by} {self._counted}{share}）"

    @property
    def shown(self) -> tuple[str | None, str | None]:
        """Both values as they stand in a table, words in Chinese and the unit beside."""
        words = LateRegister.labels() if self.unit == Unit.LATE_REGISTER.label else {}
        before, after = (None if value is None else words.get(value, value) for value in (self.before, self.after))
        return before, after

    def _said(self, value: str) -> str:
        if self.unit == Unit.LATE_REGISTER.label:
            return LateRegister.labels().get(value, value)
        return value if self.unit == Unit.YES_NO.label else f"{value} {_READ.get(self.unit, self.unit)}"

    @property
    def _counted(self) -> str:
        """What a difference of two values counts."""
        return _OF_DIFFERENCE.get(self.unit, _READ.get(self.unit, self.unit))


@dataclass(frozen=True, eq=False)
class Effect:
    """What the change does to the households of a publication.

    Attributes:
        day: date of the publication.
        benefits: scheme, raised, lowered (households), raised_fen, lowered_fen (a month).
        conclusions: kind, scheme, outcome_before, outcome_after, households.
        towns: town, benefits (households), change_fen, conclusions (households).
        households: the households concerned: kind, household_no, scheme, head_name, town, village, outcome_before,
            outcome_after, change_fen.
    """

    day: date
    benefits: pl.DataFrame
    conclusions: pl.DataFrame
    towns: pl.DataFrame
    households: pl.DataFrame

    @property
    def sentences(self) -> tuple[str, ...]:
        """The effect, one sentence a scheme and change of conclusion."""
        told = (*map(_benefit, self.benefits.iter_rows(named=True)), *self._total())
        moved = tuple(map(_conclusion, self.conclusions.iter_rows(named=True)))
        return (*told, *moved) or ("没有一户的应补差额或核对结论因此变化。",)

    def _total(self) -> Iterator[str]:
        if self.benefits.height:
            month = sum(up + down for up, down in self.benefits.select("raised_fen", "lowered_fen").iter_rows())
            way = "增加" if month >= 0 else "减少"
            yield f"合计每月{way} {yuan(abs(month))} 元，按十二个月计{way} {yuan(abs(month) * _MONTHS)} 元。"

    @property
    def moved(self) -> pl.DataFrame:
        """Households whose conclusion would be another, as people read them, by town."""
        moved = self.households.filter(pl.col("outcome_before").ne_missing(pl.col("outcome_after")))
        said = [pl.col(name).replace(HouseholdOutcome.labels()) for name in ("outcome_before", "outcome_after")]
        return moved.with_columns(*said, household_number("household_no")).sort("town", "household_no", nulls_last=True)


@dataclass(frozen=True)
class ParameterChange:
    """What changed between two dates; `effect` is None, and `why_no_effect` says why, where it cannot be reckoned."""

    before: date
    after: date
    changed: tuple[ChangedParameter, ...]
    effect: Effect | None
    why_no_effect: str = ""

    @property
    def sentences(self) -> tuple[str, ...]:
        """All of it, line by line."""
        if not self.changed:
            return (f"{self.before} 与 {self.after} 之间参数没有变化。",)
        return tuple(one.sentence for one in self.changed)


def write_parameter_change(change: ParameterChange, path: Path) -> None:
    """Writes one HTML page for A4 paper; the same content gives the same text."""
    moved = change.effect.moved if change.effect else pl.DataFrame()
    page = template("parameter_change.html").render(
        change=change,
        style=inline("household.css"),
        caveat=CAVEAT,
        unknown_area=UNKNOWN_AREA,
        moved=moved.head(_MOST_HOUSEHOLDS).to_dicts(),
        more=max(moved.height - _MOST_HOUSEHOLDS, 0),
    )
    write(path, page.encode())


def _benefit(row: Mapping[str, int | str]) -> str:
    raised, lowered = int(row["raised"]), int(row["lowered"])
    parts = [
        *([f"{number(raised)} 户每月共增加 {yuan(int(row['raised_fen']))} 元"] if raised else []),
        *([f"{number(lowered)} 户每月共减少 {yuan(-int(row['lowered_fen']))} 元"] if lowered else []),
    ]
    total, homes = int(row["raised_fen"]) + int(row["lowered_fen"]), raised + lowered
    each = (abs(total) * 2 + homes) // (homes * 2) * (1 if total > 0 else -1)
    mean = f"，平均每户 {yuan(each)} 元" if not (raised and lowered) else ""
    return f"{row['scheme']}家庭的应补差额：{'、'.join(parts)}{mean}。"


def _conclusion(row: Mapping[str, int | str]) -> str:
    said = HouseholdOutcome.labels()
    before, after = (said.get(str(row[name]), "无结论") for name in ("outcome_before", "outcome_after"))
    kind = HouseholdKind.labels()[str(row["kind"])]
    return f"{row['scheme'] or ''}{kind}中 {number(int(row['households']))} 户的核对结论由“{before}”变为“{after}”。"


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
