"""What publications said of clues when they last raised them: what tonight says nothing of is work all the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from pipelines.publishing.published import published_tables
from pipelines.workspace.folders import Workspace
from schemas.errors import DamagedPublicationError
from schemas.outputs.findings import FINDINGS, MISMATCH

SAID = ("declared", "observed", "limit", "months", "amount")
_CLUE, _DAY = "finding_id", "last_seen"


def with_last_said(workspace: Workspace, clues: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The clues with what was said of each on the last night that raised it.

    Args:
        workspace: where.
        clues: finding_id, last_seen and others.
        as_of: date of the publication to which they belong.

    Returns:
        The same rows with the columns `SAID`; null where that publication is pruned or damaged.

    Raises:
        DamagedPublicationError: the publication to which they belong is damaged.
    """
    nothing = MISMATCH.empty().select(_CLUE, *SAID, pl.lit(None, pl.Date).alias(_DAY))
    told = pl.concat([nothing, *_of_nights(workspace, set(clues[_DAY].drop_nulls()), as_of)])
    return clues.join(told, on=[_CLUE, _DAY], how="left", maintain_order="left")


def _of_nights(workspace: Workspace, days: set[date], as_of: date) -> Iterator[pl.DataFrame]:
    for day in sorted(days.intersection(workspace.published_dates())):
        try:
            tables = published_tables(workspace, day, FINDINGS).values()
        except DamagedPublicationError:
            if day == as_of:
                raise
            continue
        # An older version may have published fewer columns.
        findings = pl.concat([MISMATCH.empty(), *tables], how="diagonal")
        yield findings.select(_CLUE, *SAID, pl.lit(day).alias(_DAY))
