"""Which Prefect server a run reports to: the one configured, or the one that `hedui serve` runs for the workspace."""

from __future__ import annotations

import os
import urllib.error
import urllib.request
from collections.abc import Mapping

from pipelines.flows.home import auth_string, serve_lock, served_file
from pipelines.workspace.flock import is_held
from pipelines.workspace.folders import Workspace

API_VARIABLE = "PREFECT_API_URL"
AUTH_VARIABLE = "PREFECT_API_AUTH_STRING"
_PATIENCE_SECONDS = 3.0


def reachable_server(workspace: Workspace) -> Mapping[str, str] | None:
    """The environment variables that lead to a server that answers, Prefect itself not being imported for it.

    The auth string of the workspace goes to its own server alone: the address that a killed `hedui serve` has left
    may meanwhile be anybody's, and counts only as long as that process lives.

    Returns:
        None where no server answers.
    """
    configured = os.environ.get(API_VARIABLE)
    if configured and is_ready(configured):
        return {API_VARIABLE: configured}
    served = served_file(workspace)
    if not is_held(serve_lock(workspace)) or not served.is_file():
        return None
    address = served.read_text().strip()
    return own_server(workspace, address) if is_ready(address) else None


def own_server(workspace: Workspace, address: str) -> Mapping[str, str]:
    """The environment variables that lead to the workspace's own server."""
    return {API_VARIABLE: address, AUTH_VARIABLE: auth_string(workspace)}


def is_ready(address: str) -> bool:
    """Whether a server answers at this address that reaches its database."""
    if not address.startswith(("http://", "https://")):
        return False
    try:
        with urllib.request.urlopen(f"{address.rstrip('/')}/ready", timeout=_PATIENCE_SECONDS) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError as answer:
        answer.close()
        return False
    except (urllib.error.URLError, OSError, ValueError):
        return False
