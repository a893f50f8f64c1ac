"""A civil registry of millions as a night holds it: texts that repeat are numbered, what nobody looks at lies aside."""

from __future__ import annotations

import polars as pl

from pipelines.workspace.aside import put_aside

_MANY = 1_000_000
"""Rows from which on that is done: of fewer the time is worth more than the memory."""
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
"""Columns of the civil registry that hold the same few texts again and again; a number takes a quarter of a text."""
AT_REST = ("head_name", "ethnicity", "hukou_type", "address", "marital_status", "moved_to")
"""Columns of the civil registry that neither linking nor the rules look at: they go to the warehouse alone."""


def are_many(rows: int) -> bool:
    """Whether so many rows of the civil registry are held like that."""
    return rows >= _MANY


def numbered_texts(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of the civil registry, those of `REPEATED` that they have as Categorical."""
    return rows.with_columns(pl.col(name).cast(pl.Categorical()) for name in REPEATED if name in rows.columns)


def held_small(rows: pl.DataFrame) -> pl.DataFrame:
    """A piece of a long civil registry: its texts numbered, and its columns `AT_REST` put aside."""
    numbered = numbered_texts(rows)
    return numbered.with_columns(put_aside(numbered.select(AT_REST)))


def as_texts(rows: pl.DataFrame) -> pl.DataFrame:
    """The same with texts in place of their numbers, as the rules take them."""
    return rows.with_columns(pl.col(pl.Categorical).cast(pl.String))
