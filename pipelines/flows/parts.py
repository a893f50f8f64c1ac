"""The parts of the people as a Prefect flow: a task a part, given to whatever task runner the flow has.

No row goes through Prefect or its runner: whoever looks at a part reads it, and leaves the answers, in a folder that
all of them see.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from queue import Empty, Queue

from prefect import Flow as PrefectFlow
from prefect import Task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from pipelines.flows.waiting import Captured
from pipelines.run.stages import Look
from pipelines.workspace.places import Place
from pipelines.workspace.program import PUBLISHING, program_fingerprint

_ALONE_SECONDS = 60.0
_LOOK_SECONDS = 5.0


class OtherProgramError(Exception):
    """A worker runs another version of the program: what it said would not be what this one says."""


@dataclass(frozen=True)
class Parts:
    """Parts that are looked at; no parameter of the flow, which Prefect would pickle for every task.

    Attributes:
        look: looks at one.
        folder: where they lie.
        count: how many they are.
        asked: what is asked of each.
        done: is told how many have been looked at.
        workers: how many there are to look at them.
        seen: the numbers of those that have been looked at.
    """

    look: Look
    folder: Place
    count: int
    asked: tuple[str, ...]
    done: Callable[[int], None]
    workers: Callable[[], int]
    seen: set[int] = field(default_factory=set)

    @property
    def left(self) -> list[int]:
        """The numbers of those that have not been looked at."""
        return [number for number in range(self.count) if number not in self.seen]

    def ended(self, number: int) -> None:
        """One has been looked at."""
        self.seen.add(number)
        self.done(len(self.seen))


AT_WORK: ContextVar[Parts] = ContextVar("parts at work")


def make_ready() -> None:
    """What a worker does while the night still reads: imports what looking at a part takes."""
    import_module("pipelines.night.parts")


def look_at_one(look: Look, folder: Place, number: int, asked: tuple[str, ...], program: str) -> int:
    """What a worker does.

    Args:
        look: looks at a part.
        folder: of all parts.
        number: of the part.
        asked: what is asked of it.
        program: fingerprint of the program that asks.

    Returns:
        Rows of all answers.

    Raises:
        OtherProgramError: the worker runs another.
        OSError: it does not see the folder.
    """
    if program_fingerprint(PUBLISHING) != program:
        raise OtherProgramError("worker 上的程序与本机不是同一版本")
    return look(folder, number, asked)


def look_at_all() -> State[None]:
    """What the flow does: gives every part away and waits for them, but not for workers that are gone for good."""
    parts, ended = AT_WORK.get(), Queue[int]()
    waiting = {}
    for number in range(parts.count):
        task = PART.with_options(task_run_name=f"{number + 1}/{parts.count}")
        future = task.submit(parts.look, parts.folder, number, parts.asked, program_fingerprint(PUBLISHING))
        future.add_done_callback(partial(_put, ended, number))
        waiting[number] = future
    wrong, heard = list[str](), time.monotonic()
    while waiting and time.monotonic() - heard < _ALONE_SECONDS:
        try:
            number = ended.get(timeout=_LOOK_SECONDS)
        except Empty:
            heard = time.monotonic() if parts.workers() else heard
            continue
        heard = time.monotonic()
        with Captured() as captured:
            waiting.pop(number).result()
            parts.ended(number)
        if captured.error is not None:
            wrong.append(f"{type(captured.error).__name__}: {captured.error}")
    if waiting:
        return Failed(message="没有 worker 可用")
    return Failed(message=wrong[0]) if wrong else Completed(message=f"{parts.count} 部分")


def _put(ended: Queue[int], number: int, _: object) -> None:
    ended.put(number)


PART = Task(fn=look_at_one, name="part", cache_policy=NO_CACHE, persist_result=False)
PARTS = PrefectFlow(fn=look_at_all, name="parts", description="按部分比对", persist_result=False)
