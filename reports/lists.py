"""Clues, gaps and rows to review as lists by town, the strongest first, their cells as the page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from reports.masks import household_number, masked_numbers, told_apart, with_tail
from reports.report import Report
from reports.tonight import flags
from reports.words import UNKNOWN_AREA, in_chinese
from schemas.leaving import TextKind
from schemas.outputs.coverage_gaps import COVERAGE_GAPS
from schemas.outputs.findings import MISMATCH, MUTUAL_INCLUSION, family
from schemas.outputs.households import HOUSEHOLDS
from schemas.outputs.links import LINKS
from schemas.terms import Family, Outcome, Strength

_MOST_CLUES = 50_000
"""As many rows as the page holds and still opens at once; what is left out first is of data quality."""
_PER_TOWN = 100
"""Gaps of an indicator shown of each town: where a source is late, everybody is a gap."""
_MOST_ROWS_TO_REVIEW = 5_000
_NO_MOVEMENT: Final = (None, None)
_STRONGEST_FIRST = [Strength.TWO_SOURCES.value, Strength.STRONG.value, Strength.ONE_SOURCE.value, Strength.WEAK.value]


@dataclass(frozen=True)
class Head:
    """A column of a list.

    Attributes:
        name: column of the list's frame.
        label: what people read above it.
        kind: how its cells look: `name`, `key` (a number that is looked for), `clue` (one under which the clue's row
            is found), `link` (one that leads there), `day`, `figure`, `evidence`, `text`, or what stands small in the
            cell before it, under its text (`more`) or `beside` it.
    """

    name: str
    label: str
    kind: str = "text"


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
_GAP_HEADS = (
    Head("name", "姓名", "name"),
    Head("key", "对象编号", "key"),
    Head("village", "村居"),
    Head("reason", "原因"),
)
_REVIEW_HEADS = (
    Head("name", "姓名", "name"),
    Head("id_no", "所填证件号码"),
    Head("village", "村居"),
    Head("place", "数据文件"),
    Head("line", "", "beside"),
    Head("candidate_name", "户籍中可能的人", "name"),
    Head("candidate_id_no", "其证件号码"),
    Head("why_not", "待复核原因"),
)


@dataclass(frozen=True, eq=False)
class Listing:
    """One list.

    Attributes:
        id: check, indicator or source; the list's name on the page.
        title: what people read.
        note: beside the title.
        total: rows in all.
        heads: its columns, those without anything in them left out.
        rows: the rows shown, in order: `town`, `flags` (bits of `reports.tonight.WorkKind`), `life` (what became of
            the clue, a line a span of nights or entry) and the columns of `heads`, all text.
        new, gone: against the publication before; None where there is none.
    """

    id: str
    title: str
    note: str
    total: int
    heads: tuple[Head, ...]
    rows: pl.DataFrame
    new: int | None = None
    gone: int | None = None

    @property
    def hidden(self) -> int:
        """Rows that are not shown."""
        return self.total - self.rows.height


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
    totals = _totals(report.findings, "check_id")
    moved = _movements(report)
    return tuple(
        FamilyLists(
            one,
            tuple(
                listing(
                    (check_id, title.title, title.note, totals.get(check_id, 0)),
                    _CLUE_HEADS,
                    shown.get(check_id),
                    moved.get(check_id, _NO_MOVEMENT),
                )
                for check_id, title in report.checks_of(one).items()
            ),
        )
        for one in report.families
    )


def gap_lists(report: Report) -> tuple[Listing, ...]:
    """Every indicator's gaps by town, ids masked; indicators without a gap are left out."""
    gaps = report.frame(COVERAGE_GAPS)
    ordered = gaps.with_columns(town_or_unknown()).sort("kpi", "town", "key", "reason")
    cut = ordered.filter(pl.int_range(pl.len()).over("kpi", "town") < _PER_TOWN)
    shown = by(as_text(in_chinese(cut, COVERAGE_GAPS).with_columns(household_number("key"))), "kpi")
    totals = _totals(gaps, "kpi")
    return tuple(
        listing((kpi, title.title, "", totals[kpi]), _GAP_HEADS, shown[kpi])
        for kpi, title in report.indicators.items()
        if kpi in shown
    )


def review_lists(report: Report) -> tuple[Listing, ...]:
    """The rows of each source that a person has to decide on, both numbers with what differs in clear."""
    rows = report.frame(LINKS).filter(pl.col("outcome") == Outcome.REVIEW.value).with_columns(town_or_unknown())
    rows = rows.sort("source", "town", *LINKS.order, nulls_last=True)
    cut = rows.head(_MOST_ROWS_TO_REVIEW)
    told = in_chinese(told_apart(cut, "id_no", "candidate_id_no"), LINKS)
    shown = by(as_text(told.with_columns(_place(), _line(), key=pl.lit("review-") + cut["source"])), "key")
    totals = _totals(rows.with_columns(key=pl.lit("review-") + pl.col("source")), "key")
    return tuple(
        listing((key, str(frame["source"][0]), "", totals[key]), _REVIEW_HEADS, frame) for key, frame in shown.items()
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
    ).with_columns(with_tail("person_id_no"), household_number("household_no"), _place(), _line())
    return plain.update(told, on="finding_id") if apart.height else plain


def _births(report: Report, text: str) -> list[str]:
    """Checks of which this text is a birth date."""
    return [name for name, one in report.checks.items() if getattr(one.texts, text).kind is TextKind.BIRTH]


def _households(report: Report, clues: pl.DataFrame) -> frozenset[str]:
    """Household numbers: inside the bureau they may be read in a text."""
    known = (clues["household_no"], report.frame(HOUSEHOLDS)["household_no"])
    return frozenset(number for numbers in known for number in numbers.drop_nulls().unique())


def town_or_unknown() -> pl.Expr:
    """The town of a row; of one that nobody knows the town of, that it is unknown."""
    return pl.col("town").fill_null(UNKNOWN_AREA)


def _place() -> pl.Expr:
    """The file of a row; a clue about a household has a source only."""
    return pl.coalesce("file", "source").alias("place")


def _line() -> pl.Expr:
    return pl.format("第 {} 行", "row_number").alias("line")


def lives(report: Report) -> pl.Expr:
    """What became of each clue as the column `life`; null where nothing is known of it."""
    told = report.lives
    found = pl.col("finding_id").replace_strict(told["finding_id"], told["life"], default=None, return_dtype=pl.String)
    return found.alias("life")


def as_text(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with every value as the text that stands in its cell."""
    return rows.with_columns(pl.all().cast(pl.String))


def by(rows: pl.DataFrame, key: str) -> dict[str, pl.DataFrame]:
    """The rows of each value of a column, in their order."""
    return {str(name): part for (name,), part in rows.partition_by(key, as_dict=True, maintain_order=True).items()}


def _totals(rows: pl.DataFrame, key: str) -> dict[str, int]:
    return dict(rows.group_by(key).len().iter_rows())


def listing(
    about: tuple[str, str, str, int],
    heads: Sequence[Head],
    rows: pl.DataFrame | None,
    moved: tuple[int | None, int | None] = _NO_MOVEMENT,
) -> Listing:
    """A list of the rows; columns without anything in them are left out, and a `town` there always is."""
    frame = pl.DataFrame() if rows is None else rows
    filled = [name for name in frame.columns if frame[name].null_count() < frame.height]
    kept = tuple(head for head in heads if head.name in filled or head.name in _ALWAYS)
    return Listing(*about, kept, _flagged(frame, kept), *moved)


_ALWAYS = frozenset({"name", "village", "declared", "observed", "observed_source", "key", "reason", "finding_id"})
"""Columns that stand even where nothing is in them: that nothing is known is said."""


def _flagged(rows: pl.DataFrame, heads: Iterable[Head]) -> pl.DataFrame:
    names = ("town", "flags", "life", *(head.name for head in heads))
    return rows.select(pl.col(name) if name in rows.columns else pl.lit(None, pl.String).alias(name) for name in names)


def _movements(report: Report) -> dict[str, tuple[int, int]]:
    """Check -> (new, gone), every check; nothing where there is no publication to compare with."""
    if report.diff is None:
        return {}
    counted = report.diff.by_check().select("check_id", "new", "gone").iter_rows()
    return dict.fromkeys(report.checks, (0, 0)) | {check_id: (new, gone) for check_id, new, gone in counted}
