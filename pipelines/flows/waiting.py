"""Errors kept instead of passed on, another attempt where waiting can help, and somebody told how it ended."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Protocol

from pipelines.ingest.errors import FileChangedError
from pipelines.publishing.publications import RunOutcome
from pipelines.run.record import Run
from pipelines.telling.ended import Ended
from pipelines.telling.notify import tell_and_say
from pipelines.workspace.folders import Workspace
from schemas.errors import WorkspaceBusyError
from schemas.masking import mask_numbers

WORTH_WAITING_FOR = (FileChangedError, WorkspaceBusyError)
WAITS = (60.0, 300.0, 900.0)
"""Seconds to wait before each further attempt at a night that nobody looks on at."""


class Captured:
    """Keeps the error of a `with` block instead of passing it on."""

    error: BaseException | None = None

    def __enter__(self) -> Captured:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """Keeps what can be told of later; an interruption goes on its way."""
        self.error = error
        return isinstance(error, Exception)


def run_and_tell(
    workspace: Workspace,
    begin: Callable[[], Run],
    start: Callable[[Run], RunOutcome],
    waits: Sequence[float],
    say: Callable[[str], None],
) -> Ended:
    """Runs what nobody looks on at, with patience, and tells those who want to be told how it ended.

    Args:
        workspace: where.
        begin: makes the run of an attempt.
        start: runs it.
        waits: seconds to wait before each further attempt.
        say: who is told of a further attempt, and of a message that did not arrive.
    """
    runs: list[Run] = []
    outcomes: list[RunOutcome] = []

    def attempt(*, patient: bool) -> RunOutcome:
        runs.append(begin())
        runs[-1].patient = patient
        return start(runs[-1])

    with Captured() as captured:
        outcomes.append(patiently(attempt, waits, say))
    run, outcome = runs[-1] if runs else None, outcomes[0] if outcomes else None
    ended = Ended(workspace, run, outcome, captured.error)
    tell_and_say(ended, say)
    return ended


class Attempt(Protocol):
    """What is done as often as it must."""

    def __call__(self, *, patient: bool) -> RunOutcome:
        """Does it; `patient` where there will be another attempt."""


def patiently(attempt: Attempt, waits: Sequence[float], say: Callable[[str], None]) -> RunOutcome:
    """Makes an attempt, and further ones where a file is still being copied or another run holds the workspace.

    The last attempt does without a file that is still being copied.

    Args:
        attempt: what to do.
        waits: seconds to wait before each further attempt.
        say: who is told of it.

    Raises:
        Exception: what the last attempt raised.
    """
    for wait in waits:
        try:
            return attempt(patient=True)
        except WORTH_WAITING_FOR as error:
            say(f"{mask_numbers(str(error))}; {wait:.0f} 秒后再试")
        time.sleep(wait)
    return attempt(patient=False)
