"""One holder at a time for a workspace, or for a part of its work; a lock dies with its process, however that ends."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from pipelines.workspace.flock import BESIDE_OTHERS, FOR_MYSELF, is_taken, let_go
from pipelines.workspace.folders import Workspace
from schemas.errors import WorkspaceBusyError

_TRIES = 1000
_LOOK_SECONDS = 0.005


@contextmanager
def hold(lock_file: Path, started: datetime, busy: str = "", hint: str = "") -> Iterator[None]:
    """Holds the workspace for the time of a `with` block.

    Args:
        lock_file: where the lock stands; its content names the holder, the lock itself is the kernel's.
        started: when the run began, for the message that others get.
        busy: what to say where another process holds it; empty: that another run does.
        hint: what to do then; empty: wait until that one has ended.

    Raises:
        WorkspaceBusyError: another process holds it.
    """
    descriptor = os.open(lock_file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(descriptor, lock_file, busy or f"工作区 {lock_file.parent} 正被另一次运行占用", hint)
        me = {"pid": os.getpid(), "host": socket.gethostname(), "started": started.isoformat(timespec="seconds")}
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(me).encode(), 0)
        yield
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _take(descriptor: int, lock_file: Path, busy: str, hint: str) -> None:
    for _ in range(_TRIES):
        if is_taken(descriptor, FOR_MYSELF):
            return
        if not is_taken(descriptor, BESIDE_OTHERS):
            break
        let_go(descriptor)  # nobody holds it: somebody looks whether anybody does
        time.sleep(_LOOK_SECONDS)
    raise WorkspaceBusyError(f"{busy}({_written(lock_file)})", hint=hint)


def _written(lock_file: Path) -> str:
    from pipelines.workspace.settings import local_time

    try:
        holder = json.loads(lock_file.read_text())
        began = local_time(_bureau(lock_file), datetime.fromisoformat(holder["started"]))
        return f"进程 {holder['pid']},主机 {holder['host']},开始于 {began:%Y-%m-%d %H:%M}"
    except (OSError, ValueError, KeyError, TypeError):
        return "占用者未知"


def _bureau(lock_file: Path) -> Workspace:
    """The workspace whose lock it is: it lies there, or in a folder of it."""
    here, above = map(Workspace, lock_file.parents[:2])
    return here if here.landing.is_dir() else above
