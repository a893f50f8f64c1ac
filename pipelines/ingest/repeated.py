"""Texts that repeat, numbered where there are millions of rows: a number takes a quarter of the memory of a text."""

from __future__ import annotations

import polars as pl

_MANY = 1_000_000
"""Rows from which on texts are numbered: of fewer the time is worth more than the memory."""
REPEATED = (
    "file",
    "relation",
    "sex",
    "ethnicity",
    "hukou_type",
    "town",
    "village",
    "marital_status",
    "person_status",
    "moved_to",
)
"""Columns of the civil registry that hold the same few texts again and again."""


def are_many(rows: int) -> bool:
    """Whether so many rows of the civil registry are held with their texts numbered."""
    return rows >= _MANY


def numbered_texts(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of the civil registry, those of `REPEATED` that they have as Categorical."""
    return rows.with_columns(pl.col(name).cast(pl.Categorical()) for name in REPEATED if name in rows.columns)


def as_texts(rows: pl.DataFrame) -> pl.DataFrame:
    """The same with texts in place of their numbers, as the rules take them."""
    return rows.with_columns(pl.col(pl.Categorical).cast(pl.String))
