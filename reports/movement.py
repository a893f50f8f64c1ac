"""What moved since the publication before, in the words of the ledger: what it could not look at neither came nor went.

That publication lists what it found; a clue whose check did not run then, or could not answer, was on record all along.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from reports.diff import Diff
from reports.report import Report
from schemas.outputs.ledger import LEDGER
from schemas.terms import DataStatus


@dataclass(frozen=True)
class Movement:
    """Clues against the publication before.

    Attributes:
        new: raised for the first time.
        reopened: raised again after they were gone.
        unlisted: raised, and on record, though the publication before does not list them.
        gone: found to be gone, listed by the publication before or not.
        gone_unlisted: of these, those that it does not list.
    """

    new: int = 0
    reopened: int = 0
    unlisted: int = 0
    gone: int = 0
    gone_unlisted: int = 0

    @property
    def came(self) -> int:
        """New or back."""
        return self.new + self.reopened


def movement(report: Report) -> Movement | None:
    """Of all clues; None where there is no publication to compare with."""
    return _counted(_moved(report, report.diff)) if report.diff else None


def movement_by_check(report: Report) -> dict[str, Movement]:
    """Check -> what moved, every check; nothing where there is no publication to compare with."""
    if report.diff is None:
        return {}
    parts = _moved(report, report.diff).partition_by("check_id", as_dict=True)
    return dict.fromkeys(report.checks, Movement()) | {check_id: _counted(rows) for (check_id,), rows in parts.items()}


def _moved(report: Report, diff: Diff) -> pl.DataFrame:
    """check_id, listed (by the publication before), status (`DataStatus`): a row a clue that came or went."""
    ledger = report.frame(LEDGER)
    first = pl.when(pl.col("first_seen") == report.as_of).then(pl.lit(DataStatus.NEW.value))
    known = diff.new.select("finding_id", "check_id", "first_seen").join(
        ledger.select("finding_id", "data_status"), on="finding_id", how="left"
    )
    found_gone = (pl.col("data_status") == DataStatus.GONE.value) & (pl.col("gone_since") == report.as_of)
    late = ledger.filter(found_gone).join(diff.gone, on="finding_id", how="anti")
    went = pl.lit(DataStatus.GONE.value).alias("status")
    return pl.concat(
        [
            known.select("check_id", listed=pl.lit(value=False), status=pl.coalesce("data_status", first)),
            diff.gone.select("check_id", pl.lit(value=True).alias("listed"), went),
            late.select("check_id", pl.lit(value=False).alias("listed"), went),
        ]
    )


def _counted(moved: pl.DataFrame) -> Movement:
    status = pl.col("status")
    gone = status == DataStatus.GONE.value
    new, reopened = status == DataStatus.NEW.value, status == DataStatus.REOPENED.value
    kinds = (new, reopened, ~(gone | new | reopened), gone, gone & ~pl.col("listed"))
    counts = moved.select(kind.fill_null(value=False).sum().alias(str(place)) for place, kind in enumerate(kinds))
    return Movement(*counts.row(0))
