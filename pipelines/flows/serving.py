"""The schedule: Prefect kept alive, and a night that is due run without it where Prefect has not."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Set
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime

from pipelines.flows.bound import end, start
from pipelines.flows.due import Timetable, overdue, watch_from
from pipelines.flows.home import home, serve_lock
from pipelines.flows.left_out import LeftOut
from pipelines.flows.prefect_children import Prefect
from pipelines.flows.signals import told
from pipelines.workspace.folders import Workspace
from pipelines.workspace.lock import hold

_TICK_SECONDS = 1.0
_PATIENCE_SECONDS = 120.0
_STOP_SECONDS = 10.0


@dataclass(frozen=True)
class Schedule:
    """What is to be served.

    Attributes:
        workspace: whose nights.
        timetable: when they are due.
        as_of: the date for which every one is; None: the one that the settings give.
        port: on which an own server is to listen.
    """

    workspace: Workspace
    timetable: Timetable
    as_of: date | None
    port: int

    @property
    def parameters(self) -> dict[str, str | None]:
        """Those of the flow `nightly`."""
        as_of = self.as_of.isoformat() if self.as_of else None
        timetable = self.timetable
        root = str(self.workspace.root)
        return {"workspace": root, "as_of": as_of, "cron": timetable.cron, "timezone": timetable.timezone}


def serve_nightly(
    schedule: Schedule, stop: Set[signal.Signals], say: Callable[[str], None], settled: Callable[[str], None]
) -> None:
    """Runs every night that is due until the process is told to stop; to be called on the main thread.

    Args:
        schedule: what.
        stop: the signals by which it is told, kept back since before any thread was started.
        say: who is told what happens.
        settled: called with the page's address whenever the server has come up.

    Raises:
        WorkspaceBusyError: the workspace is served already.
    """
    workspace, alone = schedule.workspace, _Alone(schedule, say)
    left_out = LeftOut(workspace, schedule.timetable, say)
    busy = f"工作区 {workspace.root} 已由另一个 hedui serve 按时间表运行"
    hint = "每个工作区只需一个;如要更换时间表,请先停止它"
    home(workspace)
    with hold(serve_lock(workspace), datetime.now(UTC), busy, hint), ExitStack() as ending:
        prefect = Prefect(workspace, schedule.port, schedule.parameters, say, settled)
        ending.callback(prefect.end)
        ending.callback(alone.end)
        while not told(stop, _TICK_SECONDS):
            prefect.keep()
            alone.keep(0.0 if prefect.has_failed else _PATIENCE_SECONDS)
            left_out.look()


class _Alone:
    """The night that runs without Prefect, if one does."""

    def __init__(self, schedule: Schedule, say: Callable[[str], None]) -> None:
        self._schedule = schedule
        self._say = say
        self._process: subprocess.Popen[bytes] | None = None

    def keep(self, patience: float) -> None:
        """Starts the night that has been due for so many seconds and that nobody has begun."""
        if self._process is not None and self._process.poll() is None:
            return
        schedule, now = self._schedule, datetime.now(UTC)
        watch_from(schedule.workspace, schedule.timetable, now, schedule.as_of, self._say)
        due = overdue(schedule.workspace, schedule.timetable, now, patience)
        if due is not None:
            arguments = (str(schedule.workspace.root), due.isoformat(), schedule.parameters["as_of"] or "")
            self._process = start(schedule.workspace, "pipelines.flows.alone", *arguments)

    def end(self) -> None:
        if self._process is not None:
            end(self._process, _STOP_SECONDS)
