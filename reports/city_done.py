"""`_DONE`, which vouches for the files of a batch: what it says of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

DONE = "_DONE"


def dropped(folder: Path) -> dict[str, int]:
    """File -> rows, as `_DONE` names them; nothing where there is none."""
    return {line["file"]: line["rows"] for line in done_lines(folder)}


def done_lines(folder: Path) -> list[dict[str, Any]]:
    """What `_DONE` says of each file; nothing where there is none that can be read."""
    try:
        lines = [json.loads(line) for line in (folder / DONE).read_text(encoding="utf-8").splitlines()]
    except (FileNotFoundError, ValueError, RecursionError):
        return []
    return lines if all(isinstance(line, dict) for line in lines) else []


def batch_named(folder: Path) -> tuple[int, str] | None:
    """Number and mode of the batch in a folder; None where there is none, as of the versions that knew no batches."""
    first = next(iter(done_lines(folder)), {})
    return (int(first["batch"]), str(first["mode"])) if "batch" in first else None
