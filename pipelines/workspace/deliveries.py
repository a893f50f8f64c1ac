"""What was brought to each target, and since when it could not be: one small file a target."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.workspace.folders import Workspace, lying_in, private_folder, write_private
from pipelines.workspace.machine import as_told
from schemas.errors import ConfigurationError


@dataclass(frozen=True)
class Failed:
    """A delivery that has failed and was not made up for.

    Attributes:
        since: the first date whose hand-overs did not arrive.
        why: what went wrong the last time, in Chinese.
    """

    since: date
    why: str


@dataclass(frozen=True)
class Memory:
    """What is remembered of a target.

    Attributes:
        target: its name; there is no secret in it.
        batches: numbers of the batches that it has had.
        supervision: date -> hash of the campaign's folder that it has had.
        failed: None where the last delivery arrived.
    """

    target: str
    batches: tuple[int, ...] = ()
    supervision: Mapping[str, str] = field(default_factory=dict)
    failed: Failed | None = None

    @property
    def had_anything(self) -> bool:
        """Something was brought to it once."""
        return bool(self.batches or self.supervision)

    def after_failure(self, day: date, why: str) -> Memory:
        """The same after what is due on a date did not arrive."""
        since = min(self.failed.since, day) if self.failed else day
        return replace(self, failed=Failed(since, why))


def remembered(workspace: Workspace, target: str) -> Memory:
    """What is remembered of a target; nothing where it never had anything.

    Raises:
        ConfigurationError: its file is damaged.
        OSError: its file, or the folder, is closed.
    """
    path = _file(workspace, target)
    if not path.exists():
        return Memory(target)
    found = _read(path)
    if found is None:
        raise ConfigurationError(
            f"送达记录 {path} 已损坏", hint="请从备份恢复,或移走后重新运行 hedui deliver(将从最新的批次送起)"
        )
    return found


def prepare_memory(workspace: Workspace) -> None:
    """Makes the folder in which it is remembered; before anything is brought, for no further try would open it.

    Raises:
        FileAccessError: it may not be written.
    """
    with _told():
        private_folder(workspace.deliveries)


def remember(workspace: Workspace, memory: Memory) -> None:
    """Takes the place of what was remembered of its target.

    Raises:
        FileAccessError: it cannot be written.
        MachineError: there is no room for it.
    """
    said: dict[str, Any] = {
        "target": memory.target,
        "batches": list(memory.batches),
        "supervision": dict(memory.supervision),
    }
    if memory.failed:
        said["failed"] = {"since": memory.failed.since.isoformat(), "why": memory.failed.why}
    prepare_memory(workspace)
    with _told():
        write_private(_file(workspace, memory.target), (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode())


def all_remembered(workspace: Workspace) -> list[Memory]:
    """What is remembered of all targets, by name; of a damaged file nothing.

    Raises:
        OSError: the folder or a file in it is closed.
    """
    found = (_read(path) for path in lying_in(workspace.deliveries) if path.suffix == ".json")
    return sorted((one for one in found if one is not None), key=lambda one: one.target)


def failing(workspace: Workspace, before: date = date.max) -> list[tuple[str, date]]:
    """Targets that hand-overs for dates before one could not be brought to, and have not been since: name, since."""
    return [
        (one.target, one.failed.since) for one in all_remembered(workspace) if one.failed and one.failed.since < before
    ]


def _read(path: Path) -> Memory | None:
    try:
        said: dict[str, Any] = json.loads(path.read_bytes())
        failed = said.get("failed")
        return Memory(
            str(said["target"]),
            tuple(int(number) for number in said["batches"]),
            dict(said["supervision"]),
            Failed(date.fromisoformat(failed["since"]), str(failed["why"])) if failed else None,
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


@contextmanager
def _told() -> Iterator[None]:
    """What the system refuses of the memory, named as that: it is no fault of the target, and tries do not help."""
    try:
        yield
    except OSError as error:
        raise as_told(error) from error


def _file(workspace: Workspace, target: str) -> Path:
    return workspace.deliveries / f"{hashlib.sha256(target.encode()).hexdigest()[:16]}.json"
