"""Who each row speaks of, which values must be refused, and how many rows each file has."""

from __future__ import annotations

import polars as pl

from data.district.truth.written import Written
from data.district.world import World


def links(world: World, written: list[Written]) -> pl.DataFrame:
    """One row an accepted row and role: where it stands, whom it truly means, whether that can be known."""
    registry = world.people.select("person", registry_id_no="id_no", registry_name="name")
    parts = []
    for source in written:
        for role, marks in source.marks.items():
            place = source.rows.select("file", "row_number").hstack(marks).filter(source.accepted)
            part = place.join(registry, on="person", how="left", maintain_order="left").select(
                pl.lit(source.extract.source).alias("source"),
                "file",
                "row_number",
                pl.lit(role, pl.String).alias("role"),
                "registry_id_no",
                "registry_name",
                "linkable",
                "open",
                "shared_id",
                "grade",
                "kind",
            )
            parts.append(part)
    return pl.concat(parts)


def quarantine(written: list[Written]) -> pl.DataFrame:
    """One row a value that must be refused."""
    return pl.concat(
        source.refused.join(
            source.rows.with_row_index("index").select("index", "file", "row_number"), on="index"
        ).select(pl.lit(source.extract.source).alias("source"), "file", "row_number", "column", "reason")
        for source in written
    )


def files(written: list[Written]) -> pl.DataFrame:
    """One row a file (sheet): its rows, and how many of them are refused."""
    return pl.concat(
        source.rows.with_row_index("index")
        .with_columns(bad=pl.col("index").is_in(source.refused["index"].implode()))
        .group_by("file", maintain_order=True)
        .agg(rows=pl.len().cast(pl.Int64), refused=pl.col("bad").sum().cast(pl.Int64))
        .select(pl.lit(source.extract.source).alias("source"), "file", "rows", "refused")
        for source in written
    )
