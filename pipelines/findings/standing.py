"""Where every clue stands: what the newest publication says of it, and all that people have entered up to today."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.publishing.published import published_tables
from pipelines.publishing.said import night_says
from pipelines.publishing.tables import read_table
from pipelines.record.store import Record, read_record
from pipelines.record.work import work_of
from pipelines.warehouse import Warehouse
from pipelines.warehouse.aliases import aliases_of, all_aliases
from pipelines.warehouse.nights import history_before
from pipelines.workspace.folders import Workspace
from pipelines.workspace.manifest import read_manifest
from policies.clues.data_side import stood_after
from policies.clues.fold import fold
from policies.clues.history import CLUE, WORDING, History, with_night
from policies.clues.renaming import entries_under, renamed
from schemas.errors import NothingPublishedError
from schemas.flow import Flow
from schemas.outputs.ledger import LEDGER
from schemas.terms import DataStatus, FindingState

WORK_COLUMNS = (
    "state",
    "state_since",
    "recurrences",
    "assigned_to",
    "assigned_on",
    "due_on",
    "overdue",
    "result_on",
    "result",
    "prepared_by",
    "reviewed_by",
    "note",
    "disposal",
    "disposed_on",
    "amount_recovered",
)
"""What of the ledger people move; the rest is what the data of the newest publication say."""


@dataclass(frozen=True, eq=False)
class Standing:
    """Every clue of the newest publication, with all entries on record.

    Attributes:
        as_of: date of the publication.
        until: the last day of which entries are seen: today, or the date of a publication of a later day.
        clues: columns of the ledger, one row a clue ever raised.
        history: what the nights up to the publication said.
        entries: what was entered, columns `schemas.work.WORK`, under the ids of the publication.
    """

    as_of: date
    until: date
    clues: pl.DataFrame
    history: History
    entries: pl.DataFrame


@contextmanager
def looked_at(workspace: Workspace, today: date) -> Iterator[tuple[Warehouse, Standing]]:
    """The warehouse, open for reading, and where every clue stands, for whoever only looks.

    Raises:
        NothingPublishedError: no publication has a ledger.
        TamperedRecordError: the record was changed.
        WorkspaceBusyError: a run is at work.
    """
    published_on(workspace)
    with Warehouse(workspace.warehouse, read_only=True) as warehouse:
        yield warehouse, standing(workspace, warehouse, read_record(workspace), today)


def standing(workspace: Workspace, warehouse: Warehouse, record: Record, today: date) -> Standing:
    """Where every clue stands.

    Args:
        workspace: where.
        warehouse: its warehouse, open.
        record: all entries on record.
        today: the day up to which entries are seen.
    """
    day = published_on(workspace)
    folder = workspace.publication(day)
    earlier = renamed(history_before(warehouse, day), aliases_of(warehouse, day))
    history = with_night(earlier, night_says(folder, read_manifest(folder) or {}), day)
    published = published_tables(workspace, day, [LEDGER])[LEDGER.name]
    entries = entries_under(work_of(record), published["finding_id"], all_aliases(warehouse))
    until = max(day, today)
    return Standing(day, until, _with_work(published, fold(history, entries, until, {}), day), history, entries)


def published_on(workspace: Workspace) -> date:
    """Date of the newest publication that has a ledger.

    Raises:
        NothingPublishedError: none has.
    """
    workspace.require()
    days = [day for day in workspace.published_dates() if (workspace.publication(day) / LEDGER.file).exists()]
    if not days or not workspace.warehouse.is_file():
        raise NothingPublishedError(
            f"工作区 {workspace.root} 还没有线索台账", hint=f"请先运行 hedui run {Flow.NIGHTLY.command}"
        )
    return max(days)


def newest_ids(workspace: Workspace) -> pl.Series:
    """The ids of all clues of the newest publication that has a ledger.

    Raises:
        NothingPublishedError: none has.
        DamagedPublicationError: the ledger is damaged.
    """
    folder = workspace.publication(published_on(workspace))
    return read_table(folder / LEDGER.file, ["finding_id"])["finding_id"]


def up_to(history: History, day: date) -> History:
    """What the nights up to a day said; of the clues whose answers are there."""
    answers, ran = (frame.filter(pl.col("as_of") <= day) for frame in (history.answers, history.ran))
    said = history.stood.select(CLUE, *WORDING, as_of="worded_on")
    return History(stood_after(history.clues, answers, said, ran), answers, ran)


def _with_work(published: pl.DataFrame, folded: pl.DataFrame, day: date) -> pl.DataFrame:
    """The published ledger with the work of today in the place of that of its date; overdue is what was so then."""
    was = pl.struct("state", "disposed_on")
    both = published.with_columns(was.alias("was")).drop(WORK_COLUMNS, strict=False)
    told = both.join(folded.select("finding_id", *WORK_COLUMNS), on="finding_id", how="left")
    closed = (pl.col("state") == FindingState.CLOSED.value) & (was == pl.col("was"))
    there = pl.col("data_status") != DataStatus.GONE.value
    past = (pl.col("due_on") < day).fill_null(value=False) & pl.col("result_on").is_null()
    shown = told.with_columns(still_raised=pl.col("still_raised") & closed, overdue=past & there)
    return shown.select(LEDGER.dtypes.keys())
