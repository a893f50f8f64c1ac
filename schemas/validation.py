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
    """The pandera schema of a source's parsed rows: every column in which a value may be wrong, and its rules."""
    extract = EXTRACTS[source]
    return pa.DataFrameSchema(
        columns={column.field: _column(column) for column in extract.columns if column.filled or column.codes},
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

    Raises:
        TypeError: the columns are not those declared.
    """
    found = parsed.schema
    odd = {field: found.get(field) for field, dtype in extract.dtypes.items() if found.get(field) != dtype}
    if odd:
        raise TypeError(f"{extract.source}: parsed rows do not have the declared form: {odd}")
    suspects = _suspects(parsed, extract)
    try:
        if not suspects.is_empty():
            model(extract.source).validate(parsed[suspects], lazy=True)
    except SchemaErrors as errors:
        few = _entries(errors.failure_cases, extract)
        return few.with_columns(suspects.gather(few["index"]).alias("index"))
    return pl.DataFrame(schema=FAILURES)


def _suspects(parsed: pl.DataFrame, extract: Extract) -> pl.Series:
    """Positions of the rows in which anything is wrong: pandera, which is slow with many, need say it of these only."""
    empty = [pl.col(column.field).is_null() for column in extract.columns if column.filled]
    unknown = [~pl.col(column.field).is_in(column.codes.words) for column in extract.columns if column.codes]
    wrong = pl.any_horizontal(*empty, *unknown, *(rule.broken for rule in extract.rules))
    return parsed.select(wrong.fill_null(value=False).arg_true().cast(pl.UInt32)).to_series()


def _column(column: Column) -> pa.Column:
    isin = [pa.Check.isin(column.codes.words)] if column.codes else []
    return pa.Column(column.dtype, checks=isin, nullable=not column.filled)


def _keeps(rule: RowRule, data: PolarsData) -> pl.LazyFrame:
    return data.lazyframe.select(~rule.broken.fill_null(value=False))


def _entries(cases: pl.DataFrame, extract: Extract) -> pl.DataFrame:
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
