"""The manifest of a publication or a run, read back."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from schemas.fallback import Fallback
from schemas.theme import LeftOut

MANIFEST = "manifest.json"
MAKE_AGAIN = "请重新运行 hedui run nightly --as-of {} 重建该日发布"
"""What to do where a publication is damaged, by its date."""
_OUTPUTS, _RUN, _COMPLETE = "outputs", "run_id", "complete"


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


def _all_with(*names: str) -> Callable[[object], bool]:
    """Tells whether something is a list of objects that have all these."""
    return lambda value: (
        isinstance(value, list) and all(isinstance(one, dict) and one.keys() >= set(names) for one in value)
    )


def _all_read_by(read: Callable[[Mapping[str, Any]], object]) -> Callable[[object], bool]:
    """Tells whether something is a list of what this reads."""

    def are_read(value: object) -> bool:
        try:
            return isinstance(value, list) and all(read(one) for one in value)
        except (AttributeError, KeyError, TypeError, ValueError):
            return False

    return are_read


_KINDS: Mapping[str, Callable[[object], bool]] = {
    _RUN: _is_text,
    "started": _is_moment,
    "ended": _is_moment,
    _COMPLETE: lambda value: isinstance(value, bool),
    _OUTPUTS: _all_with("file", "sha256"),
    "inputs": _all_with("source", "file", "rows", "quarantined"),
    "fallbacks": _all_read_by(Fallback.of),
    "left_out": _all_read_by(LeftOut.of),
}
"""Of what readers go by in a manifest: whether a value is of its kind."""
