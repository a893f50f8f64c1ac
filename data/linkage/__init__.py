"""The pinned linkage model: a readable file with its training record, used and never retrained at night."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any


def model_content() -> dict[str, Any]:
    """Content of the pinned model file, for `matchers.model.Model.of`."""
    content: dict[str, Any] = json.loads((files(__name__) / "model.json").read_text(encoding="utf-8"))
    return content
