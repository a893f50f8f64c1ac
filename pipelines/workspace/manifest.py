"""The manifest of a publication or a run, read back."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

MANIFEST = "manifest.json"
_OUTPUTS, _RUN, _COMPLETE = "outputs", "run_id", "complete"
_NAMED = ("file", "sha256")


def read_manifest(folder: Path) -> dict[str, object] | None:
    """The manifest that lies in a folder; None where there is none, or it is damaged.

    It is damaged where it is no JSON, where what readers go by is of another kind, and where one that says that its
    publication is complete does not say of which run and files.
    """
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) and _is_whole(content) else None


def is_unreadable(folder: Path) -> bool:
    """Whether a damaged manifest lies in the folder of a run: one that is at work, or was killed, has none."""
    return os.path.lexists(folder / MANIFEST) and read_manifest(folder) is None


def is_damaged(publication: Path) -> bool:
    """Whether the manifest of a publication is damaged, or gone: a publication never appears without it."""
    return read_manifest(publication) is None


def _is_whole(content: Mapping[str, object]) -> bool:
    said = all(is_right(content[name]) for name, is_right in _KINDS.items() if name in content)
    return said and (not content.get(_COMPLETE) or content.keys() >= {_RUN, _OUTPUTS})


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_moment(value: object) -> bool:
    try:
        return datetime.fromisoformat(str(value)).tzinfo is not None
    except ValueError:
        return False


def _are_objects(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _are_files(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, dict) and all(_is_text(one.get(name)) for name in _NAMED) for one in value
    )


_KINDS: Mapping[str, Callable[[object], bool]] = {
    _RUN: _is_text,
    "started": _is_moment,
    "ended": _is_moment,
    _COMPLETE: lambda value: isinstance(value, bool),
    _OUTPUTS: _are_files,
    "inputs": _are_objects,
    "fallbacks": _are_objects,
    "left_out": _are_objects,
}
"""Of what readers go by in a manifest: whether a value is of its kind."""
