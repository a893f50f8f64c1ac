"""Where Prefect is at home in a workspace, and the files that stand there."""

from __future__ import annotations

import secrets
from pathlib import Path

from pipelines.workspace.folders import Workspace, private_folder, write_private

_BYTES = 32
_USER = "hedui"


def home(workspace: Workspace) -> Path:
    """Prefect's folder in a workspace, closed to others."""
    return private_folder(workspace.root / ".prefect")


def serve_lock(workspace: Workspace) -> Path:
    """Held by the `hedui serve` of the workspace."""
    return workspace.root / ".prefect" / "serve.lock"


def served_file(workspace: Workspace) -> Path:
    """Where `hedui serve` leaves the address of the server it runs."""
    return workspace.root / ".prefect" / "served"


def night_note(workspace: Workspace) -> Path:
    """Where it is noted which scheduled night was begun last (`pipelines.flows.begun`)."""
    return workspace.root / ".prefect" / "night.json"


def night_lock(workspace: Workspace) -> Path:
    """Held by whoever runs a scheduled night, or tells a damaged note anew."""
    return workspace.root / ".prefect" / "night.lock"


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
