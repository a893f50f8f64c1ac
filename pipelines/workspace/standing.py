"""Whether the folder at a place is still the one that stood there before: another may be put in its place meanwhile."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def standing(folder: Path) -> Iterator[Callable[[], bool]]:
    """Tells, within a `with` block, whether at a place stands what stood there at its beginning, be it nothing.

    What stood there is held on to: a file system gives the number of a folder that is gone to one that is made later,
    which would pass for the same.
    """
    held = _held(folder)
    try:
        yield lambda: _is_at(folder, held)
    finally:
        if held is not None:
            os.close(held)


def _held(folder: Path) -> int | None:
    try:
        return os.open(folder, os.O_PATH)
    except FileNotFoundError:
        return None


def _is_at(folder: Path, held: int | None) -> bool:
    try:
        now = folder.stat()
    except FileNotFoundError:
        return held is None
    return held is not None and os.path.samestat(now, os.fstat(held))
