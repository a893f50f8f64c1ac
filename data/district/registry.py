"""The civil registry's own extract, taken from the people it holds."""

from __future__ import annotations

import polars as pl

from data.district.world import World


def civil_registry(world: World) -> pl.DataFrame:
    """Rows of the registry extract in the order of the people, with `person`."""
    return world.people.select(
        "person",
        "name",
        "former_name",
        "sex",
        "ethnicity",
        "birth_date",
        "id_no",
        "former_id_no",
        "town",
        "village",
        "address",
        "marital_status",
        "person_status",
        "status_date",
        "moved_to",
        "relation",
        household_no=pl.lit("431100") + pl.col("household").cast(pl.String).str.zfill(7),
        head_name=pl.col("name").first().over("household"),
        hukou_type=pl.when("urban").then(pl.lit("非农业")).otherwise(pl.lit("农业")),
    )
