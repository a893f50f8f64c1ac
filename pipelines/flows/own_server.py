"""The own server of a workspace: where it listens, whom it answers."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

from pipelines.flows.bound import end, start
from pipelines.flows.database import DatabaseLockedError, make_usable
from pipelines.flows.home import auth_string, home, serve_lock
from pipelines.flows.server import API_VARIABLE, is_ready, own_server
from pipelines.flows.server_child import HOST
from pipelines.workspace.folders import Workspace
from pipelines.workspace.lock import hold

_START_SECONDS = 300.0
_LOOK_SECONDS = 0.2
_STOP_SECONDS = 25.0


def start_server(workspace: Workspace, place: socket.socket) -> tuple[subprocess.Popen[bytes], Mapping[str, str]]:
    """Starts the own server of a workspace in a place held for it, which it goes on to hold.

    Returns:
        The server, and the environment variables that lead to it.
    """
    host, port = place.getsockname()
    api = own_server(workspace, f"http://{host}:{port}/api")
    asked = {
        "PREFECT_SERVER_API_AUTH_STRING": auth_string(workspace),
        # The page itself, and no page of anybody else's.
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": f"http://{host}:{port},http://localhost:{port}",
    }
    log = home(workspace) / "server.log"
    child, environment = ("pipelines.flows.server_child", str(port), host), {**api, **asked}
    return start(workspace, *child, log=log, keeps=place, environment=environment), api


@contextmanager
def held_place(wanted: int, host: str = HOST) -> Iterator[socket.socket]:
    """The port wanted, or any other where somebody has it; held, for a server takes seconds until it listens there.

    Nobody is given a port at which a socket is bound that does not listen; a server that asks for this very one, and
    says that it may be used again, as Prefect's does, gets it.
    """
    with socket.socket() as place:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            place.bind((host, wanted))
        except OSError:
            place.bind((host, 0))
        yield place


@contextmanager
def server_for_a_run(workspace: Workspace, host: str) -> Iterator[tuple[Mapping[str, str], Callable[[], None]]]:
    """The own server for the time of a `with` block, where none is at hand and a run takes one.

    Args:
        workspace: whose.
        host: the address of this machine on which it listens: that by which the workers of a cluster reach it.

    Yields:
        The environment variables that lead to it, and what waits for it, so that something else can be done while it
        comes up; it may not come up in time.

    Raises:
        WorkspaceBusyError: `hedui serve` has the place of the server.
    """
    home(workspace)
    busy = f"工作区 {workspace.root} 的 Prefect 服务正由 hedui serve 启动"
    with hold(serve_lock(workspace), datetime.now(UTC), busy, "请稍后重新运行"):
        with suppress(DatabaseLockedError):  # then it does not come up, and the run goes without it
            make_usable(workspace)
        with held_place(0, host) as place:
            server, api = start_server(workspace, place)
        until = time.monotonic() + _START_SECONDS
        try:
            yield api, lambda: _wait_for(server, api[API_VARIABLE], until)
        finally:
            end(server, _STOP_SECONDS)


def _wait_for(server: subprocess.Popen[bytes], address: str, until: float) -> None:
    while server.poll() is None and not is_ready(address) and time.monotonic() < until:
        time.sleep(_LOOK_SECONDS)
