"""The manifest of a publication or a run, read back."""

from __future__ import annotations

import json
import os
from pathlib import Path

MANIFEST = "manifest.json"


def read_manifest(folder: Path) -> dict[str, object] | None:
    """The manifest that lies in a folder; None where there is none that can be read."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None


def is_unreadable(folder: Path) -> bool:
    """Whether something lies in the place of the manifest and cannot be read: a run at work or killed has none."""
    return os.path.lexists(folder / MANIFEST) and read_manifest(folder) is None
