"""The civil registry as the linkage looks it up: one row a person, numbers and names in normal form."""

from __future__ import annotations

import polars as pl

from matchers.ids.form import clean_ids
from matchers.names.text import normalise_names
from schemas.linked import PERSON

REGISTRY_FIELDS: dict[str, pl.DataType] = {
    PERSON: pl.UInt32(),
    "held": pl.String(),  # id_no in normal form
    "held_former": pl.String(),  # former_id_no in normal form
    "registry_name": pl.String(),
    "registry_former_name": pl.String(),
    "registry_birth_date": pl.Date(),
    "registry_sex": pl.String(),
    "registry_household": pl.String(),
    "registry_town": pl.String(),
    "registry_village": pl.String(),
}


def index_registry(persons: pl.DataFrame) -> pl.DataFrame:
    """Prepares the registry once per extract.

    Args:
        persons: accepted rows of the civil registry with `person`.

    Returns:
        `REGISTRY_FIELDS`, one row a person in order.
    """
    return persons.select(
        PERSON,
        clean_ids(persons["id_no"]).alias("held"),
        clean_ids(persons["former_id_no"]).alias("held_former"),
        normalise_names(persons["name"]).alias("registry_name"),
        normalise_names(persons["former_name"]).alias("registry_former_name"),
        pl.col("birth_date").alias("registry_birth_date"),
        pl.col("sex").alias("registry_sex"),
        pl.col("household_no").alias("registry_household"),
        pl.col("town").alias("registry_town"),
        pl.col("village").alias("registry_village"),
    )
