"""The scheduled nights that did not come to an end: somebody is told, once each while they are watched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from pipelines.flows.begun import Begun, last_begun
from pipelines.flows.due import Timetable
from pipelines.telling.ended import Ended
from pipelines.telling.notify import tell_and_say
from pipelines.workspace.folders import Workspace
from schemas.errors import KilledNightError


@dataclass
class LeftOut:
    """Watches which nights are begun and which come to an end.

    Attributes:
        workspace: whose.
        timetable: when they are due.
        say: who is told what happens.
    """

    workspace: Workspace
    timetable: Timetable
    say: Callable[[str], None]
    _seen: Begun | None = field(default=None, init=False)
    _given_up: str = field(default="", init=False)

    def look(self) -> None:
        """Tells of nights that were left out since it was last called."""
        begun = last_begun(self.workspace)
        if begun is None:
            return
        due = datetime.fromisoformat(begun.due)
        if self._seen is not None and self._seen.is_before(due):
            self._tell_of_those_between(self._seen, due)
        self._seen = begun
        if begun.due != self._given_up and begun.is_given_up(self.workspace):
            self._given_up = begun.due
            self._tell_of_a_killed_one(due)

    def _tell_of_those_between(self, before: Begun, due: datetime) -> None:
        first, local = self.timetable.next(datetime.fromisoformat(before.due)), self._local(due)
        if first < due:
            self.say(f"{self._local(first)} 起到点的夜间核对没有运行,只运行最后到点的 {local}")

    def _tell_of_a_killed_one(self, due: datetime) -> None:
        said = f"{self._local(due)} 的一夜屡次被终止,不再运行"
        self.say(said)
        tell_and_say(Ended(self.workspace, None, error=KilledNightError(said)), self.say)

    def _local(self, due: datetime) -> str:
        return f"{self.timetable.local(due):%Y-%m-%d %H:%M}"
