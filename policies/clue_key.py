"""What the ids of clues are made with, beside what the clues say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from schemas.keyed import keyed_text

ID_BYTES = 8
"""Bytes of a clue's id, written as hexadecimal digits."""


@dataclass(frozen=True)
class ClueKey:
    """What the ids of clues are made with.

    Attributes:
        key: the workspace's secret.
        oldest: resident id -> the oldest number of the same person, as earlier nights knew it.
    """

    key: bytes = b""
    oldest: Mapping[str, str] = field(default_factory=dict)


def keyed_id(plain: str, key: bytes) -> str:
    """The id of a clue from its unkeyed id, which the first version of this program published.

    An unkeyed hash of check and resident id would let anybody try out numbers; made of that very hash, the keyed id of
    an old clue can be told though nobody knows any more what the clue was about.
    """
    return keyed_text(plain, key)[: 2 * ID_BYTES]
