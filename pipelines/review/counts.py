"""How many decisions are on record, and how many of them bind tonight."""

from __future__ import annotations

from collections import Counter
from datetime import date

from pipelines.review.export import last_night, states_tonight
from pipelines.review.store import read_decisions
from pipelines.workspace.folders import Workspace
from schemas.decision import DecisionState


def decision_counts(workspace: Workspace, as_of: date) -> dict[DecisionState, int]:
    """Decisions by how they stand against the newest night no later than a date; empty where there are none.

    Raises:
        TamperedRecordError: the record was changed after it was written.
        NothingLeftError: no night was left.
        WorkspaceBusyError: a run is at work.
    """
    decisions = read_decisions(workspace)
    if decisions.is_empty():
        return {}
    counted = Counter(states_tonight(last_night(workspace, as_of), decisions)["state"].to_list())
    return {state: counted[state.value] for state in DecisionState if counted[state.value]}
