"""What the ids of clues are made with, beside what the clues say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from schemas.keyed import keyed

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


def keyed_ids(plain: Iterable[str], key: bytes) -> list[str]:
    """The ids of clues from their unkeyed ids, which the first version of this program published.

    An unkeyed hash of check and resident id would let anybody try out numbers; made of that very hash, the keyed id of
    an old clue can be told though nobody knows any more what the clue was about.
    """
    return [whole[: 2 * ID_BYTES] for whole in keyed(plain, key)]
