"""What the ids of clues are made with, beside what the clues say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ClueKey:
    """What the ids of clues are made with.

    Attributes:
        key: the workspace's secret.
        oldest: resident id -> the oldest number of the same person, as earlier nights knew it.
    """

    key: bytes = b""
    oldest: Mapping[str, str] = field(default_factory=dict)
