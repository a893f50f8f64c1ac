"""The workers of a Dask scheduler, reached through Prefect's own Dask runner; imported only where a run takes one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import ExitStack
from contextvars import Context as Variables
from dataclasses import dataclass

from distributed import Client, fire_and_forget, rpc
from prefect.context import FlowRunContext, SettingsContext
from prefect_dask import DaskTaskRunner

from pipelines.flows.environment import keep_silent
from pipelines.flows.parts import AT_WORK, PARTS, Parts, make_ready
from pipelines.flows.waiting import Captured
from pipelines.run.record import Run
from pipelines.run.stages import Look
from pipelines.workspace.places import Place
from schemas.errors import SchedulerError

_SECONDS = 15.0


@dataclass(frozen=True)
class Cluster:
    """The workers of a Dask scheduler.

    Attributes:
        run: whose parts they look at.
        client: connected to the scheduler.
        at_once: how many parts they look at at a time.
        up: waits for the server of Prefect.
    """

    run: Run
    client: Client
    at_once: int
    up: Callable[[], None]

    def __call__(
        self, look: Look, folder: Place, count: int, asked: tuple[str, ...], done: Callable[[int], None]
    ) -> None:
        """Looks at all parts of a folder; at those that the cluster does not, whatever became of it, here."""
        parts = Parts(look, folder, count, asked, done, self._workers)
        # Nothing of the stage at work may be known below: Prefect pickles for the workers what a task stands in.
        variables = Variables()
        variables.run(AT_WORK.set, parts)
        with Captured() as captured:
            self.up()
            variables.run(self._below, FlowRunContext.get(), SettingsContext.get())
        error, captured.error = str(captured.error), None  # it would keep alive all that stood in its frames
        if parts.left:
            self.run.set_aside("cluster_failed", parts=parts.left, error=error)
        for number in parts.left:
            look(folder, number, asked)
            parts.ended(number)

    def _below(self, night: FlowRunContext | None, settings: SettingsContext | None) -> None:
        """Runs the flow of the parts below that of the night."""
        label = self.run.current.label if self.run.current else self.run.flow.label
        runner = DaskTaskRunner(address=self.client.scheduler.address, client_kwargs={"timeout": _SECONDS})
        flow = PARTS.with_options(task_runner=runner, flow_run_name=f"{label} {self.run.as_of}")
        with ExitStack() as around:
            for context in (settings, night):
                if context is not None:
                    around.enter_context(context.model_copy())
            flow()

    def _workers(self) -> int:
        return len(self.client.nthreads())


def reached(run: Run, address: str, up: Callable[[], None]) -> Cluster:
    """The workers of the scheduler at an address; `up` waits for the server of Prefect.

    Raises:
        SchedulerError: nothing answers there, or it has no worker.
    """
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # it would say on the terminal what we say
    try:
        # A client would wait for ever for the answer of something else that listens there.
        asyncio.run(asyncio.wait_for(_called(address), _SECONDS))
        client = Client(address, timeout=_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise SchedulerError(f"Dask 调度器 {address} 连接不上") from error
    try:
        client.wait_for_workers(1, timeout=_SECONDS)
    except TimeoutError as error:
        client.close()
        raise SchedulerError(f"Dask 调度器 {address} 没有 worker") from error
    client.run(keep_silent)  # before it imports Prefect
    for worker in client.nthreads():
        fire_and_forget(client.submit(make_ready, workers=[worker], allow_other_workers=True, pure=False))
    return Cluster(run, client, sum(client.nthreads().values()), up)


async def _called(address: str) -> None:
    async with rpc(address) as scheduler:
        await scheduler.identity()
