"""A run by hand through Prefect: as a run on the server's page, or its parts alone; with the same exit codes."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from prefect import Flow as PrefectFlow
from prefect.client.schemas.objects import State
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.states import Completed, Failed

from pipelines.flows.body import run_as_tasks
from pipelines.flows.scheduler import spread_of
from pipelines.flows.tasks import tell_the_rest
from pipelines.flows.waiting import Captured
from pipelines.night.start import run_flow
from pipelines.publishing.publications import RunOutcome
from pipelines.run.interrupted import heed_signals
from pipelines.run.record import Run
from pipelines.run.stages import InTurn, call_directly
from pipelines.workspace.machine import as_told
from schemas.masking import mask_numbers

_AT_HAND = {PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}
"""It would make every run wait a second for its thread, and nobody waits for a run by hand to go missing."""


def run_with_workers(work: Run, up: Callable[[], None]) -> RunOutcome:
    """Runs a flow whose parts workers look at through a server that was started for this run and may not be up yet.

    Args:
        work: the run.
        up: waits for the server.

    Raises:
        Exception: what went wrong in the run, as without Prefect.
    """
    try:
        with temporary_settings(_AT_HAND), spread_of(work, up) as work.spread:
            return run_flow(work)
    finally:
        tell_the_rest()


def run_as_flow(work: Run, timezone: str, say: Callable[[str], None]) -> RunOutcome:
    """Runs a flow on the server that `PREFECT_API_URL` names, and without it where it fails.

    Args:
        work: the run.
        timezone: in which the page shows when it began.
        say: who is told where the server fails.

    Raises:
        Exception: what went wrong in the run, as without Prefect.
    """
    captured = Captured()
    outcomes: list[RunOutcome] = []
    listeners = work.listeners

    def body() -> State[None]:
        heed_signals()  # Prefect has its own answer to it, which would be an error of the run; it takes ours back then
        with captured:
            outcomes.append(run_as_tasks(work))
            return Completed(message=f"已发布 {outcomes[0].folder.name}")
        return Failed(message=mask_numbers(str(as_told(captured.error))))

    name = f"{work.flow.value} {work.as_of} ({work.started.astimezone(ZoneInfo(timezone)):%Y-%m-%d %H:%M})"
    flow = PrefectFlow(fn=body, name=work.flow.value, flow_run_name=name, persist_result=False)
    with Captured() as around, temporary_settings(_AT_HAND):
        flow(return_state=True)
    tell_the_rest()
    if captured.error is not None:
        raise captured.error
    if around.error is not None or not outcomes:
        say("Prefect 服务中途失联,本次运行不再显示在其页面" if outcomes else "Prefect 服务不可用,直接运行")
    if not outcomes:
        work.call, work.listeners, work.spread = call_directly, listeners, InTurn()
        return run_flow(work)
    return outcomes[0]
