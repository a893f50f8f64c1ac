"""The stages of a run: what is known of each, who is told, and how one is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

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


class Caller(Protocol):
    """How a stage is called: directly, or as a Prefect task."""

    def __call__(self, stage: Stage, work: Callable[[], int]) -> None:
        """Calls `work`, which hands back how many rows it handled."""


def call_directly(stage: Stage, work: Callable[[], int]) -> None:
    """Calls a stage's work here and now."""
    del stage
    work()
