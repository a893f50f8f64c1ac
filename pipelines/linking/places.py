"""Where a row that is not linked is from: as it says, else as its household's other rows do, else its candidate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from schemas.extract import Subject
from schemas.extracts import EXTRACTS
from schemas.linked import PERSON
from schemas.terms import Outcome

_PLACE = ("town", "village")
_HOME = ("household_source", "household_no")
_ROWS = pl.Schema({"at": pl.UInt32(), **dict.fromkeys((*_PLACE, *_HOME), pl.String()), "candidate": pl.UInt32()})


def places_of_nobody(persons: pl.DataFrame, linked: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Town and village of the rows that nobody was linked to.

    Args:
        persons: accepted rows of the civil registry with `person`.
        linked: source -> accepted rows with link columns.

    Returns:
        at (UInt32: place among all rows that name a person, source by source, one subject after the other), town,
        village (String, null where nothing says it).
    """
    rows = pl.concat([pl.DataFrame(schema=_ROWS), *_nobodies(linked)])
    homes = pl.concat([pl.DataFrame(schema=_ROWS).select(*_HOME, *_PLACE), *_homes(linked, rows)])
    first = homes.group_by(_HOME, maintain_order=True).agg(pl.col(_PLACE).drop_nulls().first())
    told = rows.join(first, on=_HOME, how="left", suffix="_home", maintain_order="left")
    met = persons[rows["candidate"].drop_nulls().unique().sort()]
    registered = met.select(pl.col(PERSON).alias("candidate"), *(pl.col(name).cast(pl.String) for name in _PLACE))
    both = told.join(registered, on="candidate", how="left", suffix="_registered", maintain_order="left")
    return both.select("at", *(pl.coalesce(name, f"{name}_home", f"{name}_registered").alias(name) for name in _PLACE))


def _nobodies(linked: Mapping[str, pl.DataFrame]) -> Iterator[pl.DataFrame]:
    before = 0
    for source, frame in linked.items():
        for subject in EXTRACTS[source].subjects:
            outcome = pl.col(subject.prefix + "outcome")
            rows = frame.lazy().with_row_index("at", before).filter(outcome != Outcome.LINKED.value)
            candidate = pl.when(outcome == Outcome.REVIEW.value).then(pl.col(subject.prefix + "candidate"))
            told = rows.select(
                "at",
                _text(subject.town, "town"),
                _text(subject.village, "village"),
                pl.lit(subject.holder_of or source).alias(_HOME[0]),
                _text(subject.household, _HOME[1]),
                candidate.alias("candidate"),
            )
            yield told.cast(_ROWS).collect()
            before += frame.height


def _homes(linked: Mapping[str, pl.DataFrame], rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Household and place of rows that say both, of the households that are asked for."""
    for source, frame in linked.items():
        wanted = rows.filter(pl.col(_HOME[0]) == source)[_HOME[1]].drop_nulls().unique()
        for subject in EXTRACTS[source].subjects:
            if subject.household and subject.town and subject.village and wanted.len():
                household = pl.col(subject.household).cast(pl.String)
                mates = frame.lazy().filter(household.is_in(wanted.implode()))
                told = mates.select(pl.lit(source).alias(_HOME[0]), household.alias(_HOME[1]), *_own_place(subject))
                yield told.collect()


def _own_place(subject: Subject) -> tuple[pl.Expr, pl.Expr]:
    return _text(subject.town, "town"), _text(subject.village, "village")


def _text(column: str | None, name: str) -> pl.Expr:
    return (pl.col(column).cast(pl.String) if column else pl.lit(None, pl.String)).alias(name)
