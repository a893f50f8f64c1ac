"""When nights are due, and which of them are still to be run: each once, and after a long sleep only the last."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from cronsim import CronSim

from pipelines.flows.begun import Begun, is_lost, last_begun, put_down, tell_anew
from pipelines.flows.home import home, night_lock
from pipelines.workspace.flock import is_held
from pipelines.workspace.folders import Workspace
from pipelines.workspace.lock import hold
from schemas.errors import WorkspaceBusyError


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


def watch_from(
    workspace: Workspace, timetable: Timetable, now: datetime, as_of: date | None, say: Callable[[str], None]
) -> None:
    """Says that nights due so far are nobody's concern, where none was ever begun or the clock was set back.

    Set back by less than to the due time before, the clock comes to a night again that was run: it is not run twice.

    Args:
        workspace: whose.
        timetable: when nights are due.
        now: the time.
        as_of: the date for which every night is; None: the one that the settings give.
        say: who is told that nobody can say which night was begun last, and what follows from that.
    """
    if is_lost(workspace):
        _find(workspace, timetable.last(now), as_of, say)
        return
    begun = last_begun(workspace)
    if begun is None or timetable.next(now) < datetime.fromisoformat(begun.due):
        put_down(workspace, Begun(now.isoformat(), 1, ended=True))


def _find(workspace: Workspace, due: datetime, as_of: date | None, say: Callable[[str], None]) -> None:
    """Has a damaged note told anew; whoever is at a night will write one himself."""
    with suppress(WorkspaceBusyError), hold(night_lock(workspace), datetime.now(UTC)):
        if is_lost(workspace):  # nobody has meanwhile
            tell_anew(workspace, due, as_of, say)


def overdue(workspace: Workspace, timetable: Timetable, now: datetime, patience: float) -> datetime | None:
    """The due time of the night that somebody should have begun by now; None where all is well.

    Args:
        workspace: whose.
        timetable: when nights are due.
        now: the time.
        patience: seconds after which a night that is due counts as forgotten.
    """
    due, begun = timetable.last(now), last_begun(workspace)
    if begun is None or not begun.leaves(due) or is_held(night_lock(workspace)):
        return None
    forgotten = timetable.next(datetime.fromisoformat(begun.due))  # the first of perhaps many, of which one is run
    return due if not begun.is_before(due) or (now - forgotten).total_seconds() >= patience else None


@contextmanager
def taken(workspace: Workspace, due: datetime, as_of: date | None, say: Callable[[str], None]) -> Iterator[bool]:
    """Takes the night due then for the time of a `with` block; an error or a kill in it leaves the night to others.

    Args:
        workspace: whose.
        due: when the night is due.
        as_of: its date; None: the one that the settings give.
        say: who is told where nobody can say which night was begun last.

    Yields:
        Whether it is to be run here: nobody else runs one, and it has not been run.
    """
    home(workspace)
    with ExitStack() as holding:
        try:
            holding.enter_context(hold(night_lock(workspace), datetime.now(UTC)))
        except WorkspaceBusyError:
            yield False
            return
        if is_lost(workspace):
            tell_anew(workspace, due, as_of, say)
        begun = last_begun(workspace)
        if begun is not None and not begun.leaves(due):
            yield False
            return
        attempts = begun.attempts + 1 if begun and not begun.is_before(due) else 1
        put_down(workspace, Begun(due.isoformat(), attempts, ended=False))
        yield True
        put_down(workspace, Begun(due.isoformat(), attempts, ended=True))
