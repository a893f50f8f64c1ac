"""How many decisions are on record, and how many of them bind tonight."""

from __future__ import annotations

from collections import Counter
from datetime import date

from pipelines.review.export import last_night, standing_tonight
from pipelines.review.store import read_decisions
from pipelines.workspace.folders import Workspace
from schemas.decision import Standing


def decision_counts(workspace: Workspace, as_of: date) -> dict[Standing, int]:
    """Decisions by how they stand against the newest night no later than a date; empty where there are none.

    Raises:
        TamperedRecordError: the record was changed after it was written.
        NothingLeftError: no night was left.
        WorkspaceBusyError: a run is at work.
    """
    decisions = read_decisions(workspace)
    if decisions.is_empty():
        return {}
    counted = Counter(standing_tonight(last_night(workspace, as_of), decisions)["standing"].to_list())
    return {standing: counted[standing.value] for standing in Standing if counted[standing.value]}
