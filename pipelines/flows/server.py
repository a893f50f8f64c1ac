"""Which Prefect server a run reports to: the one configured, or the one that `hedui serve` runs for the workspace."""

from __future__ import annotations

import os
import urllib.error
import urllib.request
from pathlib import Path

from pipelines.workspace.folders import Workspace

API_VARIABLE = "PREFECT_API_URL"
_PATIENCE_SECONDS = 1.0


def served_file(workspace: Workspace) -> Path:
    """Where `hedui serve` leaves the address of the server it runs."""
    return workspace.root / ".prefect" / "served"


def reachable_server(workspace: Workspace) -> str | None:
    """Address of a server that answers; None where there is none. Prefect itself is not imported for it."""
    served = served_file(workspace)
    addresses = [os.environ.get(API_VARIABLE), served.read_text().strip() if served.is_file() else None]
    return next((address for address in addresses if address and is_healthy(address)), None)


def is_healthy(address: str) -> bool:
    """Whether a server answers at this address."""
    if not address.startswith(("http://", "https://")):
        return False
    try:
        with urllib.request.urlopen(f"{address.rstrip('/')}/health", timeout=_PATIENCE_SECONDS) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError, ValueError):
        return False
