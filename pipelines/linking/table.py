"""Link: every row that names a person, to a person of the civil registry; and what is published of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from schemas.extract import Extract, Subject
from schemas.extracts import EXTRACTS
from schemas.linked import PERSON
from schemas.outputs.links import LINKS
from schemas.terms import Outcome

_PLACE = ("town", "village")
_HOME = ("household_source", "household_no")


def links_table(persons: pl.DataFrame, linked: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """What is published of the linkage: one row a person named in an accepted row.

    Args:
        persons: accepted rows of the civil registry with `person`.
        linked: source -> accepted rows with link columns.

    Returns:
        Columns of `schemas.outputs.links.LINKS`; the number of a candidate only where a person must decide, a place
        only where nobody is linked.
    """
    frames = [
        _of_subject(rows, EXTRACTS[source], subject)
        for source, rows in linked.items()
        for subject in EXTRACTS[source].subjects
    ]
    named = pl.concat([_none(), *frames])
    met = persons[pl.concat([named[PERSON], named["candidate"]]).drop_nulls().unique().sort()]
    known = met.select(PERSON, registry_id_no="id_no", registry_name="name")
    others = met.select(candidate=PERSON, candidate_id_no="id_no", candidate_name="name")
    joined = named.join(known, on=PERSON, how="left", maintain_order="left")
    both = joined.join(others, on="candidate", how="left", maintain_order="left").with_row_index("at")
    homes = met.select(pl.col(PERSON).alias("candidate"), *(pl.col(name).cast(pl.String) for name in _PLACE))
    placed = _places(both, homes, linked)
    return both.drop(_PLACE).join(placed, on="at", how="left", maintain_order="left").select(LINKS.dtypes.keys())


def _places(named: pl.DataFrame, met: pl.DataFrame, linked: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """at, town, village of rows that are not linked: as the row says, else its household's rows, else the candidate."""
    nobody = named.filter(pl.col("outcome") != Outcome.LINKED.value).select("at", *_PLACE, *_HOME, "candidate")
    homes = pl.concat([_no_homes(), *_homes(linked)]).drop_nulls(_HOME)
    first = homes.group_by(_HOME, maintain_order=True).agg(pl.col(_PLACE).drop_nulls().first())
    told = nobody.join(first, on=_HOME, how="left", suffix="_home").join(met, on="candidate", how="left", suffix="_met")
    return told.select("at", *(pl.coalesce(name, f"{name}_home", f"{name}_met").alias(name) for name in _PLACE))


def _homes(linked: Mapping[str, pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Household and place of the rows of sources that say both."""
    for source, rows in linked.items():
        for subject in EXTRACTS[source].subjects:
            if subject.town and subject.village and subject.household:
                yield rows.select(
                    pl.lit(source).alias(_HOME[0]),
                    pl.col(subject.household).cast(pl.String).alias(_HOME[1]),
                    pl.col(subject.town).cast(pl.String).alias("town"),
                    pl.col(subject.village).cast(pl.String).alias("village"),
                )


def _no_homes() -> pl.DataFrame:
    return pl.DataFrame(schema=dict.fromkeys((*_HOME, *_PLACE), pl.String()))


def _of_subject(rows: pl.DataFrame, extract: Extract, subject: Subject) -> pl.DataFrame:
    def of_row(column: str) -> pl.Expr:
        return pl.col(subject.prefix + column).alias(column)

    def said(column: str | None, name: str) -> pl.Expr:
        return (pl.col(column).cast(pl.String) if column else pl.lit(None, pl.String)).alias(name)

    return rows.select(
        pl.lit(extract.source).alias("source"),
        "file",
        pl.col("row_number").cast(pl.Int64),
        pl.lit(subject.role, pl.String).alias("role"),
        pl.col(subject.name).alias("name"),
        pl.col(subject.id_no).alias("id_no"),
        *(of_row(name) for name in ("outcome", "reason", "grade", "weight", "margin", "why_not", PERSON)),
        pl.when(of_row("outcome") == Outcome.REVIEW.value).then(of_row("candidate")).alias("candidate"),
        said(subject.town, "town"),
        said(subject.village, "village"),
        pl.lit(subject.holder_of or extract.source).alias(_HOME[0]),
        said(subject.household, _HOME[1]),
    )


def _none() -> pl.DataFrame:
    texts = dict.fromkeys(("source", "file"), pl.String()) | {"row_number": pl.Int64()}
    texts |= dict.fromkeys(("role", "name", "id_no", "outcome", "reason", "grade"), pl.String())
    numbers = {"weight": pl.Float64(), "margin": pl.Float64(), "why_not": pl.String()}
    places = dict.fromkeys((*_PLACE, *_HOME), pl.String())
    return pl.DataFrame(schema={**texts, **numbers, PERSON: pl.UInt32(), "candidate": pl.UInt32(), **places})
