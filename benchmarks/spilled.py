"""Watches how many bytes a night puts on disk for want of memory: parts of the people, and DuckDB's temporary files."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_EVERY_SECONDS = 0.1


@dataclass
class Spilled:
    """The most that was seen at one time; each of its two is looked for ten times a second.

    Attributes:
        parts: bytes of the parts of the people and of the answers beside them, which lie there until the run ends.
        temporary: bytes of the temporary files of the warehouse.
    """

    parts: int = 0
    temporary: int = 0

    @property
    def mib(self) -> float:
        """Both, in MiB."""
        return (self.parts + self.temporary) / (1 << 20)

    def look(self, workspace: Path) -> None:
        """Counts what lies in a workspace now."""
        self.parts = max(self.parts, _bytes(workspace.glob(".staging/*.parts/**/*")))
        self.temporary = max(self.temporary, _bytes(workspace.glob("*.tmp/*")))


@contextmanager
def watched(workspace: Path) -> Iterator[Spilled]:
    """Counts what a night in a workspace spills within the block."""
    seen, ended = Spilled(), threading.Event()

    def watch() -> None:
        while not ended.wait(_EVERY_SECONDS):
            seen.look(workspace)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        ended.set()
        watcher.join()


def _bytes(paths: Iterable[Path]) -> int:
    """Bytes of files, some of which may go meanwhile."""
    total = 0
    try:
        for path in paths:
            total += path.stat().st_size if path.is_file() else 0
    except FileNotFoundError:
        return total
    return total
