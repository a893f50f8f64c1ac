"""Who moves within district or city, and whose number is changed: only people whose rows are all plainly written."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from data.district import ids
from data.district.counties import county_of
from data.district.dice import Dice, Ints
from data.district.living.span import Span, days
from data.district.population import other_bodies
from data.district.world import World

_SHARE, _LEAST = 0.001, 3


def plainly_written(signatures: list[pl.DataFrame]) -> pl.Series:
    """Persons who stand on rows, all of which bear their name and number without any slip or other form."""
    rows = pl.concat(signatures)
    plain = pl.all_horizontal(pl.col("id_kind", "name_kind", "form_kind") == "")
    return rows.group_by("person", maintain_order=True).agg(plain.all().alias("plain")).filter("plain")["person"]


def moves(world: World, plain: pl.Series, span: Span, handing_over: list[date]) -> pl.DataFrame:
    """Households whose members of the rosters are plainly written, and where they lived before (`Life.moves`).

    Args:
        world: the district.
        plain: who is plainly written.
        span: the nights.
        handing_over: nights on which a household may come from another county; where there are none, none does.
    """
    dice = world.dice("living/moves")
    homes = world.people.filter(pl.col("person").is_in(plain.implode()))["household"].unique(maintain_order=True)
    chosen = np.sort(dice.sample(homes.to_numpy(), world.count(_SHARE, _LEAST)))
    places = world.people.select(old_town="town", old_village="village").unique(maintain_order=True)
    before = dice.rows(places, dice.integers(len(chosen), 0, places.height - 1))
    moved = span.days_in(len(chosen), dice)
    follows = days(dice.numbers(len(chosen), 0, 30))
    told = before.with_columns(household=pl.Series(chosen), moved_on=moved)
    if world.counties:
        told = _handed_over(told, world, handing_over, dice)
    return told.with_columns(followed_on=pl.col("moved_on") + follows).drop_nulls("moved_on")


def _handed_over(told: pl.DataFrame, world: World, nights: list[date], dice: Dice) -> pl.DataFrame:
    """Moves of which those across counties are on nights of handing over."""
    homes = world.people.unique("household", maintain_order=True).select("household", county=county_of())
    new = told.join(homes, on="household", how="left", maintain_order="left")
    on = pl.Series(nights, dtype=pl.Date).gather(dice.integers(told.height, 0, len(nights) - 1)) if nights else None
    across = county_of("old_town") != pl.col("county")
    return new.with_columns(moved_on=pl.when(across).then(on).otherwise("moved_on")).drop("county")


def renumbered(world: World, plain: pl.Series, signatures: list[pl.DataFrame], span: Span) -> pl.DataFrame:
    """People whom the police gave another number, known to no former one before (`Life.renumbered`)."""
    dice = world.dice("living/numbers")
    pool = _renumberable(world, plain, signatures)
    chosen = np.sort(dice.sample(pool.to_numpy(), world.count(_SHARE, _LEAST)))
    old = _old_numbers(world, chosen, dice)
    changed = span.days_in(len(chosen), dice)
    caught_up = changed + days(dice.numbers(len(chosen), 14, 40))
    new = world.people.filter(pl.col("person").is_in(pl.Series(chosen).implode()))["id_no"]
    return pl.DataFrame(
        {"person": chosen, "renumbered_on": changed, "caught_up_on": caught_up, "old_id_no": old, "new_id_no": new}
    )


def _renumberable(world: World, plain: pl.Series, signatures: list[pl.DataFrame]) -> pl.Series:
    """Not those whose number is shared, stands on a certificate, or was written for somebody else's."""
    rows = pl.concat(signatures).select("person", id_no="id_core", certified="has_certificate")
    people = world.people.filter(pl.col("former_id_no").is_null() & pl.col("person").is_in(plain.implode()))
    certified = rows.filter("certified")["person"].implode()
    elsewhere = rows.join(people.select("id_no", owner="person"), on="id_no").filter(
        pl.col("owner") != pl.col("person")
    )
    doubled = pl.concat([world.doubles["person"], elsewhere["owner"]]).implode()
    kept = people.remove(pl.col("person").is_in(doubled) | pl.col("person").is_in(certified))
    return kept.filter(ids.sound(kept["id_no"]))["person"]


def _old_numbers(world: World, chosen: Ints, dice: Dice) -> pl.Series:
    known = pl.concat([world.people["id_no"], world.strangers["id_no"], world.people["former_id_no"].drop_nulls()])
    bodies = known.str.head(17).cast(pl.Int64).to_numpy()
    return ids.written(other_bodies(bodies, chosen, dice))
