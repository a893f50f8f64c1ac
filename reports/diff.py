"""What changed between two publications: clues that are new, gone or changed, and indicators that moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from schemas.output import Table
from schemas.outputs.coverage import COVERAGE
from schemas.outputs.findings import FINDINGS, MISMATCH
from schemas.outputs.ledger import LEDGER
from schemas.terms import DataStatus

COMPARED: tuple[Table, ...] = (*FINDINGS, COVERAGE)
"""The tables that a comparison reads of a publication."""

_KEY = "finding_id"
_KNOWN = (_KEY, "check_id", "name", "person_id_no", "household_no", "town", "village", "data_status")
_FINDING_COLUMNS = tuple(MISMATCH.dtypes)
# What a clue says. Where its row stands and when it was seen may change without the clue changing.
_SUBSTANCE = ("declared", "observed", "limit", "months", "amount", "strength", "observed_source", "grade", "state")
_AREA = ("kpi", "area_level", "area")
_FIGURES = ("numerator", "denominator", "met")


@dataclass(frozen=True, eq=False)
class Diff:
    """Two publications compared; `before` and `after` are their as-of dates.

    Attributes:
        new: findings of the later one only (columns of `mismatch`).
        gone: findings of the earlier one only, whose check ran and did not raise them.
        not_run: findings of the earlier one of which the later one could not say whether they are still there.
        found_gone: clues of neither, of which the earlier one could not say whether they are still there, and the
            later one says that they are gone: columns of the ledger, `_KNOWN`.
        staying: findings of both, as in the later one.
        changed: of the staying ones those that say something else: finding_id, check_id, household_no, person_id_no,
            name, town, and each of the substance columns as `<column>_before` and `<column>_after`.
        indicators: areas whose figures differ: kpi, area_level, area, numerator/denominator/met `_before`, `_after`;
            null on the side where the area is not counted.
    """

    before: date
    after: date
    new: pl.DataFrame
    gone: pl.DataFrame
    not_run: pl.DataFrame
    found_gone: pl.DataFrame
    staying: pl.DataFrame
    changed: pl.DataFrame
    indicators: pl.DataFrame

    @property
    def is_empty(self) -> bool:
        """Whether neither a clue nor an indicator has moved."""
        moving = (self.new, self.gone, self.not_run, self.found_gone, self.changed, self.indicators)
        return all(frame.is_empty() for frame in moving)

    def by_check(self) -> pl.DataFrame:
        """Counts a check: check_id, new, gone, not_run, staying, changed (Int64), sorted by check_id."""
        sides = {
            "new": self.new,
            "gone": pl.concat([self.gone.select("check_id"), self.found_gone.select("check_id")]),
            "not_run": self.not_run,
            "staying": self.staying,
            "changed": self.changed,
        }
        counts = [
            frame.group_by("check_id").agg(pl.len().cast(pl.Int64).alias("n")).with_columns(side=pl.lit(side))
            for side, frame in sides.items()
        ]
        long = pl.concat(counts)
        wide = [pl.col("n").filter(pl.col("side") == side).sum().alias(side) for side in sides]
        return long.group_by("check_id").agg(wide).sort("check_id")


@dataclass(frozen=True, eq=False)
class Published:
    """What a comparison reads of one publication.

    Attributes:
        as_of: its date.
        findings: all its findings, columns of `mismatch`.
        coverage: its indicators.
        statuses: every clue ever raised, `_KNOWN`; empty where there was no ledger yet.
    """

    as_of: date
    findings: pl.DataFrame
    coverage: pl.DataFrame
    statuses: pl.DataFrame

    @property
    def not_run(self) -> pl.Series:
        """The clues of which it could not say whether they are still there."""
        return self.clues(DataStatus.NOT_RUN)[_KEY]

    def clues(self, status: DataStatus) -> pl.DataFrame:
        """The clues of a status: columns `_KNOWN`."""
        return self.statuses.filter(pl.col("data_status") == status.value)


def published(as_of: date, tables: Mapping[str, pl.DataFrame]) -> Published:
    """One publication from its tables by name, of which those in `COMPARED` must be there; a ledger may be.

    A column that the product did not publish yet at the time is null.
    """
    findings = pl.concat([MISMATCH.empty(), *(tables[table.name] for table in FINDINGS)], how="diagonal")
    statuses = tables.get(LEDGER.name, LEDGER.empty()).select(_KNOWN)
    coverage = tables[COVERAGE.name].select(tuple(COVERAGE.dtypes))
    return Published(as_of, findings.select(_FINDING_COLUMNS), coverage, statuses)


def compare(before: Published, after: Published) -> Diff:
    """Compares two publications; findings are the same where their `finding_id` is."""
    old, new = before.findings, after.findings
    left = old.join(new, on=_KEY, how="anti")
    unknown = pl.col(_KEY).is_in(after.not_run.implode())
    return Diff(
        before=before.as_of,
        after=after.as_of,
        new=_sorted(new.join(old, on=_KEY, how="anti"), MISMATCH),
        gone=_sorted(left.remove(unknown), MISMATCH),
        not_run=_sorted(left.filter(unknown), MISMATCH),
        found_gone=_sorted(
            after.clues(DataStatus.GONE)
            .join(before.clues(DataStatus.NOT_RUN), on=_KEY, how="semi")
            .join(old, on=_KEY, how="anti"),
            LEDGER,
        ),
        staying=_sorted(new.join(old, on=_KEY, how="semi"), MISMATCH),
        changed=_changed(old, new),
        indicators=_indicators(before.coverage, after.coverage),
    )


def _sorted(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    return frame.sort(table.order)


def _changed(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    both = new.join(old.select(_KEY, *_SUBSTANCE), on=_KEY, suffix="_before")
    differs = pl.any_horizontal(map(_differs, _SUBSTANCE))
    about = ("finding_id", "check_id", "household_no", "person_id_no", "name", "town")
    return both.filter(differs).select(*about, *_sides(_SUBSTANCE)).sort(MISMATCH.order)


def _differs(name: str) -> pl.Expr:
    before = pl.col(f"{name}_before")
    # The first version published no limit: that it says one now is no change of the clue.
    return pl.col(name) != before if name == "limit" else pl.col(name).ne_missing(before)


def _indicators(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    both = new.join(old, on=_AREA, how="full", suffix="_before", coalesce=True)
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_before")) for name in _FIGURES)
    return both.filter(differs).select(*_AREA, *_sides(_FIGURES)).sort(COVERAGE.order)


def _sides(columns: tuple[str, ...]) -> list[pl.Expr]:
    return [
        expression for name in columns for expression in (pl.col(f"{name}_before"), pl.col(name).alias(f"{name}_after"))
    ]
