"""All extracts of a district as they would be if nobody ever miswrote anything."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from data.district.disability import certificates, numbers
from data.district.life import death_rows
from data.district.low_income import low_income
from data.district.payments import payments, reviews
from data.district.registry import civil_registry
from data.district.world import Roster, World


@dataclass(frozen=True)
class Rosters:
    """The extracts, and the certificate number of each disabled person."""

    by_source: dict[str, Roster]
    certificates: pl.DataFrame


def rosters(world: World) -> Rosters:
    """Builds every extract."""
    roll = low_income(world)
    disabled = certificates(world, roll["person"])
    heads = roll["person"].is_in(roll["head_person"].implode())
    admitted = world.admit(roll, "low_income", 0.012, eligible=~heads)
    tables = {
        "civil_registry": civil_registry(world),
        "deaths": world.admit(death_rows(world.people, world.seed), "deaths", 0.04, least=3),
        "low_income": _with_heads(world, admitted, numbers(disabled)),
        "low_income_payments": payments(world, roll),
        "reviews": reviews(world, roll),
        "disability": disabled,
    }
    return Rosters({source: Roster(source, rows) for source, rows in tables.items()}, numbers(disabled))


def _with_heads(world: World, roll: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Adds the head's name and number and the members' certificates, as the roll repeats them."""
    heads = world.people.select(head_person="person", head_name="name", head_id_no="id_no")
    named = held.select(
        "person", disability_category="category", disability_level="level", disability_certificate_no="number"
    )
    return roll.join(heads, on="head_person", how="left", maintain_order="left").join(
        named, on="person", how="left", maintain_order="left"
    )
