"""Clues and gaps as lists by town, the strongest first, cut to what a page can bear; it says how many are left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Final

import polars as pl

from reports.masks import masked_numbers
from reports.report import Report
from reports.words import UNKNOWN_AREA, in_chinese
from schemas.leaving import TextKind
from schemas.masking import masked
from schemas.outputs.coverage_gaps import COVERAGE_GAPS
from schemas.outputs.findings import MISMATCH, MUTUAL_INCLUSION, family
from schemas.terms import Family, Strength

Row = dict[str, object]

_PER_TOWN = 10
_PER_TOWN_OF_QUALITY = 3
_UNKNOWN: Final = (None, None)
_STRONGEST_FIRST = [Strength.TWO_SOURCES.value, Strength.STRONG.value, Strength.ONE_SOURCE.value, Strength.WEAK.value]
_SHOWN = (
    "name",
    "person_id_no",
    "household_no",
    "village",
    "declared",
    "observed",
    "limit",
    "months",
    "amount",
    "strength",
    "observed_source",
    "observed_as_of",
    "grade",
    "source",
    "file",
    "row_number",
    "is_new",
)


@dataclass(frozen=True)
class TownList:
    """The rows of one town: how many there are, and those shown."""

    town: str
    total: int
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Listing:
    """One check's or indicator's list.

    Attributes:
        id: check or indicator.
        title: what people read.
        note: beside the title.
        total: rows in all.
        towns: by town, towns in order.
        new, gone: against the publication before; None where there is none.
    """

    id: str
    title: str
    note: str
    total: int
    towns: tuple[TownList, ...]
    new: int | None = None
    gone: int | None = None

    @property
    def columns(self) -> frozenset[str]:
        """Columns that hold anything in the rows shown."""
        rows = (row for town in self.towns for row in town.rows)
        return frozenset(name for row in rows for name, value in row.items() if value is not None)

    @property
    def hidden(self) -> int:
        """Rows that are not shown."""
        return self.total - sum(len(town.rows) for town in self.towns)


@dataclass(frozen=True)
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
    by_check = _grouped(_shown_clues(report), "check_id")
    moved = _movements(report)
    return tuple(
        FamilyLists(
            one,
            tuple(
                _listing(check_id, title.title, title.note, by_check.get(check_id, ()), moved.get(check_id, _UNKNOWN))
                for check_id, title in report.checks_of(one).items()
            ),
        )
        for one in report.families
    )


def gap_lists(report: Report) -> tuple[Listing, ...]:
    """Every indicator's gaps by town, ids masked; indicators without a gap are left out."""
    gaps = in_chinese(report.frame(COVERAGE_GAPS).select(tuple(COVERAGE_GAPS.dtypes)), COVERAGE_GAPS)
    keyed = gaps.with_columns(check_id=pl.lit(""), key=masked_key())
    shown = _cut(keyed, "kpi", ["key", "reason"], pl.lit(_PER_TOWN))
    by_kpi = _grouped(shown.select("kpi", "town", "total", "name", "key", "village", "reason"), "kpi")
    return tuple(
        _listing(kpi, title.title, title.note, by_kpi[kpi], _UNKNOWN)
        for kpi, title in report.indicators.items()
        if kpi in by_kpi
    )


def clues_by_town(report: Report) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """(town, clues of each family in `report.families`), towns in order."""
    counted = report.findings.group_by(_town(), family()).agg(pl.len().alias("n"))
    wide = counted.group_by("town").agg(
        pl.col("n").filter(pl.col("family") == one.value).sum().alias(one.value) for one in report.families
    )
    return tuple((row[0], row[1:]) for row in wide.sort("town").iter_rows())


def masked_key() -> pl.Expr:
    """Key of a gap with a resident id masked; a household or application number stays."""
    is_id = pl.col("key").str.contains("^[0-9]{17}[0-9Xx]$")
    return pl.when(is_id).then(masked("key")).otherwise("key").alias("key")


def _shown_clues(report: Report) -> pl.DataFrame:
    strength = pl.col("strength").replace_strict(
        _STRONGEST_FIRST, range(len(_STRONGEST_FIRST)), default=len(_STRONGEST_FIRST), return_dtype=pl.Int64
    )
    is_new = pl.col("first_seen") == report.as_of if report.diff else pl.lit(value=False)
    quality = family() == Family.QUALITY.value
    limit = pl.when(quality).then(_PER_TOWN_OF_QUALITY).otherwise(_PER_TOWN)
    ranked = report.findings.with_columns(
        rank=strength, longest=-pl.col("months"), largest=-pl.col("amount").abs(), is_new=is_new
    )
    cut = _cut(ranked, "check_id", ["rank", "longest", "largest", "finding_id"], limit)
    return in_chinese(
        cut.with_columns(
            masked("person_id_no"), *(masked_numbers(name, _births(report, name)) for name in ("declared", "observed"))
        ).select("check_id", "town", "total", *_SHOWN),
        MISMATCH,
    )


def _births(report: Report, text: str) -> list[str]:
    """Checks of which this text is a birth date."""
    return [name for name, one in report.checks.items() if getattr(one.texts, text).kind is TextKind.BIRTH]


def _cut(frame: pl.DataFrame, about: str, order: Sequence[str], limit: pl.Expr) -> pl.DataFrame:
    """The first rows of each town, with `total`, the town's number of rows; towns and rows in order."""
    placed = frame.with_columns(_town()).sort(about, "town", *order, nulls_last=True)
    within = [about, "town"]
    counted = placed.with_columns(total=pl.len().over(within), place=pl.int_range(pl.len()).over(within))
    return counted.filter(pl.col("place") < limit)


def _town() -> pl.Expr:
    return pl.col("town").fill_null(UNKNOWN_AREA)


def _grouped(frame: pl.DataFrame, about: str) -> dict[str, tuple[TownList, ...]]:
    return {
        str(key): tuple(_town_lists(rows)) for key, rows in groupby(frame.iter_rows(named=True), key=itemgetter(about))
    }


def _town_lists(rows: Iterator[Row]) -> Iterator[TownList]:
    for town, members in groupby(rows, key=itemgetter("town")):
        shown = tuple(members)
        yield TownList(str(town), int(str(shown[0]["total"])), shown)


def _listing(
    about: str, title: str, note: str, towns: tuple[TownList, ...], moved: tuple[int | None, int | None]
) -> Listing:
    return Listing(about, title, note, sum(town.total for town in towns), towns, *moved)


def _movements(report: Report) -> dict[str, tuple[int, int]]:
    """Check -> (new, gone), every check; nothing where there is no publication to compare with."""
    if report.diff is None:
        return {}
    counted = report.diff.by_check().select("check_id", "new", "gone").iter_rows()
    return dict.fromkeys(report.checks, (0, 0)) | {check_id: (new, gone) for check_id, new, gone in counted}
