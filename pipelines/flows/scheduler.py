"""Whether a run is to use a Dask scheduler, and which: as the command says, else as the settings do."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from urllib.parse import urlsplit

from pipelines.flows.server_child import HOST
from pipelines.run.record import Run
from pipelines.run.stages import InTurn, Spread
from pipelines.workspace.settings import load_settings
from schemas.errors import NotInstalledError, SchedulerError

_PORT = 8786
_SECONDS = 15.0


def scheduler_of(run: Run) -> str:
    """The address of the scheduler that a run is to use; empty: none."""
    return run.scheduler or load_settings(run.workspace).scheduler


def seen_as(address: str) -> str:
    """The address of this machine as the scheduler sees it; asked before anything is started that takes long to start.

    Raises:
        SchedulerError: nobody listens there.
    """
    place = urlsplit(address if "://" in address else f"tcp://{address}")
    try:
        with socket.create_connection((place.hostname or "", place.port or _PORT), _SECONDS) as call:
            own = str(call.getsockname()[0])
            return HOST if ":" in own else own  # the own server speaks IPv4 alone
    except (OSError, ValueError) as error:
        raise SchedulerError(f"Dask 调度器 {address} 连接不上") from error


@contextmanager
def spread_of(run: Run, up: Callable[[], None] = lambda: None) -> Iterator[Spread]:
    """Where the parts of a run are looked at, for the time of a `with` block.

    Args:
        run: the run.
        up: waits for the server of Prefect, before it is first told anything.

    Raises:
        SchedulerError: the scheduler cannot be used.
        NotInstalledError: this installation is without what a cluster takes.
    """
    address = scheduler_of(run)
    if not address:
        yield InTurn()
        return
    if find_spec("prefect_dask") is None:
        raise NotInstalledError(
            f"未安装使用 Dask 调度器 {address} 所需的程序包", hint="请运行 make setup-cluster,或不用调度器在本机运行"
        )
    from pipelines.flows.cluster import reached

    cluster = reached(run, address, up)
    with cluster.client:
        yield cluster
