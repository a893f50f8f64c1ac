"""What every flow does: run the same stages as by hand, each as a task, and wait where waiting can help."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from prefect import get_run_logger
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from pipelines.flows.tasks import Captured, PrefectListener, call_as_task, leave_summary
from pipelines.ingest.errors import FileChangedError
from pipelines.night.start import run_flow
from pipelines.publishing.publications import RunOutcome
from pipelines.run.record import Run
from pipelines.workspace.folders import Workspace
from schemas.errors import WorkspaceBusyError
from schemas.flow import Flow
from schemas.masking import mask_numbers

WORTH_WAITING_FOR = (FileChangedError, WorkspaceBusyError)


def run_as_tasks(work: Run) -> RunOutcome:
    """Runs a flow's stages as tasks of the Prefect run at work."""
    work.call = call_as_task
    work.listeners = (*work.listeners, PrefectListener())
    outcome = run_flow(work)
    leave_summary(work, outcome.summary)
    return outcome


def scheduled(flow: Flow, workspace: str, as_of: date | None, timezone: str, waits: Sequence[float]) -> State[None]:
    """What a deployment runs.

    Args:
        flow: which flow.
        workspace: the workspace folder.
        as_of: the date; None: the day for which the run was scheduled.
        timezone: in which that day is told.
        waits: seconds to wait before each further attempt where a file is still being copied or the workspace is held.

    Returns:
        The state in which the flow run ends.
    """
    day = as_of or flow_run.scheduled_start_time.astimezone(ZoneInfo(timezone)).date()
    for wait in (*waits, None):
        with Captured() as captured:
            outcome = run_as_tasks(Run(Workspace(Path(workspace)), flow, day))
            return Completed(message=f"已发布 {outcome.folder.name}")
        if wait is None or not isinstance(captured.error, WORTH_WAITING_FOR):
            break
        get_run_logger().warning("%s; %d 秒后再试", mask_numbers(str(captured.error)), wait)
        time.sleep(wait)
    return Failed(message=mask_numbers(str(captured.error)))
