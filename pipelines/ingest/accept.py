"""Splits data rows into accepted and refused ones: each refused value becomes one quarantine entry."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from schemas.extract import Extract
from schemas.outputs import OUTPUTS
from schemas.validation import failures
from schemas.values import UNREADABLE, parse


@dataclass(frozen=True)
class Split:
    """What became of data rows.

    Attributes:
        accepted: `Extract.accepted` columns.
        refused: the other rows as text, same columns by English name, with `file` and `row_number`.
        quarantine: one entry a refused value (columns of the quarantine output).
    """

    accepted: pl.DataFrame
    refused: pl.DataFrame
    quarantine: pl.DataFrame


def split(rows: pl.DataFrame, extract: Extract) -> Split:
    """Parses and validates data rows.

    Args:
        rows: cleaned text by English name with `file` and `row_number`, household blocks filled.
        extract: the declaration.
    """
    parsed = rows.select(*(parse(rows[column.name], column) for column in extract.columns), "file", "row_number")
    entries = _unreadable(rows, parsed, extract)
    failed = failures(parsed, extract).join(entries, on=["index", "column"], how="anti")
    entries = pl.concat([entries, failed])
    bad = entries["index"].unique()
    is_bad = pl.int_range(pl.len(), dtype=pl.UInt32).is_in(bad.implode())
    return Split(
        accepted=parsed.remove(is_bad).select(extract.accepted.keys()),
        refused=rows.filter(is_bad),
        quarantine=_quarantine(entries, rows, extract),
    )


def _unreadable(rows: pl.DataFrame, parsed: pl.DataFrame, extract: Extract) -> pl.DataFrame:
    entries = [
        pl.DataFrame(
            {"index": (rows[column.name].is_not_null() & parsed[column.field].is_null()).arg_true()}
        ).with_columns(pl.lit(column.name).alias("column"), pl.lit(UNREADABLE[column.kind].value).alias("reason"))
        for column in extract.columns
        if column.kind in UNREADABLE
    ]
    return pl.concat(entries).with_columns(pl.col("index").cast(pl.UInt32))


def _quarantine(entries: pl.DataFrame, rows: pl.DataFrame, extract: Extract) -> pl.DataFrame:
    table = OUTPUTS["quarantine"]
    places = rows.with_row_index("index").join(entries.select("index").unique(), on="index", how="semi")
    values = places.unpivot(
        on=[column.name for column in extract.columns], index=["index", "file", "row_number"], variable_name="column"
    )
    return (
        entries.join(values, on=["index", "column"], how="left")
        .select(pl.lit(extract.source).alias("source"), "file", "row_number", "column", "reason", "value")
        .cast(pl.Schema(table.dtypes))
        .sort(table.order)
    )
