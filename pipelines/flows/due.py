"""When nights are due, and which of them are still to be run: each once, and after a long sleep only the last."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from cronsim import CronSim

from pipelines.flows.home import home
from pipelines.workspace.folders import Workspace, write_private
from pipelines.workspace.lock import hold, is_held
from schemas.errors import WorkspaceBusyError

_MOST_ATTEMPTS = 2


@dataclass(frozen=True)
class Timetable:
    """When nights are due.

    Attributes:
        cron: five fields.
        timezone: in which they are read.
    """

    cron: str
    timezone: str

    def local(self, moment: datetime) -> datetime:
        """The same moment in the timetable's time zone."""
        return moment.astimezone(ZoneInfo(self.timezone))

    def last(self, now: datetime) -> datetime:
        """The last due time at `now` or before, in the timetable's time zone."""
        local = self.local(now).replace(microsecond=999_999)  # so that `now` itself counts
        return next(CronSim(self.cron, local, reverse=True))

    def next(self, after: datetime) -> datetime:
        """The first due time after another, in the timetable's time zone."""
        return next(CronSim(self.cron, self.local(after)))


@dataclass(frozen=True)
class Begun:
    """The last scheduled night that was begun.

    Attributes:
        due: when it was due (ISO 8601).
        attempts: how often it was begun.
        ended: it came to an end, good or bad, by itself.
    """

    due: str
    attempts: int
    ended: bool

    def is_before(self, due: datetime) -> bool:
        """Whether it was due before this time."""
        return datetime.fromisoformat(self.due) < due

    def is_given_up(self, workspace: Workspace) -> bool:
        """Whether it was killed as often as it is begun; nobody is at it any more."""
        if self.ended or self.attempts < _MOST_ATTEMPTS or is_held(_lock(workspace)):
            return False
        return last_begun(workspace) == self  # else it came to its end between two looks

    def leaves(self, due: datetime) -> bool:
        """Whether the night due then is still to be run: not begun yet, or killed before it came to an end."""
        if self.is_before(due):
            return True
        same = datetime.fromisoformat(self.due) == due
        return same and not self.ended and self.attempts < _MOST_ATTEMPTS


def last_begun(workspace: Workspace) -> Begun | None:
    """The last scheduled night that was begun; None where there was none."""
    try:
        return Begun(**json.loads(_file(workspace).read_text()))
    except (OSError, ValueError, TypeError):
        return None


def watch_from(workspace: Workspace, timetable: Timetable, now: datetime) -> None:
    """Says that nights due so far are nobody's concern, where none was ever begun or the clock was set back.

    Set back by less than to the due time before, the clock comes to a night again that was run: it is not run twice.
    """
    begun = last_begun(workspace)
    if begun is None or timetable.next(now) < datetime.fromisoformat(begun.due):
        _write(workspace, Begun(now.isoformat(), 1, ended=True))


def overdue(workspace: Workspace, timetable: Timetable, now: datetime, patience: float) -> datetime | None:
    """The due time of the night that somebody should have begun by now; None where all is well.

    Args:
        workspace: whose.
        timetable: when nights are due.
        now: the time.
        patience: seconds after which a night that is due counts as forgotten.
    """
    due, begun = timetable.last(now), last_begun(workspace)
    if begun is None or not begun.leaves(due) or is_held(_lock(workspace)):
        return None
    forgotten = timetable.next(datetime.fromisoformat(begun.due))  # the first of perhaps many, of which one is run
    return due if not begun.is_before(due) or (now - forgotten).total_seconds() >= patience else None


@contextmanager
def taken(workspace: Workspace, due: datetime) -> Iterator[bool]:
    """Takes the night due then for the time of a `with` block; an error or a kill in it leaves the night to others.

    Yields:
        Whether it is to be run here: nobody else runs one, and it has not been run.
    """
    with ExitStack() as holding:
        try:
            holding.enter_context(hold(_lock(workspace), datetime.now(UTC)))
        except WorkspaceBusyError:
            yield False
            return
        begun = last_begun(workspace)
        if begun is not None and not begun.leaves(due):
            yield False
            return
        attempts = begun.attempts + 1 if begun and not begun.is_before(due) else 1
        _write(workspace, Begun(due.isoformat(), attempts, ended=False))
        yield True
        _write(workspace, Begun(due.isoformat(), attempts, ended=True))


def _file(workspace: Workspace) -> Path:
    return home(workspace) / "night.json"


def _lock(workspace: Workspace) -> Path:
    return home(workspace) / "night.lock"


def _write(workspace: Workspace, begun: Begun) -> None:
    write_private(_file(workspace), json.dumps(asdict(begun)).encode())
