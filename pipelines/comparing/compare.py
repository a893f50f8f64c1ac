"""Two publications compared with their causes: the one thing that the command line asks of this room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from pipelines.comparing.cause import Told
from pipelines.comparing.causes import Movement, causes
from pipelines.comparing.made_from import MadeFrom
from pipelines.comparing.side import Side, sides
from pipelines.record.store import read_record
from pipelines.warehouse import Warehouse
from pipelines.warehouse.aliases import aliases_of
from pipelines.workspace.folders import Workspace
from reports.diff import Diff, Published, compare
from schemas.terms import DataStatus

_STATUS = "data_status"


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two publications compared.

    Attributes:
        before: the earlier side.
        after: the later side.
        diff: what differs.
        moved: the clues that came or went, columns of `mismatch`, with `data_status`: `new`, `reopened` or `standing`
            (not looked at on the earlier side) of those that came, `gone` or `not_run` of those that went.
        causes: clue -> why.
    """

    before: Side
    after: Side
    diff: Diff
    moved: pl.DataFrame
    causes: Mapping[str, tuple[Told, ...]]


def compared(workspace: Workspace, before: str, after: str) -> Comparison:
    """Compares two publications, each said by its date or by the id of its run.

    Raises:
        NothingPublishedError, UnknownIdError: there is no such side.
        TamperedRecordError: the record was changed.
        WorkspaceBusyError: a run is at work.
    """
    one, other = sides(workspace, before, after)
    with Warehouse(workspace.warehouse, read_only=True) as warehouse:
        earlier = _renamed(
            one.published, dict(aliases_of(warehouse, other.as_of).select("was", "finding_id").iter_rows())
        )
        diff = compare(earlier, other.published)
        moved = pl.concat(
            [_came(diff.new, earlier), _went(diff.gone, DataStatus.GONE), _went(diff.not_run, DataStatus.NOT_RUN)]
        )
        record = read_record(workspace)
        made = [MadeFrom(workspace, warehouse, side, record) for side in (one, other)]
        came = frozenset(diff.new["finding_id"])
        return Comparison(one, other, diff, moved, causes(Movement(made[0], made[1], moved, came)))


def _renamed(published: Published, names: Mapping[str, str]) -> Published:
    """An earlier publication with its clues under the ids that they have on the later side."""
    if not names:
        return published
    under = pl.col("finding_id").replace(dict(names))
    return replace(
        published, findings=published.findings.with_columns(under), statuses=published.statuses.with_columns(under)
    )


def _came(clues: pl.DataFrame, earlier: Published) -> pl.DataFrame:
    """What the earlier ledger knew of them: nothing, that they were gone, or that it could not say."""
    known = {DataStatus.GONE.value: DataStatus.REOPENED.value, DataStatus.NOT_RUN.value: DataStatus.STANDING.value}
    statuses = earlier.statuses.unique("finding_id", keep="first")
    was = pl.col(_STATUS).replace_strict(known, default=DataStatus.NEW.value, return_dtype=pl.String)
    return clues.join(statuses, on="finding_id", how="left", maintain_order="left").with_columns(was)


def _went(clues: pl.DataFrame, status: DataStatus) -> pl.DataFrame:
    return clues.with_columns(pl.lit(status.value).alias(_STATUS))
