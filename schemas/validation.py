"""What pandera requires of parsed rows, derived from an extract's declaration, and the rows that fail it."""

from __future__ import annotations

from functools import cache, partial

import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData
from pandera.errors import SchemaErrors

from schemas.column import Column
from schemas.extract import Extract, RowRule
from schemas.extracts import EXTRACTS
from schemas.terms import QuarantineReason

FAILURES: dict[str, pl.DataType] = {"index": pl.UInt32(), "column": pl.String(), "reason": pl.String()}


@cache
def model(source: str) -> pa.DataFrameSchema:
    """The pandera schema of a source's parsed rows."""
    extract = EXTRACTS[source]
    return pa.DataFrameSchema(
        columns={column.field: _column(column) for column in extract.columns},
        checks=[pa.Check(partial(_keeps, rule), name=str(number)) for number, rule in enumerate(extract.rules)],
        strict=False,
    )


def failures(parsed: pl.DataFrame, extract: Extract) -> pl.DataFrame:
    """Validates parsed rows, all rules at once.

    Args:
        parsed: fields of the extract in their dtypes, one row a data row.
        extract: the declaration.

    Returns:
        `FAILURES`: position of each failing row, English column name, `QuarantineReason`.
    """
    try:
        model(extract.source).validate(parsed, lazy=True)
    except SchemaErrors as errors:
        return _entries(errors.failure_cases, extract)
    return pl.DataFrame(schema=FAILURES)


def _column(column: Column) -> pa.Column:
    isin = [pa.Check.isin(column.codes.words)] if column.codes else []
    return pa.Column(column.dtype, checks=isin, nullable=not column.filled)


def _keeps(rule: RowRule, data: PolarsData) -> pl.LazyFrame:
    return data.lazyframe.select(~rule.broken.fill_null(value=False))


def _entries(cases: pl.DataFrame, extract: Extract) -> pl.DataFrame:
    if cases["index"].null_count():
        broken = cases.filter(pl.col("index").is_null()).select("column", "check").unique().rows()
        raise TypeError(f"{extract.source}: parsed rows do not have the declared form: {broken}")
    return pl.concat([_missing(cases, extract), *_broken_rules(cases, extract)]).unique(maintain_order=True)


def _missing(cases: pl.DataFrame, extract: Extract) -> pl.DataFrame:
    names = {column.field: column.name for column in extract.columns}
    return cases.filter(pl.col("schema_context") == "Column").select(
        pl.col("index").cast(pl.UInt32),
        pl.col("column").replace_strict(names, return_dtype=pl.String),
        pl.when(pl.col("check") == "not_nullable")
        .then(pl.lit(QuarantineReason.MISSING_VALUE.value))
        .otherwise(pl.lit(QuarantineReason.UNKNOWN_CODE.value))
        .alias("reason"),
    )


def _broken_rules(cases: pl.DataFrame, extract: Extract) -> list[pl.DataFrame]:
    frame_level = cases.filter(pl.col("schema_context") == "DataFrameSchema")
    return [
        frame_level.filter(pl.col("check") == str(number)).select(
            pl.col("index").cast(pl.UInt32), pl.lit(name).alias("column"), pl.lit(rule.reason.value).alias("reason")
        )
        for number, rule in enumerate(extract.rules)
        for name in rule.columns
    ]
