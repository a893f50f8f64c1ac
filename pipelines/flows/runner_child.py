"""The child of `hedui serve` that registers the night under its cron and starts what is due."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import threading
from types import FrameType

from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from pipelines.flows.bound import become_parent
from pipelines.flows.deployed import nightly

_STOP_SECONDS = 20


def main(name: str, parameters: str) -> None:
    """Runs what is due until the process is told to stop.

    Args:
        name: of the deployment.
        parameters: those of the flow `nightly`, as JSON; `cron` and `timezone` say when.
    """
    become_parent()
    given = json.loads(parameters)
    deployment = RunnerDeployment.from_flow(
        nightly,
        name=name,
        schedule=Cron(given["cron"], timezone=given["timezone"]),
        parameters=given,
        # The runner starts one at a time; a limit kept by the server would outlive a night that was killed.
        concurrency_limit=None,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    runner = Runner(limit=1)
    runner.add_deployment(deployment)
    _run_until_told(runner)


def _run_until_told(runner: Runner) -> None:
    """Runs in a thread of its own: on the main one, the runner's own answer to SIGTERM would end nothing cleanly."""
    loop = asyncio.new_event_loop()
    told = threading.Event()
    thread = threading.Thread(target=_run, args=(loop, runner, told), name="hedui-runner")

    def tell(number: int, frame: FrameType | None) -> None:
        del number, frame
        told.set()

    signal.signal(signal.SIGTERM, tell)
    thread.start()
    told.wait()
    if thread.is_alive():
        _stop(loop, runner)
    thread.join()


def _stop(loop: asyncio.AbstractEventLoop, runner: Runner) -> None:
    try:
        asyncio.run_coroutine_threadsafe(runner.astop(), loop).result(_STOP_SECONDS)
    except (RuntimeError, TimeoutError):  # not at work yet, or waiting for a server that is gone
        os._exit(1)  # which takes a night at work along; nothing else is to be cleared away


def _run(loop: asyncio.AbstractEventLoop, runner: Runner, told: threading.Event) -> None:
    try:
        loop.run_until_complete(runner.start())
    finally:
        told.set()
