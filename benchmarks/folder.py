"""Where a benchmark keeps what it makes: a folder that outlasts it, or one that goes with it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def kept_or_temporary(wanted: Path | None) -> Iterator[Path]:
    """The folder asked for, made where it is missing; a temporary one where none is asked for."""
    if wanted is None:
        with tempfile.TemporaryDirectory(prefix="hedui-bench-") as temporary:
            yield Path(temporary)
    else:
        wanted.mkdir(parents=True, exist_ok=True)
        yield wanted.resolve()
