"""Where Prefect is at home in a workspace, and the files that stand there."""

from __future__ import annotations

import os
import secrets
from datetime import datetime
from pathlib import Path

from pipelines.workspace.folders import Workspace, private_folder, write_private

_HOME = ".prefect"
_BYTES = 32
_USER = "hedui"


def home(workspace: Workspace) -> Path:
    """Prefect's folder in a workspace, closed to others."""
    return private_folder(workspace.root / _HOME)


def serve_lock(workspace: Workspace) -> Path:
    """Held by the `hedui serve` of the workspace."""
    return workspace.root / _HOME / "serve.lock"


def served_file(workspace: Workspace) -> Path:
    """Where `hedui serve` leaves the address of the server it runs."""
    return workspace.root / _HOME / "served"


def night_note(workspace: Workspace) -> Path:
    """Where it is noted which scheduled night was begun last (`pipelines.flows.begun`)."""
    return workspace.root / _HOME / "night.json"


def night_lock(workspace: Workspace) -> Path:
    """Held by whoever runs a scheduled night, or tells a damaged note anew."""
    return workspace.root / _HOME / "night.lock"


def damaged_aside(path: Path) -> Path:
    """What a damaged file is called when it is put aside."""
    return path.with_name(f"{path.name}.damaged-{datetime.now().astimezone():%Y%m%dT%H%M%S}")


def database_file(workspace: Workspace) -> Path:
    """The file in which the own Prefect server keeps its runs, unless a setting places them elsewhere."""
    return Path(os.environ.get("PREFECT_HOME") or workspace.root / _HOME) / "prefect.db"


def auth_file(workspace: Workspace) -> Path:
    """Where the string stands that the own server asks of everybody."""
    return workspace.keys / "prefect.auth"


def auth_string(workspace: Workspace) -> str:
    """The string that the own server asks of everybody, `user:password`; drawn once, readable by its owner only."""
    path = auth_file(workspace)
    if not path.exists():
        private_folder(workspace.keys)
        write_private(path, f"{_USER}:{secrets.token_urlsafe(_BYTES)}\n".encode())
    path.chmod(0o600)
    return path.read_text(encoding="utf-8").strip()
