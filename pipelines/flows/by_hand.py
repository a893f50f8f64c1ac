"""A run by hand as a Prefect run: the same flow run on the server's page, the same exit codes on the terminal."""

from __future__ import annotations

from prefect import Flow as PrefectFlow
from prefect.client.schemas.objects import State
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.states import Completed, Failed

from pipelines.flows.body import run_as_tasks
from pipelines.flows.tasks import Captured
from pipelines.publishing.publications import RunOutcome
from pipelines.run.record import Run
from schemas.masking import mask_numbers


def run_as_flow(work: Run) -> RunOutcome:
    """Runs a flow on the server that `PREFECT_API_URL` names.

    Raises:
        Exception: what went wrong in it, as without Prefect.
    """
    captured = Captured()
    outcomes: list[RunOutcome] = []

    def body() -> State[None]:
        with captured:
            outcomes.append(run_as_tasks(work))
            return Completed(message=f"已发布 {outcomes[0].folder.name}")
        return Failed(message=mask_numbers(str(captured.error)))

    name = f"{work.flow.value} {work.as_of}"
    flow = PrefectFlow(fn=body, name=work.flow.value, flow_run_name=name, persist_result=False)
    # The heartbeat would make every run wait a second for its thread, and nobody waits for a run by hand to go missing.
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        flow(return_state=True)
    if captured.error is not None:
        raise captured.error
    return outcomes[0]
