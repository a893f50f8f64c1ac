"""Two publications compared with their causes: the one thing that the command line asks of this room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from pipelines.comparing.cause import Cause, Told
from pipelines.comparing.causes import Movement, causes
from pipelines.comparing.made_from import MadeFrom
from pipelines.comparing.side import Side, sides
from pipelines.record.store import read_record
from pipelines.warehouse import Warehouse
from pipelines.warehouse.aliases import aliases_of
from pipelines.workspace.folders import Workspace
from reports.diff import Diff, Published, compare
from schemas.errors import WorkspaceBusyError
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
            (the earlier side could not say, or did not raise it on the same date) of those that came, `gone` or
            `not_run` of those that went.
        causes: clue -> why.
    """

    before: Side
    after: Side
    diff: Diff
    moved: pl.DataFrame
    causes: Mapping[str, tuple[Told, ...]]


def compared(workspace: Workspace, before: str, after: str) -> Comparison:
    """Compares two publications, each said by its date or by the id of its run.

    While a night is at work, what came and went is told, and not why.

    Raises:
        NothingPublishedError, UnknownIdError: there is no such side.
        TamperedRecordError: the record was changed.
    """
    one, other = sides(workspace, before, after)
    try:
        with Warehouse(workspace.warehouse, read_only=True) as warehouse:
            aliases = aliases_of(warehouse, other.as_of)
            diff, moved = _moved(one, other, dict(aliases.select("was", "finding_id").iter_rows()))
            record = read_record(workspace)
            made = [MadeFrom(workspace, warehouse, side, record) for side in (one, other)]
            why = causes(Movement(made[0], made[1], moved, frozenset(diff.new["finding_id"])))
    except WorkspaceBusyError:
        diff, moved = _moved(one, other, {})
        why = dict.fromkeys(moved["finding_id"], (Told(Cause.UNKNOWN, "工作区正在运行,请在结束后再看原因"),))
    return Comparison(one, other, diff, moved, why)


def _moved(before: Side, after: Side, names: Mapping[str, str]) -> tuple[Diff, pl.DataFrame]:
    """What differs, and the clues that came or went; `names` are the ids that earlier ones have on the later side."""
    earlier = _renamed(before.published, names)
    diff = compare(earlier, after.published)
    went = (_went(diff.gone, DataStatus.GONE), _went(diff.not_run, DataStatus.NOT_RUN))
    return diff, pl.concat([_came(diff.new, earlier, after.published), *went])


def _renamed(published: Published, names: Mapping[str, str]) -> Published:
    """An earlier publication with its clues under the ids that they have on the later side."""
    if not names:
        return published
    under = pl.col("finding_id").replace(dict(names))
    return replace(
        published, findings=published.findings.with_columns(under), statuses=published.statuses.with_columns(under)
    )


def _came(clues: pl.DataFrame, earlier: Published, later: Published) -> pl.DataFrame:
    """What the earlier ledger knew of them: nothing, that they were gone, or that it could not say.

    Of two runs for one date the later one's ledger tells what they are on that date.
    """
    was = {DataStatus.GONE.value: DataStatus.REOPENED.value, DataStatus.NOT_RUN.value: DataStatus.STANDING.value}
    again = earlier.as_of == later.as_of
    statuses = (later if again else earlier).statuses.select("finding_id", _STATUS).unique("finding_id", keep="first")
    known = pl.col(_STATUS) if again else pl.col(_STATUS).replace_strict(was, default=None, return_dtype=pl.String)
    joined = clues.join(statuses, on="finding_id", how="left", maintain_order="left")
    return joined.with_columns(known.fill_null(DataStatus.NEW.value).alias(_STATUS))


def _went(clues: pl.DataFrame, status: DataStatus) -> pl.DataFrame:
    return clues.with_columns(pl.lit(status.value).alias(_STATUS))
