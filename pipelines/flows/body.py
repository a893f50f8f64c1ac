"""What every flow does: run the same stages as by hand, each as a task, once for every time that it is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from prefect import get_run_logger
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from pipelines.flows.bound import bind
from pipelines.flows.due import Timetable, taken
from pipelines.flows.scheduler import spread_of
from pipelines.flows.tasks import PrefectListener, call_as_task, leave_summary
from pipelines.flows.waiting import run_and_tell
from pipelines.night.day import night_date
from pipelines.night.start import run_flow
from pipelines.publishing.publications import RunOutcome
from pipelines.run.record import Run
from pipelines.workspace.folders import Workspace
from pipelines.workspace.machine import as_told
from schemas.flow import Flow
from schemas.masking import mask_numbers


def run_as_tasks(work: Run) -> RunOutcome:
    """Runs a flow's stages as tasks of the Prefect run at work, with the workers of a cluster where it is to use one.

    Raises:
        HeduiError: as the stages say, or the scheduler cannot be used.
    """
    work.call = call_as_task
    work.listeners = (*work.listeners, PrefectListener())
    with spread_of(work) as work.spread:
        outcome = run_flow(work)
    leave_summary(work, outcome.summary)
    return outcome


def scheduled(
    flow: Flow, workspace: str, as_of: date | None, timetable: Timetable | None, waits: Sequence[float]
) -> State[None]:
    """What a deployment runs.

    Of several nights that are due at once, as after a long sleep of the machine, only the last is run; a night that
    was run already, by `hedui serve` without Prefect, is not run again.

    Args:
        flow: which flow.
        workspace: the workspace folder.
        as_of: the date; None: the one that the settings give for the time when the run was due.
        timetable: when it is due; None: whenever somebody starts it.
        waits: seconds to wait before each further attempt where a file is still being copied or the workspace is held.

    Returns:
        The state in which the flow run ends.
    """
    bind()
    bureau, due = Workspace(Path(workspace)), flow_run.scheduled_start_time
    if timetable is None or timetable.last(due) != due:
        return _attempted(flow, bureau, as_of, due, waits)
    last = timetable.last(datetime.now(UTC))
    if last > due:
        return Completed(name="Skipped", message=f"已过时: 改由 {last:%Y-%m-%d %H:%M} 的一夜运行")
    with taken(bureau, due, as_of, get_run_logger().warning) as mine:
        return _attempted(flow, bureau, as_of, due, waits) if mine else Completed(name="Skipped", message="已运行过")


def _attempted(
    flow: Flow, workspace: Workspace, as_of: date | None, due: datetime, waits: Sequence[float]
) -> State[None]:
    def begin() -> Run:
        return Run(workspace, flow, as_of or night_date(workspace, due))

    ended = run_and_tell(workspace, begin, run_as_tasks, waits, get_run_logger().warning)
    if ended.outcome is None:
        return Failed(message=mask_numbers(str(as_told(ended.error))))
    return Completed(message=f"已发布 {ended.outcome.folder.name}")
