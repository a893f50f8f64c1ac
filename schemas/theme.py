"""What a campaign theme (一季一专题) is, and what a night says of something that it left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

MIN_CELL = 5
FOLLOW_UP = 92
CORRECTIONS_FOLDER = "corrections"


@dataclass(frozen=True)
class Theme:
    """A theme of the supervision campaign.

    Attributes:
        name: letters, digits, Chinese, - and _; the name of its folder.
        title: what people read.
        checks: ids of the checks whose clues it follows.
        since: first day on which a clue may first be seen.
        until: the last.
        towns: towns whose clues belong; all where empty.
        unit: who works on it.
        strengths: strengths of the clues that belong; all where empty.
        min_cell: counts below it are not passed on.
        follow_up: days after `until` for which it is published.
        file: where it is written.
        shipped: it comes with the product.
    """

    name: str
    title: str
    checks: tuple[str, ...]
    since: date
    until: date
    towns: tuple[str, ...] = ()
    unit: str = ""
    strengths: tuple[str, ...] = ()
    min_cell: int = MIN_CELL
    follow_up: int = FOLLOW_UP
    file: str = ""
    shipped: bool = False

    def is_published(self, day: date) -> bool:
        """Whether the publication of a date has it."""
        return self.since <= day and (day - self.until).days <= self.follow_up


@dataclass(frozen=True)
class LeftOut:
    """Something that the bureau wrote and a night could not use.

    Attributes:
        file: its file.
        reason: why, in Chinese, naming the file.
        hint: what to do.
    """

    file: str
    reason: str
    hint: str

    @property
    def is_correction(self) -> bool:
        """It is a file of corrections."""
        return self.file.startswith(f"{CORRECTIONS_FOLDER}/")

    @property
    def facts(self) -> dict[str, str]:
        """As the manifest says it."""
        return {"file": self.file, "reason": self.reason, "hint": self.hint}

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> LeftOut:
        """From the manifest."""
        return cls(facts["file"], facts["reason"], facts["hint"])
