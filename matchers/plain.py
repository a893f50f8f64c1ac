"""The mentions that need no thought: a number with one owner, and exactly the owner's name. Nine rows in ten are so."""

from __future__ import annotations

import polars as pl

from matchers.comparison import HouseholdLevel, birth_level, place_level, sex_level
from matchers.ids.edit import IdEdit
from matchers.model import Model, weigh
from matchers.registry import Registry
from matchers.settle import SETTLED
from schemas.linked import NameRelation
from schemas.terms import Grade, NameClass, Outcome, Via

_MENTIONED = ("record", "name_clean", "share", "birth_date", "sex", "town", "village")
_REGISTERED = ("registry_birth_date", "registry_sex", "registry_town", "registry_village")


def plain_links(numbered: pl.DataFrame, records: pl.DataFrame, registry: Registry, model: Model) -> pl.DataFrame:
    """Settles the mentions with one candidate by number, found by the number as it stands, of exactly that name.

    Args:
        numbered: candidates of `matchers.candidates.by_number`.
        records: frame of `matchers.records.Records`, with the `share` of each name (`matchers.shares`).
        registry: the civil registry.
        model: the pinned model; what it finds too weak is left for closer inspection.

    Returns:
        `SETTLED`, all linked with grade A.
    """
    alone = numbered.filter((pl.len().over("record") == 1) & (pl.col("via") == Via.EXACT.value))
    sides = registry.beside(alone.join(records.select(_MENTIONED), on="record"), "registry_name")
    same = registry.beside(sides.filter(pl.col("name_clean") == pl.col("registry_name")), *_REGISTERED)
    levels = same.select(
        "record",
        "person",
        "share",
        birth_level().alias("level_birth"),
        sex_level().alias("level_sex"),
        place_level().alias("level_place"),
        level_id=pl.lit(IdEdit.SAME.value),
        level_name=pl.lit(NameClass.SAME.value),
        level_household=pl.lit(HouseholdLevel.UNKNOWN.value),
    )
    strong = weigh(levels, model).filter(pl.col("weight") >= model.link)
    return strong.select(
        "record",
        "person",
        "weight",
        "level_id",
        outcome=pl.lit(Outcome.LINKED.value),
        candidate="person",
        reason=pl.lit(f"{Via.EXACT}+{NameClass.SAME}"),
        grade=pl.lit(Grade.A.value),
        margin=pl.lit(None, pl.Float64),
        why_not=pl.lit(None, pl.String),
        name_relation=pl.lit(NameRelation.SAME.value),
        bound=pl.lit(value=False),
    ).select(SETTLED.keys())
