"""What befalls people between the nights: deaths, departures, arrivals."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from data.district.dice import Dice
from data.district.life import death_rows
from data.district.living.span import Span, days
from data.district.registry import civil_registry
from data.district.rosters import Rosters
from data.district.world import Roster, World

_BENEFITS = ("low_income", "extreme_poverty", "orphans", "disability_allowances")
_SHARE, _LEAST = 0.0015, 3


@dataclass(frozen=True)
class Life:
    """The events that an earlier night does not see yet.

    Attributes:
        arrivals: `person`, `arrived_on`: births entered late, and households from elsewhere.
        moves: `household` (of the registry), `moved_on`, `followed_on` (the rosters follow), `old_town`, `old_village`.
        renumbered: `person`, `renumbered_on`, `caught_up_on` (the rosters follow), `old_id_no`, `new_id_no`.
    """

    arrivals: pl.DataFrame
    moves: pl.DataFrame
    renumbered: pl.DataFrame


def befallen(world: World, built: Rosters, span: Span) -> tuple[World, Rosters]:
    """Lets some of those on benefits die or leave between the nights; their benefits run on as they did."""
    dice = world.dice("living/people")
    drawing = pl.concat([built.by_source[source].rows["person"] for source in _BENEFITS]).unique().sort()
    well = world.people.filter(pl.col("death_date").is_null() & (pl.col("person_status") == "正常"))
    pool = well.filter(pl.col("person").is_in(drawing.implode()))["person"].to_numpy()
    count = world.count(_SHARE, _LEAST)
    chosen = pl.Series(dice.sample(pool, 2 * count))
    dying, leaving = chosen.head(chosen.len() // 2), chosen.slice(chosen.len() // 2)
    people = world.people.update(_deaths(dying, span, dice), on="person", how="left")
    people = people.update(_departures(leaving, span, dice), on="person", how="left")
    world = replace(world, people=people)
    dead = world.admit(death_rows(people, world.seed), "deaths", 0.04, least=3)
    tables = {"civil_registry": civil_registry(world), "deaths": dead}
    rosters = built.by_source | {source: Roster(source, rows) for source, rows in tables.items()}
    return world, Rosters(rosters, built.certificates)


def _deaths(persons: pl.Series, span: Span, dice: Dice) -> pl.DataFrame:
    """Reported by one or two, and struck off the registry a week later or a month."""
    count = persons.len()
    died = span.days_in(count, dice)
    by = dice.cycle(count, 4)
    return pl.DataFrame(
        {
            "person": persons,
            "death_date": died,
            "in_crematory": np.isin(by, (0, 1)),
            "in_police": np.isin(by, (1, 2)),
            "in_health": np.isin(by, (2, 3)),
            "person_status": pl.Series(["死亡注销"]).new_from_index(0, count),
            "status_date": died + days(dice.numbers(count, 2, 30)),
        }
    )


def _departures(persons: pl.Series, span: Span, dice: Dice) -> pl.DataFrame:
    count = persons.len()
    return pl.DataFrame(
        {
            "person": persons,
            "person_status": pl.Series(["迁出"]).new_from_index(0, count),
            "status_date": span.days_in(count, dice),
            "moved_to": pl.Series(["湖南省长沙市"]).new_from_index(0, count),
        }
    )


def arrivals(world: World, unspoken: pl.Series, span: Span) -> pl.DataFrame:
    """Persons whom the registry takes up between the nights: the youngest, and whole households.

    Args:
        world: the district.
        unspoken: Boolean, persons of whom no other extract speaks.
        span: the nights.
    """
    dice = world.dice("living/arrivals")
    free = world.people.filter(unspoken)
    count = world.count(_SHARE, _LEAST)
    young = free.sort("birth_date", descending=True).head(count).select("person", "birth_date")
    born = young.with_columns(arrived_on=pl.max_horizontal(span.days_in(young.height, dice), "birth_date"))
    whole = world.people.filter(pl.lit(unspoken).all().over("household"))
    whole = whole.filter(~pl.col("person").is_in(young["person"].implode()).any().over("household"))
    homes = pl.Series(np.sort(dice.sample(whole["household"].unique(maintain_order=True).to_numpy(), count)))
    coming = pl.DataFrame({"household": homes, "arrived_on": span.days_in(homes.len(), dice)})
    moved = world.people.join(coming, on="household").select("person", "arrived_on")
    return pl.concat([born.select("person", "arrived_on"), moved]).sort("person")
