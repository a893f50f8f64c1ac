"""How Prefect runs here: at home in the workspace, telling nobody, keeping no results."""

from __future__ import annotations

import os

from pipelines.workspace.folders import Workspace, private_folder

_QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # A persisted result is a plain pickle of somebody's data.
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
}


def settle(workspace: Workspace, **more: str) -> None:
    """Sets the environment of this process and its children; to be called before Prefect is imported."""
    os.environ.update(_QUIET)
    os.environ.setdefault("PREFECT_HOME", str(private_folder(workspace.root / ".prefect")))
    os.environ.update(more)
