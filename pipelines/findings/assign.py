"""Gives out at once all clues that a list shows."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl

from pipelines.findings.chosen import Wanted, chosen
from pipelines.findings.intake import Imported
from pipelines.findings.on_record import OnRecord, row_of
from pipelines.findings.standing import published_on, standing
from pipelines.record.store import append_entries, verified_record
from pipelines.record.work import work_entry
from pipelines.warehouse.history import open_to_write
from pipelines.workspace.folders import Workspace
from pipelines.workspace.lock import hold
from schemas.errors import ArgumentError
from schemas.terms import TRUE
from schemas.work import Assignment


def assign_work(
    workspace: Workspace, wanted: Wanted, unit: str, due_on: date, by: str, today: date, now: datetime
) -> Imported:
    """Gives out the clues of a list that have no result that waits for its disposal.

    A clue that was found true keeps its result: giving it out again would begin a new round without it.

    Args:
        workspace: where.
        wanted: what the list shows.
        unit: 交办单位.
        due_on: 办理期限.
        by: who gives them out.
        today: 交办日期.
        now: when it began, for the message that others get meanwhile.

    Raises:
        ArgumentError: the unit or the name is blank, or the day due has passed.
        WorkspaceBusyError: a run, or an import, holds the workspace.
    """
    if not unit.strip() or not by.strip():
        raise ArgumentError("交办单位和经办人不能为空")
    if due_on < today:
        raise ArgumentError(f"办理期限 {due_on} 早于交办日期 {today}", hint="请用 --due 指定今天或之后的日期")
    published_on(workspace)
    with hold(workspace.lock_file, now), open_to_write(workspace) as warehouse:
        record = verified_record(workspace, warehouse)
        stands = standing(workspace, warehouse, record, today)
        listed = chosen(workspace, warehouse, stands, wanted)
        true, unseen = pl.col("state").is_in(list(TRUE)), pl.col("first_seen") > today
        open_ones = listed.remove(true | unseen)
        entries = [
            work_entry(Assignment(clue, unit.strip(), due_on), today, by.strip()) for clue in open_ones["finding_id"]
        ]
        known = OnRecord(stands.entries)
        rows = [row_of(0, entry) for entry in entries]
        new = tuple(entry for entry, row in zip(entries, rows, strict=True) if not known.has(row))
        left = {
            "核实属实、等着处置,再交办会另起一轮": listed.filter(true).height,
            f"首次发现晚于交办日期 {today}": listed.filter(~true & unseen).height,
            "同样的交办已撤回;要重新交办,请改办理期限": sum(map(known.has_withdrawn, rows)),
        }
        if new:
            append_entries(workspace, warehouse, new)
    not_done = tuple(f"{count} 条没有交办: {why}" for why, count in left.items() if count)
    return Imported(new, len(entries) - len(new), not_done)
