"""Fills verification reports from the frames of the verified economy, for one household or for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Protocol, TypeVar

import polars as pl

from reports.household import HouseholdReport, Register
from reports.household_lines import (
    KEY,
    Row,
    Wording,
    clues_together,
    day,
    expenses_by_member,
    fen,
    incomes_by_member,
    text,
)
from reports.masks import masked_numbers
from reports.words import in_chinese
from schemas.masking import mask_resident_ids
from schemas.month import MONTHS_IN_YEAR, month_of, month_start
from schemas.outputs.findings import MISMATCH, family
from schemas.terms import Family, HouseholdKind, HouseholdOutcome, Insufficient, RegisterState
from schemas.words import COMMA, SOURCE_TITLES

_ITEMS, _APPLICATIONS = "economic_items", "applications"
_STANDING_AUTHORISATION = "在保期间持续授权"
_NOT_AUTHORISED = "未授权或授权未覆盖核对日，未读取任何登记信息"
_KINDS = {kind.value: kind for kind in HouseholdKind}
_MISSING = frozenset(word.value for word in Insufficient)
_OUTCOMES = {outcome.value: outcome for outcome in HouseholdOutcome}

_Line = TypeVar("_Line")


class Economy(Protocol):
    """The verified economy of a night; all frames but the registers have kind and household_no, money is Int64 fen."""

    @property
    def households(self) -> pl.DataFrame:
        """scheme, head_name, town, village, county, authorised, outcome, reasons, and amounts a head.

        standard_fen, declared_fen, observed_fen, left_per_head_fen; null is unknown.
        """

    @property
    def members(self) -> pl.DataFrame:
        """person, name, id_no, relation, counted, why_not, beside, months_unknown (null where not counted)."""

    @property
    def beside(self) -> pl.DataFrame:
        """People of a member's registry household whom no row of the household names: name, relation, beside."""

    @property
    def income_lines(self) -> pl.DataFrame:
        """person, register, item, period_start, period_end, data_as_of, why_not; found, counted, not_counted _fen."""

    @property
    def expense_lines(self) -> pl.DataFrame:
        """person, expense, period_start, period_end, why_not; found_fen, counted_fen, deducted_fen."""

    @property
    def asset_lines(self) -> pl.DataFrame:
        """person, register, item, item_status, amount_fen, area, registered_on, data_as_of, and how it is judged.

        state_words (what letters of a status mean, or null), counts (Boolean), why_not, strength (null or weak).
        """

    def registers_of(self, county: str | None) -> pl.DataFrame:
        """The registers that were asked about a household of a county: source, cut_off, state."""


@dataclass(frozen=True, eq=False)
class Material:
    """What verification reports are made from.

    Attributes:
        as_of: the date for which everything was computed.
        parameters_version: version of the policy parameters in force.
        economy: the verified economy.
        findings: findings of all families, columns of `mismatch`.
        applications: accepted rows of the applications extract: application_no, authorisation_no, authorised_on,
            authorised_until, unanswered_sources.
        titles: check id -> title.
        not_checked: the checks that were not run, for want of data.
        not_checked_in: county of a city in parts -> the checks that were not run of it alone.
    """

    as_of: date
    parameters_version: str
    economy: Economy
    findings: pl.DataFrame
    applications: pl.DataFrame
    titles: Mapping[str, str]
    not_checked: tuple[str, ...] = ()
    not_checked_in: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def idle(self, county: str | None) -> tuple[str, ...]:
        """The checks of which nothing is known of a household; of one of no known county, of which it may be."""
        own = [self.not_checked_in.get(county, ())] if county else self.not_checked_in.values()
        return tuple(dict.fromkeys([*self.not_checked, *(check_id for ids in own for check_id in ids)]))


def household_reports(material: Material, numbers: Sequence[str] | None = None) -> Iterator[HouseholdReport]:
    """The reports of these household or application numbers, or of all; a number that is none gives nothing."""
    households = material.economy.households
    if numbers is not None:
        households = households.filter(pl.col("household_no").is_in(list(numbers)))
    shelves = _Shelves(material, households.select(KEY))
    for household in households.sort(KEY).iter_rows(named=True):
        yield _report(material, household, shelves)


class _Shelves:
    """The lines of the wanted households, laid out by household once."""

    def __init__(self, material: Material, wanted: pl.DataFrame) -> None:
        self.material, self.wanted = material, wanted

    def of(self, shelf: Mapping[tuple[object, ...], pl.DataFrame], household: Row) -> list[dict[str, object]]:
        """Rows of a household on one of the shelves."""
        lines = shelf.get((household["kind"], household["household_no"]))
        return [] if lines is None else lines.to_dicts()

    @cached_property
    def members(self) -> Mapping[tuple[object, ...], pl.DataFrame]:
        return self._laid_out(self.material.economy.members)

    @cached_property
    def kin(self) -> Mapping[tuple[object, ...], pl.DataFrame]:
        return self._laid_out(self.material.economy.beside)

    @cached_property
    def incomes(self) -> Mapping[tuple[object, ...], pl.DataFrame]:
        return self._laid_out(incomes_by_member(self._named(self.material.economy.income_lines)))

    @cached_property
    def expenses(self) -> Mapping[tuple[object, ...], pl.DataFrame]:
        return self._laid_out(expenses_by_member(self._named(self.material.economy.expense_lines)))

    @cached_property
    def assets(self) -> Mapping[tuple[object, ...], pl.DataFrame]:
        return self._laid_out(self._named(self.material.economy.asset_lines))

    @cached_property
    def clues(self) -> Mapping[tuple[object, ...], pl.DataFrame]:
        told = self.material.findings.filter(family() != Family.QUALITY.value).sort(MISMATCH.order)
        # Which other household is meant may be read inside the bureau (R3, M6).
        numbers = pl.concat([told["household_no"], self.material.economy.households["household_no"]])
        shown_whole = frozenset(numbers.drop_nulls().unique())
        texts = ("declared", "observed", "limit")
        masked = told.with_columns(masked_numbers(name, households=shown_whole) for name in texts)
        # A household may apply under the number under which it is on the roll: each report has the clues of its own.
        applies, is_on_roll = (pl.lit(kind.value) for kind in (HouseholdKind.APPLICATION, HouseholdKind.LOW_INCOME))
        kind = pl.when(pl.col("source") == _APPLICATIONS).then(applies).otherwise(is_on_roll).alias("kind")
        shown = in_chinese(masked.select(*MISMATCH.dtypes, kind), MISMATCH)
        return self._laid_out(clues_together(self.wanted.join(shown, on=KEY, maintain_order="right")))

    @cached_property
    def applications(self) -> Mapping[tuple[object, ...], pl.DataFrame]:
        rows = self.material.applications.select(
            pl.lit(HouseholdKind.APPLICATION.value).alias("kind"),
            pl.col("application_no").alias("household_no"),
            "authorisation_no",
            "authorised_on",
            "authorised_until",
            "unanswered_sources",
        )
        return self._laid_out(rows)

    def _laid_out(self, lines: pl.DataFrame) -> Mapping[tuple[object, ...], pl.DataFrame]:
        mine = lines.join(self.wanted, on=KEY, how="semi", maintain_order="left")
        return mine.partition_by(KEY, as_dict=True, maintain_order=True)

    def _named(self, lines: pl.DataFrame) -> pl.DataFrame:
        people = self.material.economy.members.filter(pl.col("person").is_not_null())
        names = people.select(*KEY, "person", member="name").unique([*KEY, "person"], keep="first", maintain_order=True)
        wanted = lines.join(self.wanted, on=KEY, how="semi", maintain_order="left")
        return wanted.join(names, on=[*KEY, "person"], how="left", maintain_order="left")


def _report(material: Material, household: Row, shelves: _Shelves) -> HouseholdReport:
    authorised, county = bool(household["authorised"]), text(household["county"])
    registers, idle = material.economy.registers_of(county), material.idle(county)
    wording = Wording(material.titles, day(registers.filter(pl.col("source") == _ITEMS)["cut_off"].first()))
    reasons = [word for word in str(household["reasons"] or "").split(COMMA) if word]

    def lines(shelf: str, make: Callable[[Row], _Line]) -> tuple[_Line, ...]:
        """Lines of a shelf; nothing of a register without authorisation."""
        return tuple(make(row) for row in shelves.of(getattr(shelves, shelf), household)) if authorised else ()

    clues = lines("clues", lambda row: (Family.of(str(row["check_id"])) is Family.ECONOMY, wording.difference(row)))
    return HouseholdReport(
        number=f"HD{material.as_of:%Y%m%d}-{mask_resident_ids(str(household['household_no']))}",
        household_no=str(household["household_no"]),
        kind=_KINDS[str(household["kind"])],
        scheme=text(household["scheme"]),
        head_name=text(household["head_name"]),
        town=text(household["town"]),
        village=text(household["village"]),
        as_of=material.as_of,
        window=_window(material.as_of),
        parameters_version=material.parameters_version,
        authorised=authorised,
        authorisation=_authorisation(household, shelves),
        standard_fen=fen(household["standard_fen"]),
        declared_fen=fen(household["declared_fen"]),
        observed_fen=fen(household["observed_fen"]) if authorised else None,
        left_fen=fen(household["left_per_head_fen"]) if authorised else None,
        members=tuple(wording.member(row, authorised=authorised) for row in shelves.of(shelves.members, household)),
        incomes=lines("incomes", wording.income),
        expenses=lines("expenses", wording.expense),
        assets=lines("assets", wording.asset),
        others=tuple(clue for is_economy, clue in clues if not is_economy),
        differences=tuple(clue for is_economy, clue in clues if is_economy),
        not_checked=_told(material, idle, economy=False) if authorised else (),
        not_compared=_told(material, idle, economy=True) if authorised else (),
        lacking=tuple(wording.reason(word) for word in reasons if _is_missing(word)),
        kin=lines("kin", wording.kin),
        registers=_registers(registers) if authorised else (),
        outcome=_OUTCOMES[str(household["outcome"])],
        reasons=tuple(wording.reason(word) for word in _grounds(str(household["outcome"]), reasons)),
        unanswered=_unanswered(household, shelves, reasons),
    )


def _grounds(outcome: str, reasons: Sequence[str]) -> list[str]:
    """What the conclusion rests on: that the data do not suffice rests on what is missing, not on what was found."""
    insufficient = outcome == HouseholdOutcome.INSUFFICIENT_DATA.value
    return [word for word in reasons if not insufficient or _is_missing(word)]


def _is_missing(word: str) -> bool:
    return word.partition(":")[0] in _MISSING


def _told(material: Material, idle: Sequence[str], *, economy: bool) -> tuple[str, ...]:
    """Checks that were not run, of the household economy or the others, as people read them."""
    chosen = [one for one in idle if (Family.of(one) is Family.ECONOMY) == economy]
    return tuple(f"{check_id} {material.titles[check_id]}" for check_id in chosen)


def _registers(registers: pl.DataFrame) -> tuple[Register, ...]:
    asked = registers.filter(pl.col("state") != RegisterState.NEVER_LANDED.value)
    return tuple(_register(*row) for row in asked.select("source", "cut_off", "state").iter_rows())


def _register(source: str, until: date | None, state: str) -> Register:
    told = RegisterState(state)
    return Register(SOURCE_TITLES[source], until, told.label, is_late=told is not RegisterState.CURRENT)


def _authorisation(household: Row, shelves: _Shelves) -> str:
    if household["kind"] == HouseholdKind.LOW_INCOME.value:
        return _STANDING_AUTHORISATION
    if not household["authorised"]:
        return _NOT_AUTHORISED
    said = (
        f"{row['authorisation_no'] or '（无编号）'}，{row['authorised_on']} 至 {row['authorised_until'] or '长期'}"
        for row in shelves.of(shelves.applications, household)
    )
    return "；".join(dict.fromkeys(said))


def _unanswered(household: Row, shelves: _Shelves, reasons: Sequence[str]) -> tuple[str, ...]:
    """Agencies that the application says have not answered, then registers that its reasons call absent or too old."""
    named = [row["unanswered_sources"] for row in shelves.of(shelves.applications, household)]
    late = [SOURCE_TITLES[word.partition(":")[2]] for word in reasons if ":" in word]
    return tuple(dict.fromkeys(str(name) for name in [*named, *late] if name))


def _window(as_of: date) -> tuple[str, str]:
    """First and last of the 12 whole months before the month of the as-of date."""
    month = month_of(as_of)
    return f"{month_start(month - MONTHS_IN_YEAR):%Y-%m}", f"{month_start(month - 1):%Y-%m}"
