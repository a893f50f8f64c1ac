"""How a mention compares with a candidate, one level a comparison: the patterns that the model weighs."""

from __future__ import annotations

from enum import StrEnum

import polars as pl

from matchers.ids.comparison import id_edit_class
from matchers.ids.edit import IdEdit
from matchers.ids.parts import to_eighteen
from matchers.names.comparison import classify_names
from matchers.registry import Registry
from schemas.terms import NameClass, Term


class Agreement(Term):
    """Levels of birth date and sex."""

    SAME = "same", "相同"
    NEAR = "near", "年月日差一项"
    DIFFERENT = "different", "不同"
    MISSING = "missing", "未填"


class PlaceLevel(Term):
    """Levels of where somebody lives."""

    VILLAGE = "village", "同村居"
    TOWN = "town", "同乡镇街道"
    DIFFERENT = "different", "不同"
    MISSING = "missing", "未填"


class HouseholdLevel(Term):
    """Whether the candidate lives where the others of the mention's household are linked."""

    SAME = "same", "与同户其他行已关联的人同户籍"
    OTHER = "other", "不在同户其他行所关联的户籍户内"
    UNKNOWN = "unknown", "同户无其他行可参照"


COMPARISONS: dict[str, tuple[str, ...]] = {
    "id": (*(edit.value for edit in IdEdit), "former"),
    "name": tuple(name.value for name in NameClass),
    "birth": tuple(level.value for level in Agreement),
    "sex": tuple(level.value for level in Agreement if level is not Agreement.NEAR),
    "place": tuple(level.value for level in PlaceLevel),
    "household": tuple(level.value for level in HouseholdLevel),
}
"""Comparison -> its levels."""


def compare(pairs: pl.DataFrame, records: pl.DataFrame, registry: Registry, homes: pl.DataFrame) -> pl.DataFrame:
    """Puts mention and candidate side by side and judges each comparison.

    Args:
        pairs: `record`, `person`, `via`.
        records: frame of `matchers.records.Records`.
        registry: the civil registry.
        homes: `household`, `registry_household`: where linked mentions of a household live.

    Returns:
        The pairs in order with all columns of both sides and `level_id`, `level_name`, `level_birth`, `level_sex`,
        `level_place`, `level_household` (String).
    """
    sides = registry.beside(pairs.join(records, on="record", how="left", maintain_order="left"))
    at_home = homes.with_columns(at_home=pl.lit(value=True))
    sides = sides.join(at_home, on=["household", "registry_household"], how="left", maintain_order="left")
    known = pl.col("household").is_in(homes["household"].unique().implode())
    return sides.with_columns(
        _id_level(sides).alias("level_id"),
        name_level(sides).alias("level_name"),
        birth_level().alias("level_birth"),
        sex_level().alias("level_sex"),
        place_level().alias("level_place"),
        _household_level(known).alias("level_household"),
    ).drop("at_home")


def _id_level(sides: pl.DataFrame) -> pl.Series:
    written = pl.coalesce(
        pl.when(pl.col("via") == "certificate_column").then("certificate_clean"), "id_clean", "certificate_clean"
    )
    former = (pl.col("id18") == to_eighteen(sides["held_former"])).fill_null(value=False)
    level = id_edit_class(sides.select(written).to_series(), sides["held"]).cast(pl.String)
    frame = sides.with_columns(level=level)
    return frame.select(pl.when(former).then(pl.lit("former")).otherwise(pl.col("level"))).to_series()


def name_level(sides: pl.DataFrame) -> pl.Series:
    """Level of `name` beside `registry_name` or, where only that is the same, `registry_former_name`."""
    current = classify_names(sides["name"], sides["registry_name"])
    former = classify_names(sides["name"], sides["registry_former_name"])
    frame = pl.DataFrame({"current": current.cast(pl.String), "former": former.cast(pl.String)})
    bore = pl.col("former").is_in([NameClass.SAME.value, NameClass.FORMAT.value])
    is_now = pl.col("current").is_in([NameClass.SAME.value, NameClass.FORMAT.value])
    return frame.select(pl.when(bore & ~is_now).then(pl.lit(NameClass.FORMER.value)).otherwise("current")).to_series()


def birth_level() -> pl.Expr:
    """Level of `birth_date` beside `registry_birth_date`."""
    left, right = pl.col("birth_date"), pl.col("registry_birth_date")
    parts = [left.dt.year() == right.dt.year(), left.dt.month() == right.dt.month(), left.dt.day() == right.dt.day()]
    agreeing = pl.sum_horizontal(part.cast(pl.Int8) for part in parts)
    level = pl.when(left == right).then(_lit(Agreement.SAME)).when(agreeing == 2).then(_lit(Agreement.NEAR))
    return (
        level.when(left.is_null() | right.is_null()).then(_lit(Agreement.MISSING)).otherwise(_lit(Agreement.DIFFERENT))
    )


def sex_level() -> pl.Expr:
    """Level of `sex` beside `registry_sex`."""
    left, right = pl.col("sex"), pl.col("registry_sex")
    level = pl.when(left == right).then(_lit(Agreement.SAME))
    return (
        level.when(left.is_null() | right.is_null()).then(_lit(Agreement.MISSING)).otherwise(_lit(Agreement.DIFFERENT))
    )


def place_level() -> pl.Expr:
    """Level of `village` and `town` beside the registry's."""
    village = pl.col("village") == pl.col("registry_village")
    town = pl.col("town") == pl.col("registry_town")
    level = pl.when(village).then(_lit(PlaceLevel.VILLAGE)).when(town).then(_lit(PlaceLevel.TOWN))
    nothing = pl.col("village").is_null() & pl.col("town").is_null()
    return level.when(nothing).then(_lit(PlaceLevel.MISSING)).otherwise(_lit(PlaceLevel.DIFFERENT))


def _household_level(known: pl.Expr) -> pl.Expr:
    level = pl.when(pl.col("at_home").is_not_null()).then(_lit(HouseholdLevel.SAME))
    return (
        level.when(known.fill_null(value=False))
        .then(_lit(HouseholdLevel.OTHER))
        .otherwise(_lit(HouseholdLevel.UNKNOWN))
    )


def _lit(level: StrEnum) -> pl.Expr:
    return pl.lit(level.value)
