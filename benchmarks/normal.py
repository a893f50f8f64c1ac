"""Roster and registry as the peer gets them: in the normal form of our own linkage, at no cost to the peer's clock."""

from __future__ import annotations

import polars as pl

from benchmarks.sounds import sound_keys
from matchers.ids.digits import YEAR_POSITION
from matchers.ids.parts import to_eighteen
from matchers.records import records_of
from matchers.registry import index_registry

NORMAL: dict[str, pl.DataType] = {
    "unique_id": pl.Int64(),  # row
    "id": pl.String(),  # as written, cleaned; 15 digits and certificates as the 18 characters they stand for
    "former_id": pl.String(),
    "name": pl.String(),
    "former_name": pl.String(),
    "sound": pl.String(),  # toneless pinyin, surnames as surnames are read
    "birth": pl.String(),  # yyyy-mm-dd; of roster rows the one inside the number, for want of another
    "sex": pl.String(),
    "town": pl.String(),
    "village": pl.String(),
}
"""Columns of both tables; what one side does not know is null throughout."""


def normal_roster(roster: pl.DataFrame) -> pl.DataFrame:
    """Rows of the roster in `NORMAL`."""
    records = records_of({"low_income": roster})
    said = records.frame[records.mentions[0].records]
    number = pl.coalesce("id18", "id_clean").alias("id")
    return _normal(
        said.select(number, "sex", "town", "village", name="name_clean").with_columns(
            birth=to_eighteen(said["id_clean"]).str.slice(YEAR_POSITION, 8).str.to_date("%Y%m%d", strict=False)
        )
    )


def normal_registry(registry: pl.DataFrame) -> pl.DataFrame:
    """Rows of the registry in `NORMAL`."""
    index = index_registry(registry)
    everybody = index.of(index.everybody)
    return _normal(
        everybody.select(
            id="held",
            former_id="held_former",
            name="registry_name",
            former_name="registry_former_name",
            birth="registry_birth_date",
            sex="registry_sex",
            town="registry_town",
            village="registry_village",
        )
    )


def _normal(rows: pl.DataFrame) -> pl.DataFrame:
    whole = rows.with_columns(sound_keys(rows["name"]).alias("sound")).with_row_index("unique_id")
    return whole.select(
        (pl.col(name) if name in whole.columns else pl.lit(None).alias(name)).cast(dtype)
        for name, dtype in NORMAL.items()
    )
