"""How batches for the city platform, their rows and the answers to them are kept: keys and hashes, never rows."""

from __future__ import annotations

import polars as pl

BATCHES: dict[str, pl.DataType] = {
    "number": pl.Int32(),
    "as_of": pl.Date(),
    "mode": pl.String(),
    "digest": pl.String(),
}
"""A batch: its number, its date, its mode, and what all its files hold but for the number, as one word."""
SPANS: dict[str, pl.DataType] = {
    "file": pl.String(),
    "key": pl.String(),
    "operation": pl.String(),
    "content": pl.String(),  # hash; null where the row is withdrawn
    "first": pl.Int32(),
    "last": pl.Int32(),
}
"""A row that stood alike in every batch from `first` to `last`."""
ANSWERS: dict[str, pl.DataType] = {
    "batch": pl.Int32(),
    "file": pl.String(),
    "key": pl.String(),  # null: the whole file
    "result": pl.String(),
    "reason": pl.String(),
}
LISTED: dict[str, pl.DataType] = {
    "file": pl.String(),
    "key": pl.String(),
    "since": pl.Date(),
    "until": pl.Date(),
}
"""A row that publications list as sent back without a break from `since` to `until`, of those that are no more."""
