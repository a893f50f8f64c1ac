"""The note of the scheduled night that was begun last: read, written, and told anew where it is damaged."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from pipelines.flows.home import damaged_aside, home, night_lock, night_note
from pipelines.night.day import night_date
from pipelines.publishing.last_night import is_published_since, last_ended
from pipelines.workspace.flock import is_held
from pipelines.workspace.folders import Workspace, write_private
from pipelines.workspace.settings import local_time
from schemas.errors import HeduiError

_MOST_ATTEMPTS = 2
_JUST_BEFORE = timedelta(seconds=1)


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
        if self.ended or self.attempts < _MOST_ATTEMPTS or is_held(night_lock(workspace)):
            return False
        return last_begun(workspace) == self  # else it came to its end between two looks

    def leaves(self, due: datetime) -> bool:
        """Whether the night due then is still to be run: not begun yet, or killed before it came to an end."""
        if self.is_before(due):
            return True
        same = datetime.fromisoformat(self.due) == due
        return same and not self.ended and self.attempts < _MOST_ATTEMPTS


def last_begun(workspace: Workspace) -> Begun | None:
    """The last scheduled night that was begun; None where there was none, or nobody can say (`is_lost`)."""
    try:
        return _read(json.loads(night_note(workspace).read_text()))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def is_lost(workspace: Workspace) -> bool:
    """Whether there is a note, and it is damaged: nobody can say which night was begun last."""
    return os.path.lexists(night_note(workspace)) and last_begun(workspace) is None


def put_down(workspace: Workspace, begun: Begun) -> None:
    """Writes the note."""
    home(workspace)
    write_private(night_note(workspace), json.dumps(asdict(begun)).encode())


def tell_anew(workspace: Workspace, due: datetime, as_of: date | None, say: Callable[[str], None]) -> None:
    """Puts a damaged note aside, and writes what is known without it; the caller holds `night_lock`.

    The date of the last night has been published since that was due: it is not run again. It has not: it is run, be it
    once more, and the nights that were due since any last ended count as left out.

    Args:
        workspace: whose; its note is damaged.
        due: when the last night was due.
        as_of: its date; None: the one that the settings give.
        say: who is told.
    """
    path = night_note(workspace)
    aside = damaged_aside(path)
    path.replace(aside)
    is_run, known = False, due - _JUST_BEFORE
    with suppress(OSError, HeduiError):  # a folder is closed, or nobody can say the date: the night itself will say so
        is_run = is_published_since(workspace, as_of or night_date(workspace, due), due)
        known = due if is_run else min(known, last_ended(workspace) or known)
    put_down(workspace, Begun(known.isoformat(), 1, ended=True))
    follows = "其后已发布,不再运行" if is_run else "其后没有发布,将运行"
    say(f"{path} 已损坏,移至 {aside};最后到点的一夜({local_time(workspace, due):%Y-%m-%d %H:%M}){follows}")


def _read(said: dict[str, object]) -> Begun:
    """The note; an error of the kinds that `last_begun` knows where it is none."""
    due, attempts, ended = said["due"], said["attempts"], said["ended"]
    moment = datetime.fromisoformat(str(due))
    if moment.tzinfo is None or type(attempts) is not int or type(ended) is not bool:
        raise ValueError(said)
    return Begun(str(due), attempts, ended)
