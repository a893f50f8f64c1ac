"""The stages of a run: what is known of each, who is told, how one is called, and where its parts are looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from pipelines.workspace.places import Place
from schemas.flow import Stage


@dataclass(frozen=True)
class StageRecord:
    """What one stage did."""

    stage: Stage
    rows: int
    seconds: float


class Listener(Protocol):
    """Somebody who wants to know how a run gets on (the terminal, Prefect's page)."""

    def begun(self, stage: Stage) -> None:
        """A stage begins."""

    def ended(self, record: StageRecord) -> None:
        """A stage has ended well."""

    def looked_at(self, stage: Stage, parts: int, of: int) -> None:
        """So many parts of the people have been looked at."""


class Caller(Protocol):
    """How a stage is called: directly, or as a Prefect task."""

    def __call__(self, stage: Stage, work: Callable[[], int]) -> None:
        """Calls `work`, which hands back how many rows it handled."""


def call_directly(stage: Stage, work: Callable[[], int]) -> None:
    """Calls a stage's work here and now."""
    del stage
    work()


class Look(Protocol):
    """Looks at one part of the people and leaves the answers beside it; a function that others can import."""

    def __call__(self, folder: Place, number: int, asked: tuple[str, ...]) -> int:
        """How many rows it has answered."""


class Spread(Protocol):
    """Where the parts of the people are looked at.

    Attributes:
        at_once: how many at a time; 0 where they are looked at one after another, here.
    """

    @property
    def at_once(self) -> int:
        """As above."""

    def __call__(
        self, look: Look, folder: Place, count: int, asked: tuple[str, ...], done: Callable[[int], None]
    ) -> None:
        """Looks at all parts of a folder, in whatever order.

        Args:
            look: looks at one.
            folder: which.
            count: how many they are.
            asked: what is asked of each.
            done: is told how many have been looked at.
        """


class InTurn:
    """One part after another, in this process."""

    at_once = 0

    def __call__(
        self, look: Look, folder: Place, count: int, asked: tuple[str, ...], done: Callable[[int], None]
    ) -> None:
        """Looks at all parts of a folder."""
        for number in range(count):
            look(folder, number, asked)
            done(number + 1)
