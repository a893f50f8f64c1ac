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
def _model(source: str, wanted: frozenset[str]) -> pa.DataFrameSchema:
    """The pandera schema of a source's parsed rows: of its columns and of its rules, by number, those wanted."""
    extract = EXTRACTS[source]
    rules = ((str(number), rule) for number, rule in enumerate(extract.rules))
    return pa.DataFrameSchema(
        columns={column.field: _column(column) for column in extract.columns if column.field in wanted},
        checks=[pa.Check(partial(_keeps, rule), name=number) for number, rule in rules if number in wanted],
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
    wrong = parsed.select(is_wrong.alias(name) for name, is_wrong in _tests(extract).items())
    # Pandera looks at one row as slowly as at many, and at every column: it is shown those in which anything is wrong.
    broken = [name for name in wrong.columns if wrong[name].any()]
    if not broken:
        return pl.DataFrame(schema=FAILURES)
    suspects = wrong.select(pl.any_horizontal(broken).arg_true().cast(pl.UInt32)).to_series()
    try:
        _model(extract.source, frozenset(broken)).validate(parsed[suspects], lazy=True)
    except SchemaErrors as errors:
        few = _entries(errors.failure_cases, extract)
        return few.with_columns(suspects.gather(few["index"]).alias("index"))
    return pl.DataFrame(schema=FAILURES)


def _tests(extract: Extract) -> dict[str, pl.Expr]:
    """Field, or number of a rule -> true where it is wrong."""
    values = {column.field: pl.col(column.field).is_null() for column in extract.columns if column.filled}
    for column in extract.columns:
        if column.codes:
            unknown = ~pl.col(column.field).is_in(column.codes.words).fill_null(value=True)
            values[column.field] = values.get(column.field, pl.lit(value=False)) | unknown
    rules = {str(number): rule.broken.fill_null(value=False) for number, rule in enumerate(extract.rules)}
    return values | rules


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
