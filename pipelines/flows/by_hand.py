"""A run by hand as a Prefect run: the same flow run on the server's page, the same exit codes on the terminal."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from prefect import Flow as PrefectFlow
from prefect.client.schemas.objects import State
from prefect.events.worker import EventsWorker
from prefect.logging.handlers import APILogWorker
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.states import Completed, Failed

from pipelines.flows.body import run_as_tasks
from pipelines.flows.waiting import Captured
from pipelines.night.start import run_flow
from pipelines.publishing.publications import RunOutcome
from pipelines.run.record import Run
from pipelines.run.stages import InTurn, call_directly
from schemas.masking import mask_numbers

_REST_SECONDS = 10.0


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
        with captured:
            outcomes.append(run_as_tasks(work))
            return Completed(message=f"已发布 {outcomes[0].folder.name}")
        return Failed(message=mask_numbers(str(captured.error)))

    name = f"{work.flow.value} {work.as_of} ({work.started.astimezone(ZoneInfo(timezone)):%Y-%m-%d %H:%M})"
    flow = PrefectFlow(fn=body, name=work.flow.value, flow_run_name=name, persist_result=False)
    # The heartbeat would make every run wait a second for its thread, and nobody waits for a run by hand to go missing.
    with Captured() as around, temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        flow(return_state=True)
    _hand_over_the_rest()
    if captured.error is not None:
        raise captured.error
    if around.error is not None or not outcomes:
        say("Prefect 服务中途失联,本次运行不再显示在其页面" if outcomes else "Prefect 服务不可用,直接运行")
    if not outcomes:
        work.call, work.listeners, work.spread = call_directly, listeners, InTurn()
        return run_flow(work)
    return outcomes[0]


def _hand_over_the_rest() -> None:
    """Lets Prefect tell the server what it has not told it yet.

    It would do so when the process ends; a server that was started for this run is gone by then, and each thing that it
    was to be told waits in vain for an answer.
    """
    EventsWorker.drain_all(timeout=_REST_SECONDS)
    APILogWorker.drain_all(timeout=_REST_SECONDS)
