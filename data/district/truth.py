"""Writes the truth of a district: who each row speaks of, which values must be refused, what must be found."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from data.district.world import World
from schemas.extract import Extract


@dataclass(frozen=True)
class Written:
    """One extract as it was written.

    Attributes:
        extract: the declaration.
        rows: the true values (names and ids as written) with `file` and `row_number`, refused rows too.
        marks: role -> truth of the link of each row (`identities.MARKS`).
        refused: `refusals.ENTRIES`.
    """

    extract: Extract
    rows: pl.DataFrame
    marks: dict[str | None, pl.DataFrame]
    refused: pl.DataFrame


def write_truth(folder: Path, world: World, written: list[Written]) -> None:
    """Writes `links`, `quarantine` and `files`."""
    links(world, written).write_parquet(folder / "links.parquet")
    quarantine(written).write_parquet(folder / "quarantine.parquet")
    files(written).write_parquet(folder / "files.parquet")


def links(world: World, written: list[Written]) -> pl.DataFrame:
    """One row an accepted row and role: where it stands, whom it truly means, whether that can be known."""
    registry = world.people.select("person", registry_id_no="id_no", registry_name="name")
    parts = []
    for source in written:
        accepted = ~source.rows.with_row_index()["index"].is_in(source.refused["index"].implode())
        for role, marks in source.marks.items():
            place = source.rows.select("file", "row_number").hstack(marks).filter(accepted)
            part = place.join(registry, on="person", how="left", maintain_order="left").select(
                pl.lit(source.extract.source).alias("source"), "file", "row_number", pl.lit(role, pl.String).alias("role"),
                "registry_id_no", "registry_name", "linkable", "open", "shared_id", "grade", "kind",
            )
            parts.append(part)
    return pl.concat(parts)


def quarantine(written: list[Written]) -> pl.DataFrame:
    """One row a value that must be refused."""
    return pl.concat(
        source.refused.join(source.rows.with_row_index("index").select("index", "file", "row_number"), on="index").select(
            pl.lit(source.extract.source).alias("source"), "file", "row_number", "column", "reason"
        )
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
