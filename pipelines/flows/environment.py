"""How Prefect runs here: at home in the workspace, telling nobody, keeping no results, importing no strangers."""

from __future__ import annotations

import logging
import os
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

from pipelines.flows.home import home
from pipelines.workspace.folders import Workspace

ROOT = Path(__file__).resolve().parent.parent.parent
_SETTINGS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # A persisted result is a plain pickle of somebody's data.
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
}


def settle(workspace: Workspace, more: Mapping[str, str]) -> None:
    """Sets up this process for Prefect; to be called before Prefect is imported.

    Prefect reads settings from files of the working directory and looks for modules there, so that whoever may write
    where a command is called could change what it does: the working directory becomes Prefect's own folder.

    Args:
        workspace: whose.
        more: further environment variables.
    """
    own = home(workspace)
    here = Path.cwd()
    os.environ.update(_SETTINGS)
    os.environ.setdefault("PREFECT_HOME", str(own))
    os.environ.update(more)
    sys.path[:] = _without(here, sys.path)
    os.chdir(own)
    logging.raiseExceptions = False  # what is said to a server that is gone is lost, and no traceback worth


def keep_silent() -> None:
    """Lets Prefect tell nobody, and keep no results, in a process that others have started: a worker of a cluster."""
    os.environ.update(_SETTINGS)


def child_environment(workspace: Workspace, more: Mapping[str, str]) -> dict[str, str]:
    """The environment of a child that runs Prefect: as above, and with nothing imported from where it is started."""
    found = {"PYTHONPATH": str(ROOT)} if _is_checkout() else {}
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return {"PREFECT_HOME": str(home(workspace)), **inherited, **_SETTINGS, "PYTHONSAFEPATH": "1", **found, **more}


def _is_checkout() -> bool:
    """Whether the product lies outside the folders that Python looks through by itself."""
    return str(ROOT) not in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}


def _without(here: Path, entries: list[str]) -> list[str]:
    """The entries of a search path but the working directory, unless the product itself lies there."""
    kept = [entry for entry in entries if entry and Path(entry).is_absolute() and Path(entry) != here]
    if str(ROOT) in kept:
        return kept
    return [str(ROOT), *kept] if here == ROOT else [*kept, str(ROOT)]
