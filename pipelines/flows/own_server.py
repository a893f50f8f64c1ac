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

_START_SECONDS = 120.0
_LOOK_SECONDS = 0.2
_STOP_SECONDS = 25.0


def start_server(
    workspace: Workspace, port: int, host: str = HOST
) -> tuple[subprocess.Popen[bytes], Mapping[str, str]]:
    """Starts the own server of a workspace, and hands back the environment variables that lead to it."""
    api = own_server(workspace, f"http://{host}:{port}/api")
    asked = {
        "PREFECT_SERVER_API_AUTH_STRING": auth_string(workspace),
        # The page itself, and no page of anybody else's.
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": f"http://{host}:{port},http://localhost:{port}",
    }
    log = home(workspace) / "server.log"
    return start(workspace, "pipelines.flows.server_child", str(port), host, log=log, **api, **asked), api


def free_port(wanted: int, host: str = HOST) -> int:
    """The port wanted, or any other where somebody has it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, wanted))
        except OSError:
            probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def server_for_a_run(workspace: Workspace, host: str, meanwhile: Callable[[Mapping[str, str]], None]) -> Iterator[None]:
    """The own server for the time of a `with` block, where none is at hand and a run takes one.

    Args:
        workspace: whose.
        host: the address of this machine on which it listens: that by which the workers of a cluster reach it.
        meanwhile: what to do while it comes up, whether or not it does in time; is handed the environment variables
            that lead to it.

    Raises:
        WorkspaceBusyError: `hedui serve` has the place of the server.
    """
    home(workspace)
    busy = f"工作区 {workspace.root} 的 Prefect 服务正由 hedui serve 启动"
    with hold(serve_lock(workspace), datetime.now(UTC), busy, "请稍后重新运行"):
        with suppress(DatabaseLockedError):  # then it does not come up, and the run goes without it
            make_usable(workspace)
        server, api = start_server(workspace, free_port(0, host), host)
        try:
            until = time.monotonic() + _START_SECONDS
            meanwhile(api)
            while server.poll() is None and not is_ready(api[API_VARIABLE]) and time.monotonic() < until:
                time.sleep(_LOOK_SECONDS)
            yield
        finally:
            end(server, _STOP_SECONDS)
