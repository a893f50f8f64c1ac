"""Whether there is room, whether another run is at work, and whether the clock can be right."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pipelines.checkup.checked import Checked, attention, fails, well
from pipelines.publishing.last_night import last_published
from pipelines.workspace.flock import is_held
from pipelines.workspace.folders import Workspace
from schemas.errors import FileAccessError, MachineError, WorkspaceBusyError

_DISK, _LOCK, _CLOCK = "磁盘", "占用", "时钟"
_LEAST_BYTES = 200_000_000
_TIMES_FILES = 3
_MEGABYTE = 1_000_000


def check_lock(workspace: Workspace) -> Iterator[Checked]:
    """Whether another run holds the workspace."""
    if is_held(workspace.lock_file):
        remedy = "请等它结束;夜间运行会等候 1、5、15 分钟"
        yield fails(_LOCK, WorkspaceBusyError("另一次运行正占用工作区", hint=remedy))
    else:
        yield well(_LOCK, "无人占用")


def check_disk(workspace: Workspace) -> Iterator[Checked]:
    """Whether a night can be written: its folders are open to this account, and there is room."""
    closed = [
        path for path in _written(workspace) if path.exists() and not os.access(path, os.W_OK, effective_ids=True)
    ]
    if closed:
        found, remedy = f"无权写入 {'、'.join(map(str, closed))}", "请用建立该工作区的账户运行,或归还权限"
        yield fails(_DISK, FileAccessError(found, hint=remedy))
        return
    free, needed = shutil.disk_usage(workspace.root).free, _needed(workspace)
    found = f"可用 {free // _MEGABYTE:,} MB,一夜约需 {needed // _MEGABYTE:,} MB"
    if free < needed:
        yield fails(_DISK, MachineError(found, hint="请腾出空间"))
    elif free < 2 * needed:
        yield attention(_DISK, found, "请尽快腾出空间")
    else:
        yield well(_DISK, found)


def check_clock(workspace: Workspace, moment: datetime, timezone: str) -> Iterator[Checked]:
    """Whether the clock stands before something that has happened, and whether the machine has the bureau's time."""
    published = last_published(workspace)
    here, there = moment.astimezone(), moment.astimezone(ZoneInfo(timezone))
    if published is not None and moment < published:
        found = f"现在 {there:%Y-%m-%d %H:%M},早于最近一次发布 {published.astimezone(there.tzinfo):%Y-%m-%d %H:%M}"
        yield attention(_CLOCK, found, "请校准机器时间")
    elif here.utcoffset() != there.utcoffset():
        found = f"机器时区为 UTC{here:%z},设置为 {timezone}(现在 {there:%Y-%m-%d %H:%M})"
        yield attention(_CLOCK, found, "夜间运行以设置的时区为准;日志中的时间为 UTC")
    else:
        yield well(_CLOCK, f"{there:%Y-%m-%d %H:%M}({timezone})")


def _written(workspace: Workspace) -> list[Path]:
    folders = [workspace.root, workspace.published, workspace.runs, workspace.staging, workspace.index, workspace.keys]
    return [*folders, workspace.record, workspace.warehouse]


def _needed(workspace: Workspace) -> int:
    """Bytes that a night may write: as much as the files and the last publication, and again in warehouse and aside."""
    latest = workspace.latest()
    folders = [workspace.landing, *([workspace.publication(latest)] if latest else [])]
    files = (path for folder in folders if folder.is_dir() for path in folder.rglob("*") if path.is_file())
    return _LEAST_BYTES + _TIMES_FILES * sum(path.stat().st_size for path in files)
