"""Clues as lists by town, a list a check, the strongest first, their cells as the page shows them."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from reports.listing import (
    Head,
    Listing,
    as_text,
    by,
    line,
    listing,
    lives,
    place,
    totals,
    town_or_unknown,
)
from reports.masks import household_number, masked_numbers, told_apart, with_tail
from reports.movement import movement_by_check
from reports.report import Report
from reports.tonight import flags
from reports.words import in_chinese
from schemas.leaving import TextKind
from schemas.outputs.findings import MISMATCH, MUTUAL_INCLUSION, family
from schemas.outputs.households import HOUSEHOLDS
from schemas.terms import Family, Strength

_MOST_CLUES = 50_000
"""As many rows as the page holds and still opens at once; what is left out first is of data quality."""
_STRONGEST_FIRST = [Strength.TWO_SOURCES.value, Strength.STRONG.value, Strength.ONE_SOURCE.value, Strength.WEAK.value]
_CLUE_HEADS = (
    Head("name", "姓名", "name"),
    Head("person_id_no", "证件尾号", "key"),
    Head("household_no", "户编号", "key"),
    Head("village", "村居"),
    Head("declared", "申报或登记"),
    Head("observed", "比对发现"),
    Head("limit", "标准或限额"),
    Head("months", "月数", "figure"),
    Head("amount", "差额（元）", "figure"),
    Head("strength", "强度"),
    Head("observed_source", "证据来源与截止日", "evidence"),
    Head("observed_as_of", "", "beside"),
    Head("place", "", "more"),
    Head("line", "", "beside"),
    Head("grade", "等级"),
    Head("finding_id", "线索编号", "clue"),
)


@dataclass(frozen=True, eq=False)
class FamilyLists:
    """The lists of one family of checks."""

    family: Family
    listings: tuple[Listing, ...]

    @property
    def file(self) -> str:
        """The published file that holds all of them."""
        return (MUTUAL_INCLUSION if self.family is Family.INCLUSION else MISMATCH).file

    @property
    def total(self) -> int:
        """Clues of the family."""
        return sum(listing.total for listing in self.listings)


def clue_lists(report: Report) -> tuple[FamilyLists, ...]:
    """Every check's clues by town, ids masked; checks without a clue too, since they were looked at."""
    shown = by(_shown_clues(report), "check_id")
    counted = totals(report.findings, "check_id")
    moved = movement_by_check(report)
    return tuple(
        FamilyLists(
            one,
            tuple(
                listing(
                    (check_id, title.title, title.note, counted.get(check_id, 0)),
                    _CLUE_HEADS,
                    shown.get(check_id),
                    moved.get(check_id),
                )
                for check_id, title in report.checks_of(one).items()
            ),
        )
        for one in report.families
    )


def clues_by_town(report: Report) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """(town, clues of each family in `report.families`), towns in order."""
    counted = report.findings.group_by(town_or_unknown(), family()).agg(pl.len().alias("n"))
    wide = counted.group_by("town").agg(
        pl.col("n").filter(pl.col("family") == one.value).sum().alias(one.value) for one in report.families
    )
    return tuple((row[0], row[1:]) for row in wide.sort("town").iter_rows())


def _shown_clues(report: Report) -> pl.DataFrame:
    """The clues that the page holds, in order, as it shows them."""
    strength = pl.col("strength").replace_strict(
        _STRONGEST_FIRST, range(len(_STRONGEST_FIRST)), default=len(_STRONGEST_FIRST), return_dtype=pl.Int64
    )
    ranked = report.findings.with_columns(
        town_or_unknown(),
        rank=strength,
        longest=-pl.col("months"),
        largest=-pl.col("amount").abs(),
        last=family() == Family.QUALITY.value,
        flags=flags(report, report.findings),
    )
    order = ("rank", "longest", "largest", "finding_id")
    cut = ranked.sort("last", *order, nulls_last=True).head(_MOST_CLUES)
    shown = _masked(report, cut.sort("check_id", "town", *order, nulls_last=True)).with_columns(lives(report))
    return as_text(in_chinese(shown, MISMATCH))


def _masked(report: Report, clues: pl.DataFrame) -> pl.DataFrame:
    """The clues with what the page shows of numbers: household numbers whole, ids by their last four digits."""
    numbers = [check_id for check_id, one in report.checks.items() if one.texts.are_two_numbers]
    apart = clues.filter(pl.col("check_id").is_in(numbers))
    households = _households(report, clues)
    told = told_apart(apart, "declared", "observed").select("finding_id", "declared", "observed")
    plain = clues.with_columns(
        masked_numbers(name, _births(report, name), households) for name in ("declared", "observed", "limit")
    ).with_columns(with_tail("person_id_no"), household_number("household_no"), place(), line())
    return plain.update(told, on="finding_id") if apart.height else plain


def _births(report: Report, text: str) -> list[str]:
    """Checks of which this text is a birth date."""
    return [name for name, one in report.checks.items() if getattr(one.texts, text).kind is TextKind.BIRTH]


def _households(report: Report, clues: pl.DataFrame) -> frozenset[str]:
    """Household numbers: inside the bureau they may be read in a text."""
    known = (clues["household_no"], report.frame(HOUSEHOLDS)["household_no"])
    return frozenset(number for numbers in known for number in numbers.drop_nulls().unique())
