"""Tonight's work: the clues that are new, back, on other evidence, gone, overdue, or raised though they were closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from reports.report import Report
from reports.words import UNKNOWN_AREA
from schemas.outputs.ledger import LEDGER
from schemas.terms import DataStatus, FindingState

KIND = "kind"
"""Column that says why a clue stands among tonight's work."""


@dataclass(frozen=True)
class Occasion:
    """Why a clue stands among tonight's work.

    Attributes:
        name: how it is called in addresses.
        label: what people read.
        note: what is to be done, or known.
        flag: the bit that a row of the page's lists bears; 0 where no list has it any more.
        colour: class of its mark.
    """

    name: str
    label: str
    note: str
    flag: int
    colour: str


NEW = Occasion("new", DataStatus.NEW.label, "本期第一次查出", 1, "warn")
OVERDUE = Occasion("overdue", LEDGER.labels["overdue"], "期限已过，还没有核实结果", 2, "bad")
REOPENED = Occasion("reopened", DataStatus.REOPENED.label, "曾经消除，本期又查出", 4, "warn")
CHANGED = Occasion("changed", "证据有变", "曾核实为不属实，此后所依据的登记有变化，须重新核实", 16, "warn")
STILL_RAISED = Occasion("still", LEDGER.labels["still_raised"], "处置日之后报送的数据仍查出", 8, "bad")
GONE = Occasion("gone", "本期消除", "本期的数据不再显示；属实、部分属实的仍须处置", 0, "none")
KINDS = (NEW, REOPENED, CHANGED, GONE, OVERDUE, STILL_RAISED)
"""In the order in which they are read."""
FLAGGED = tuple(sorted((one for one in KINDS if one.flag), key=lambda one: one.flag))


def is_first_night(report: Report) -> bool:
    """No earlier night is on record: every clue is new."""
    ledger = report.frame(LEDGER)
    return report.diff is None and ledger.filter(pl.col("first_seen") < report.as_of).is_empty()


def tonights_work(report: Report) -> pl.DataFrame:
    """A row a clue and kind: columns of the ledger and `kind` (String), a town always; in no order."""
    ledger = report.frame(LEDGER).with_columns(pl.col("town").fill_null(UNKNOWN_AREA))
    parts = [ledger.filter(belongs).with_columns(pl.lit(one.name).alias(KIND)) for one, belongs in _belonging(report)]
    return pl.concat(parts)


def listed_work(report: Report, work: pl.DataFrame) -> pl.DataFrame:
    """What lists show of `tonights_work`, by kind, town and check: on a first night, when all are new, no new ones."""
    shown = work.filter(pl.col(KIND) != NEW.name) if is_first_night(report) else work
    return shown.sort(pl.col(KIND).cast(pl.Enum([one.name for one in KINDS])), "town", *LEDGER.order)


def counts_by_town(work: pl.DataFrame) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """(town, clues of each of `KINDS`), towns in order."""
    counted = work.group_by("town").agg((pl.col(KIND) == one.name).sum().alias(one.name) for one in KINDS)
    return tuple((row[0], row[1:]) for row in counted.sort("town").iter_rows())


def flags(report: Report, clues: pl.DataFrame) -> pl.Series:
    """The bits of `Occasion.flag` of clues that are raised tonight (finding_id, first_seen)."""
    ledger = report.frame(LEDGER)
    new = (pl.col("first_seen") == report.as_of) if report.diff else pl.lit(value=False)
    told = [pl.when(new).then(NEW.flag).otherwise(0)]
    for one, belongs in _belonging(report):
        if one.flag and one is not NEW:
            ids = ledger.filter(belongs)["finding_id"]
            told.append(pl.when(pl.col("finding_id").is_in(ids.implode())).then(one.flag).otherwise(0))
    return clues.select(pl.sum_horizontal(told)).to_series()


def occurring(marked: Sequence[int]) -> tuple[Occasion, ...]:
    """The kinds of which some row bears the bit."""
    together = 0
    for flag in marked:
        together |= flag
    return tuple(one for one in FLAGGED if one.flag & together)


def _belonging(report: Report) -> tuple[tuple[Occasion, pl.Expr], ...]:
    status = pl.col("data_status")
    return (
        (NEW, status == DataStatus.NEW.value),
        (REOPENED, status == DataStatus.REOPENED.value),
        (CHANGED, _opened_by_its_evidence(report)),
        (GONE, (status == DataStatus.GONE.value) & (pl.col("gone_since") == report.as_of)),
        # A disposal may rest on the result of an earlier round: then nothing is left to be found out.
        (OVERDUE, pl.col("overdue") & pl.col("state").ne_missing(FindingState.CLOSED.value)),
        (STILL_RAISED, pl.col("still_raised")),
    )


def _opened_by_its_evidence(report: Report) -> pl.Expr:
    """A clue that stood and was refuted, and tonight is open: only other evidence brings that about in a night."""
    opened = (pl.col("state") == FindingState.OPEN.value) & (pl.col("state_since") == report.as_of)
    return opened & (pl.col("data_status") == DataStatus.STANDING.value)
