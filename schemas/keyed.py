"""Texts under a key: whoever has it can tell which text it was by trying them all, nobody else can."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from _hashlib import HASH

KEY_LENGTH = 32
"""Hex digits of a keyed text: 128 bits."""


@dataclass(frozen=True, eq=False)
class Keyed:
    """Texts under one key, each reckoned once however often it is asked for.

    Attributes:
        key: the secret.
    """

    key: bytes = field(repr=False)
    _known: dict[str, str] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        """Refuses an empty key.

        Raises:
            ValueError: the key is empty.
        """
        if not self.key:
            raise ValueError("texts are keyed with a key")

    def of(self, texts: pl.Series) -> pl.Series:
        """HMAC-SHA256 of each text under the key, 32 hex digits; null where there is none."""
        asked = texts.to_list()  # nearly all are asked for once in a column: to make them distinct takes longer
        new = [text for text in dict.fromkeys(asked) if text is not None and text not in self._known]
        self._known.update(zip(new, keyed(new, self.key), strict=True))
        return pl.Series(texts.name, [self._known.get(text) for text in asked], dtype=pl.String)


def keyed_texts(texts: pl.Series, key: bytes) -> pl.Series:
    """HMAC-SHA256 of each text under the key, 32 hex digits; null where there is none."""
    return Keyed(key).of(texts)


def keyed(texts: Iterable[str], key: bytes) -> list[str]:
    """HMAC-SHA256 (RFC 2104) of each text under the key, 32 hex digits."""
    inner, outer = _begun(key)
    digests = []
    for text in texts:  # as `code_of`, which a hundred thousand times over takes a tenth longer
        within, around = inner.copy(), outer.copy()
        within.update(text.encode())
        around.update(within.digest())
        digests.append(around.hexdigest()[:KEY_LENGTH])
    return digests


def code_of(text: bytes, key: bytes) -> str:
    """HMAC-SHA256 (RFC 2104) of bytes under the key, 64 hex digits."""
    inner, outer = _begun(key)
    within, around = inner.copy(), outer.copy()
    within.update(text)
    around.update(within.digest())
    return around.hexdigest()


@lru_cache(maxsize=8)
def _begun(key: bytes) -> tuple[HASH, HASH]:
    """What both hashes of every text begin with, hashed once for all: two thirds of the time that `hmac` takes."""
    block = sha256().block_size
    padded = (sha256(key).digest() if len(key) > block else key).ljust(block, b"\0")
    inner, outer = (sha256(bytes(byte ^ pad for byte in padded)) for pad in (0x36, 0x5C))
    return inner, outer
