"""The schedule: a server on this machine where none is configured, the night as a deployment, and who runs it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from types import FrameType
from typing import TYPE_CHECKING

from pipelines.flows.environment import settle
from pipelines.flows.server import API_VARIABLE, is_healthy, reachable_server, served_file
from pipelines.workspace.folders import Workspace, private_folder, write_private
from schemas.errors import ConfigurationError

if TYPE_CHECKING:
    from prefect.runner import Runner

_HOST = "127.0.0.1"
_PATIENCE_SECONDS = 120
_STOP_SECONDS = 20


@contextmanager
def server(workspace: Workspace, port: int) -> Iterator[str]:
    """Address of a server for the time of a `with` block: the one that answers already, or an own one.

    Raises:
        ConfigurationError: the own one does not come up.
    """
    settle(workspace)
    address = reachable_server(workspace)
    if address is not None:
        os.environ[API_VARIABLE] = address
        yield address
        return
    with _own_server(workspace, port) as own:
        os.environ[API_VARIABLE] = own
        yield own


def serve_nightly(workspace: Workspace, cron: str, timezone: str, as_of: date | None) -> None:
    """Registers the night under its cron and runs what is due until the process is told to stop.

    Args:
        workspace: where.
        cron: when.
        timezone: in which `cron` is read and the day is told.
        as_of: the date for which every run is; None: the day on which it runs.
    """
    from prefect.deployments.runner import RunnerDeployment
    from prefect.runner import Runner
    from prefect.schedules import Cron
    from prefect.types.entrypoint import EntrypointType

    from pipelines.flows.deployed import nightly

    deployment = RunnerDeployment.from_flow(
        nightly,
        name=deployment_name(workspace),
        schedule=Cron(cron, timezone=timezone),
        parameters={"workspace": str(workspace.root), "as_of": as_of, "timezone": timezone},
        concurrency_limit=1,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    runner = Runner(limit=1)
    runner.add_deployment(deployment)
    _run_until_told(runner)


def deployment_name(workspace: Workspace) -> str:
    """Name of a workspace's deployment of the night."""
    return f"hedui-{workspace.root.name}"


@contextmanager
def _own_server(workspace: Workspace, port: int) -> Iterator[str]:
    free = _free_port(port)
    address = f"http://{_HOST}:{free}/api"
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", _HOST, "--port", str(free)]
    log = private_folder(workspace.root / ".prefect") / "server.log"
    environment = {**os.environ, "PREFECT_HOME": str(log.parent), API_VARIABLE: address}
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env=environment, start_new_session=True
        )
    try:
        _wait_for(process, address, str(log))
        write_private(served_file(workspace), address.encode())
        yield address
    finally:
        served_file(workspace).unlink(missing_ok=True)
        _end(process)


def _free_port(wanted: int) -> int:
    """The port wanted, or any other where somebody has it."""
    with socket.socket() as probe:
        try:
            probe.bind((_HOST, wanted))
        except OSError:
            probe.bind((_HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(process: subprocess.Popen[bytes], address: str, log: str) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while not is_healthy(address):
        if process.poll() is not None or time.monotonic() > until:
            raise ConfigurationError("本机 Prefect 服务未能启动", hint=f"请查看 {log}")
        time.sleep(0.5)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _run_until_told(runner: Runner) -> None:
    """Runs in a thread of its own: on the main one, the runner's own answer to SIGTERM would end nothing cleanly."""
    loop = asyncio.new_event_loop()
    told = threading.Event()
    thread = threading.Thread(target=_run, args=(loop, runner, told), name="hedui-runner")

    def tell(number: int, frame: FrameType | None) -> None:
        del number, frame
        told.set()

    before = {number: signal.signal(number, tell) for number in (signal.SIGTERM, signal.SIGINT)}
    thread.start()
    told.wait()
    if thread.is_alive():
        asyncio.run_coroutine_threadsafe(runner.astop(), loop).result(_STOP_SECONDS)
    thread.join()
    for number, handler in before.items():
        signal.signal(number, handler)


def _run(loop: asyncio.AbstractEventLoop, runner: Runner, told: threading.Event) -> None:
    try:
        loop.run_until_complete(runner.start())
    finally:
        told.set()
