"""The rows a rule may look at: all, linked, active, and one row a person that a row names."""

from __future__ import annotations

import polars as pl

from policies.evidence import Evidence, view
from schemas.extract import Subject
from schemas.extracts import EXTRACTS
from schemas.linked import LINK_COLUMNS, PERSON

_NUMBERS = ("person_no", "household_no", "application_no")


def row_schema(source: str) -> dict[str, pl.DataType]:
    """Column -> dtype of the rows of a source in the evidence."""
    extract = EXTRACTS[source]
    links = {subject.prefix + column: dtype for subject in extract.subjects for column, dtype in LINK_COLUMNS.items()}
    return {**extract.accepted, **links}


@view
def rows(evidence: Evidence, source: str) -> pl.DataFrame:
    """Accepted rows of a source (`row_schema`); none where it never landed."""
    landed = evidence.rows.get(source)
    return pl.DataFrame(schema=row_schema(source)) if landed is None else landed


@view
def linked(evidence: Evidence, source: str) -> pl.DataFrame:
    """Rows of a source that are linked to a person, the only ones that person-level checks use."""
    return rows(evidence, source).filter(pl.col(PERSON).is_not_null())


def active_in(month: int | pl.Expr) -> pl.Expr:
    """True where a row is active in a month (index): the months decide, never the status column."""
    return (pl.col("start_month") <= month) & (pl.col("stop_month").is_null() | (pl.col("stop_month") > month))


@view
def active(evidence: Evidence, source: str) -> pl.DataFrame:
    """Rows of a benefit roster that are active in m(D), linked or not."""
    return rows(evidence, source).filter(active_in(evidence.month))


@view
def named(evidence: Evidence, source: str) -> pl.DataFrame:
    """One row a person that a row of the source names.

    Returns:
        source, file, row_number, role, name, id_no (as written, all String but Int64 row_number), number (household or
        person number of the row), household_no, town, village, then `LINK_COLUMNS`.
    """
    extract = EXTRACTS[source]
    return pl.concat(
        [_subject_rows(rows(evidence, source), source, subject) for subject in extract.subjects],
    )


def _subject_rows(frame: pl.DataFrame, source: str, subject: Subject) -> pl.DataFrame:
    number = next((column for column in _NUMBERS if column in frame.columns), None)
    return frame.select(
        pl.lit(source).alias("source"),
        "file",
        pl.col("row_number").cast(pl.Int64),
        pl.lit(subject.role, dtype=pl.String).alias("role"),
        pl.col(subject.name).alias("name"),
        pl.col(subject.id_no).alias("id_no"),
        _text(number).alias("number"),
        _text(subject.household).alias("household_no"),
        _text(subject.town).alias("town"),
        _text(subject.village).alias("village"),
        *(pl.col(subject.prefix + column).alias(column) for column in LINK_COLUMNS),
    )


def _text(column: str | None) -> pl.Expr:
    return pl.col(column) if column else pl.lit(None, dtype=pl.String)


def place(source: str) -> list[pl.Expr]:
    """source, file, row_number of a row, as findings carry them."""
    return [pl.lit(source).alias("source"), pl.col("file"), pl.col("row_number").cast(pl.Int64)]


def place_as_given() -> list[pl.Expr]:
    """The same of a frame that has a column source."""
    return [pl.col("source"), pl.col("file"), pl.col("row_number").cast(pl.Int64)]


def first_rows(frame: pl.DataFrame, *by: str) -> pl.DataFrame:
    """The first row of each person (or of each group of columns `by`), in order."""
    alike = pl.struct(by) if len(by) > 1 else pl.col(by or PERSON)
    return frame.filter(alike.is_first_distinct())  # twice as fast as `unique` in order


def among(people: pl.DataFrame, column: str = PERSON) -> pl.Expr:
    """True where `column` is in the column of that name of `people`."""
    return pl.col(column).is_in(people[column].unique().implode())
