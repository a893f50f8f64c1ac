"""Link: every row that names a person, to a person of the civil registry; and what is published of it."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.ingest.repeated import are_many
from pipelines.linking.places import places_of_nobody
from pipelines.workspace.aside import put_aside
from pipelines.workspace.mapped import let_go
from schemas.extract import Extract, Subject
from schemas.extracts import EXTRACTS
from schemas.linked import PERSON
from schemas.outputs.links import LINKS
from schemas.terms import Outcome


def links_table(persons: pl.DataFrame, linked: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """What is published of the linkage: one row a person named in an accepted row.

    Args:
        persons: accepted rows of the civil registry with `person`.
        linked: source -> accepted rows with link columns.

    Returns:
        Columns of `schemas.outputs.links.LINKS`; the number of a candidate only where a person must decide, a place
        only where nobody is linked.
    """
    placed, before = places_of_nobody(persons, linked), 0
    frames = {}
    for source, rows in linked.items():
        own = placed.filter(
            pl.col("at").is_between(before, before + rows.height * len(EXTRACTS[source].subjects), "left")
        )
        frames[source] = _of_source(persons, EXTRACTS[source], rows, own.with_columns(pl.col("at") - before))
        before += frames[source].height
        if are_many(persons.height):
            frames[source] = put_aside(frames[source].sort(LINKS.order))
            let_go()
    return pl.concat([LINKS.empty(), *(frames[source] for source in sorted(frames))])


def _of_source(persons: pl.DataFrame, extract: Extract, rows: pl.DataFrame, placed: pl.DataFrame) -> pl.DataFrame:
    named = pl.concat([_none(), *(_of_subject(rows, extract, subject) for subject in extract.subjects)]).with_columns(
        pl.lit(persons[column]).gather(pl.col(person)).alias(f"{whose}_{column}")  # a person is a position among them
        for whose, person in (("registry", PERSON), ("candidate", "candidate"))
        for column in ("id_no", "name")
    )
    nowhere = pl.repeat(None, named.height, dtype=pl.String, eager=True)
    places = [nowhere.clone().scatter(placed["at"], placed[part]).alias(part) for part in ("town", "village")]
    return named.with_columns(places).select(LINKS.dtypes.keys())


def _of_subject(rows: pl.DataFrame, extract: Extract, subject: Subject) -> pl.DataFrame:
    def of_row(column: str) -> pl.Expr:
        return pl.col(subject.prefix + column).alias(column)

    return rows.select(
        pl.lit(extract.source).alias("source"),
        "file",
        pl.col("row_number").cast(pl.Int64),
        pl.lit(subject.role, pl.String).alias("role"),
        pl.col(subject.name).alias("name"),
        pl.col(subject.id_no).alias("id_no"),
        *(of_row(name) for name in ("outcome", "reason", "grade", "weight", "margin", "why_not", PERSON)),
        pl.when(of_row("outcome") == Outcome.REVIEW.value).then(of_row("candidate")).alias("candidate"),
    )


def _none() -> pl.DataFrame:
    texts = dict.fromkeys(("source", "file"), pl.String()) | {"row_number": pl.Int64()}
    texts |= dict.fromkeys(("role", "name", "id_no", "outcome", "reason", "grade"), pl.String())
    numbers = {"weight": pl.Float64(), "margin": pl.Float64(), "why_not": pl.String()}
    return pl.DataFrame(schema={**texts, **numbers, PERSON: pl.UInt32(), "candidate": pl.UInt32()})
