"""Texts under a key: whoever has it can tell which text it was by trying them all, nobody else can."""

from __future__ import annotations

import hmac
from functools import lru_cache
from hashlib import sha256

import polars as pl

KEY_LENGTH = 32
"""Hex digits of a keyed text: 128 bits."""


def keyed_texts(texts: pl.Series, key: bytes) -> pl.Series:
    """HMAC-SHA256 of each text under the key, 32 hex digits; null where there is none."""
    distinct = texts.drop_nulls().unique()
    keys = [keyed_text(text, key) for text in distinct.to_list()]
    return texts.replace_strict(distinct, pl.Series(keys, dtype=pl.String), default=None, return_dtype=pl.String)


@lru_cache(maxsize=1 << 18)
def keyed_text(text: str, key: bytes) -> str:
    """HMAC-SHA256 of a text under the key, 32 hex digits; the hand-overs of a night ask for most texts twice."""
    mac = _begun(key).copy()
    mac.update(text.encode())
    return mac.hexdigest()[:KEY_LENGTH]


@lru_cache(maxsize=4)
def _begun(key: bytes) -> hmac.HMAC:
    """What every text under a key begins with: half of the work."""
    return hmac.new(key, digestmod=sha256)
