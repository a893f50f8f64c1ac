"""The verification report of one household (居民家庭经济状况核对报告): its typed content and its A4 page.

It concludes in three wordings only, and decides nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reports.files import write
from reports.templates import inline, template
from reports.words import HOUSEHOLD_NOTICE, OBJECTION_NOTICE
from schemas.masking import mask_resident_ids
from schemas.terms import HouseholdKind, HouseholdOutcome


@dataclass(frozen=True)
class Member:
    """A member as the roll or application names him: whether he counts, or why not, and what is known beside it."""

    name: str
    id_no: str | None
    relation: str | None
    counted: bool
    note: str = ""


@dataclass(frozen=True)
class Income:
    """Income of one member and kind; found = counted + not counted, in fen.

    Attributes:
        member: his name.
        item: kind of income.
        register: agency that reports it.
        period: months that the agency's figures cover, as people read them.
        found_fen: what the agency reports.
        counted_fen: what falls into the window and counts.
        not_counted_fen: the rest.
        why_not: why something is not counted.
        cut_off: date of the agency's data.
    """

    member: str
    item: str
    register: str
    period: str
    found_fen: int
    counted_fen: int
    not_counted_fen: int
    why_not: str
    cut_off: date | None


@dataclass(frozen=True)
class Expense:
    """Rigid expense of one member and kind in fen: paid, of that inside the window, of that deducted by policy."""

    member: str
    item: str
    period: str
    found_fen: int
    counted_fen: int
    deducted_fen: int
    why_not: str


@dataclass(frozen=True)
class Asset:
    """A thing or registration with its state; `why_not` where it does not count, `weak` where the clue is weak."""

    member: str
    item: str
    detail: str
    amount_fen: int | None
    counts: bool
    weak: bool
    why_not: str
    register: str
    cut_off: date | None


@dataclass(frozen=True)
class Difference:
    """What is declared of whom beside what was found and its limit, with source and date; `title` tells its subject."""

    title: str
    people: str
    declared: str | None
    found: str | None
    limit: str | None
    source: str
    cut_off: date | None


@dataclass(frozen=True)
class Register:
    """A register that was asked: its title, its cut-off date (None where it is absent), its state in words, if late."""

    title: str
    cut_off: date | None
    state: str
    is_late: bool


@dataclass(frozen=True)
class HouseholdReport:
    """One household as of one date. Money is in fen; None is unknown, never zero.

    Attributes:
        number: number of this report.
        household_no: household or application number.
        kind: why it is verified.
        scheme, head_name, town, village: as the roll or application has them.
        as_of: the date for which it was verified.
        window: first and last month of the window, `YYYY-MM`.
        parameters_version: version of the policy parameters in force.
        authorised: every member has authorised the verification on that date.
        authorisation: numbers and dates of the authorisations, in words.
        standard_fen: standard a head and month; None for schemes without one.
        declared_fen, observed_fen, left_fen: income a head and month as declared, as found, and after deductions.
        members, incomes, expenses, assets: by member.
        others: clues beyond income and property.
        differences: declared against found.
        not_checked: of others, what was not checked for want of data, so that nothing is known of it.
        not_compared: the same of differences.
        lacking: why not everything could be compared, in words, whatever the conclusion.
        kin: people of a member's registry household whom no row of this one names, as people read them.
        registers: registers that were asked.
        outcome: one of the three conclusions.
        reasons: its grounds, in words.
        unanswered: agencies without an answer, and registers that are absent or too old.
    """

    number: str
    household_no: str
    kind: HouseholdKind
    scheme: str | None
    head_name: str | None
    town: str | None
    village: str | None
    as_of: date
    window: tuple[str, str]
    parameters_version: str
    authorised: bool
    authorisation: str
    standard_fen: int | None
    declared_fen: int | None
    observed_fen: int | None
    left_fen: int | None
    members: tuple[Member, ...]
    incomes: tuple[Income, ...]
    expenses: tuple[Expense, ...]
    assets: tuple[Asset, ...]
    others: tuple[Difference, ...]
    differences: tuple[Difference, ...]
    not_checked: tuple[str, ...]
    not_compared: tuple[str, ...]
    lacking: tuple[str, ...]
    kin: tuple[str, ...]
    registers: tuple[Register, ...]
    outcome: HouseholdOutcome
    reasons: tuple[str, ...]
    unanswered: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuses a report that shows what the household has not authorised.

        Raises:
            ValueError: without authorisation something of a register is shown, or another conclusion is drawn than
                that the data do not suffice (社会救助暂行办法 第五十八条: verification is by authorisation).
        """
        seen = (self.incomes, self.expenses, self.assets, self.others, self.differences, self.kin, self.registers)
        known = self.observed_fen is not None or self.left_fen is not None
        known |= any(member.counted or member.note for member in self.members)
        if not self.authorised and (any(seen) or known or self.outcome is not HouseholdOutcome.INSUFFICIENT_DATA):
            raise ValueError(f"household {self.household_no} has not authorised what its report shows")

    @property
    def shown_no(self) -> str:
        """The household number as it may be read: masked where it is somebody's id."""
        return mask_resident_ids(self.household_no)

    @property
    def members_counted(self) -> int:
        """Members who count."""
        return sum(member.counted for member in self.members)

    @property
    def found_fen(self) -> int:
        """Income found, all lines."""
        return sum(income.found_fen for income in self.incomes)

    @property
    def counted_fen(self) -> int:
        """Income of the window that counts, all lines."""
        return sum(income.counted_fen for income in self.incomes)

    @property
    def deducted_fen(self) -> int:
        """Rigid expenses deducted, all lines."""
        return sum(expense.deducted_fen for expense in self.expenses)

    @property
    def cut_offs(self) -> dict[str, tuple[str, ...]]:
        """Cut-off date, or the state of what is absent or late -> titles of the registers."""
        found: dict[str, tuple[str, ...]] = {}
        for one in sorted(self.registers, key=lambda one: (one.cut_off or date.max, one.is_late)):
            when = str(one.cut_off) if one.cut_off else ""
            said = f"{when} {one.state}".strip() if one.is_late else when
            found[said] = (*found.get(said, ()), one.title)
        return found

    @property
    def conclusion(self) -> str:
        """The conclusion in its fixed wording, with the agencies that have not answered where data do not suffice."""
        if self.outcome is HouseholdOutcome.INSUFFICIENT_DATA and self.unanswered:
            return f"{self.outcome.label}（未反馈：{'、'.join(self.unanswered)}）"
        return self.outcome.label


def report_names(reports: Sequence[HouseholdReport]) -> list[str]:
    """The number of each; with its kind where somebody applies under a number that is on the roll too."""
    often = Counter(report.household_no for report in reports)
    return [
        f"{one.household_no}-{one.kind.label}" if often[one.household_no] > 1 else one.household_no for one in reports
    ]


def render_household(report: HouseholdReport) -> str:
    """The report as one HTML page for A4 paper; ids are masked; the same content gives the same text."""
    return template("household.html").render(
        report=report,
        style=inline("household.css"),
        notice=HOUSEHOLD_NOTICE,
        objection=OBJECTION_NOTICE,
    )


def write_household(report: HouseholdReport, path: Path) -> None:
    """Writes the page."""
    write(path, render_household(report).encode())
