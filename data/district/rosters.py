"""All extracts of a district as they would be if nobody ever miswrote anything."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from data.district.allowances import allowances
from data.district.applications import applications
from data.district.care_rolls import extreme_poverty, orphans
from data.district.counties import elsewhere
from data.district.disability import certificates, numbers
from data.district.economy import economic_items, rigid_expenses
from data.district.edges import edges
from data.district.life import death_rows
from data.district.low_income import low_income
from data.district.marriages import marriages
from data.district.payments import payments, reviews
from data.district.poverty import dossiers, measures, poverty_register
from data.district.registry import civil_registry
from data.district.world import Roster, World


@dataclass(frozen=True)
class Rosters:
    """The extracts, and the certificate number of each disabled person."""

    by_source: dict[str, Roster]
    certificates: pl.DataFrame


def rosters(world: World) -> Rosters:
    """Builds every extract."""
    roll = elsewhere(world, low_income(world))
    supported = extreme_poverty(world, roll)
    orphaned = orphans(world, roll, supported)
    register = poverty_register(world, roll, supported)
    poor = pl.concat([roll["person"], supported["person"], register["person"]])
    disabled = certificates(world, poor)
    applying = applications(world, roll)
    verified = pl.concat([roll["person"], applying["person"]])
    limits = edges(world, roll, applying)
    verified = verified.filter(verified < world.size)
    admitted = world.admit(roll, "low_income", 0.012, eligible=~roll["person"].is_in(roll["head_person"].implode()))
    tables = {
        "civil_registry": civil_registry(world),
        "deaths": world.admit(death_rows(world.people, world.seed), "deaths", 0.04, least=3),
        "marriages": marriages(world, roll["person"]),
        "low_income": _with_heads(world, admitted, numbers(disabled)),
        "low_income_payments": payments(world, roll),
        "extreme_poverty": supported,
        "orphans": orphaned,
        "poverty_register": register,
        "disability": disabled,
        "disability_allowances": allowances(world, roll, disabled, supported, orphaned),
        "applications": applying,
        "reviews": reviews(world, roll),
        "economic_items": economic_items(world, verified, limits),
        "rigid_expenses": rigid_expenses(world, verified, limits),
        "dossiers": dossiers(world, register),
        "assistance_measures": measures(world, register),
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
