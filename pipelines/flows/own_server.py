"""The own server of a workspace: where it listens, whom it answers."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Mapping

from pipelines.flows.bound import start
from pipelines.flows.home import auth_string, home
from pipelines.flows.server import own_server
from pipelines.flows.server_child import HOST
from pipelines.workspace.folders import Workspace


def start_server(workspace: Workspace, port: int) -> tuple[subprocess.Popen[bytes], Mapping[str, str]]:
    """Starts the own server of a workspace, and hands back the environment variables that lead to it."""
    api = own_server(workspace, f"http://{HOST}:{port}/api")
    asked = {
        "PREFECT_SERVER_API_AUTH_STRING": auth_string(workspace),
        # The page itself, and no page of anybody else's.
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": f"http://{HOST}:{port},http://localhost:{port}",
    }
    log = home(workspace) / "server.log"
    return start(workspace, "pipelines.flows.server_child", str(port), log=log, **api, **asked), api


def free_port(wanted: int) -> int:
    """The port wanted, or any other where somebody has it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, wanted))
        except OSError:
            probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
