"""Texts under a key: whoever has it can tell which text it was by trying them all, nobody else can."""

from __future__ import annotations

import hmac

import polars as pl

KEY_LENGTH = 32
"""Hex digits of a keyed text: 128 bits."""


def keyed_texts(texts: pl.Series, key: bytes) -> pl.Series:
    """HMAC-SHA256 of each text under the key, 32 hex digits; null where there is none."""
    distinct = texts.drop_nulls().unique()
    keys = [hmac.digest(key, text.encode(), "sha256").hex()[:KEY_LENGTH] for text in distinct.to_list()]
    return texts.replace_strict(distinct, pl.Series(keys, dtype=pl.String), default=None, return_dtype=pl.String)
