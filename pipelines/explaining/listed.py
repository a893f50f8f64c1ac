"""The row of a clue in a published table, by whichever of its numbers the table calls it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from schemas.outputs.findings import FINDINGS

Row = Mapping[str, object]


def listed_as(tables: Mapping[str, pl.DataFrame], ids: Collection[str]) -> Row | None:
    """The row of a clue among the findings of a publication; None where it does not list it.

    Args:
        tables: of the publication.
        ids: all that the clue goes by, in lower case.
    """
    return next((row for table in FINDINGS if (row := row_of(tables.get(table.name), ids)) is not None), None)


def row_of(table: pl.DataFrame | None, ids: Collection[str]) -> Row | None:
    """The row of a clue in a table; None where there is none, or no table."""
    found = None if table is None else table.filter(is_one_of("finding_id", ids))
    return None if found is None or found.is_empty() else found.row(0, named=True)


def is_one_of(column: str, ids: Collection[str]) -> pl.Expr:
    """Whether a column calls the clue by one of its numbers."""
    return pl.col(column).str.to_lowercase().is_in(list(ids))
