"""What happened between the nights, as tables of the truth: events by day, and deliveries."""

from __future__ import annotations

import polars as pl

from data.district.living.staging import RUNNING
from data.district.living.story import Story

DELIVERIES: dict[str, pl.DataType] = {
    "source": pl.String(),
    "county": pl.String(),  # of a city, whose part it is
    "cut_off": pl.Date(),
    "arrives": pl.Date(),  # null = never
    "state": pl.String(),  # `timetable.State`
    "files": pl.List(pl.String()),
}
EVENTS: dict[str, pl.DataType] = {
    "kind": pl.String(),  # death, departure, arrival, move, renumbering, benefit_begun, benefit_ended
    "on": pl.Date(),  # for benefits the day on which the roster says so
    "person_id_no": pl.String(),  # the number on the last night
    "old_id_no": pl.String(),
    "source": pl.String(),
    "household_no": pl.String(),
    "old_town": pl.String(),  # of a move
    "town": pl.String(),
}


def events(told: Story) -> pl.DataFrame:
    """What happened after the first night: `EVENTS`, by day."""
    people = told.world.people.select(
        "person", "household", "town", "death_date", "person_status", "status_date", person_id_no="id_no"
    )
    life = told.life
    moved = life.moves.select("household", "old_town", on="moved_on")
    parts = [
        people.select("person_id_no", kind=pl.lit("death"), on="death_date"),
        people.filter(pl.col("person_status") == "迁出").select(
            "person_id_no", kind=pl.lit("departure"), on="status_date"
        ),
        people.join(life.arrivals, on="person").select("person_id_no", kind=pl.lit("arrival"), on="arrived_on"),
        people.join(moved, on="household").select("person_id_no", "on", "old_town", "town", kind=pl.lit("move")),
        people.join(life.renumbered, on="person").select(
            "person_id_no", "old_id_no", kind=pl.lit("renumbering"), on="renumbered_on"
        ),
        *(_benefits(told, source, people) for source in RUNNING),
    ]
    nothing = pl.DataFrame(schema=EVENTS)
    table = pl.concat([nothing, *parts], how="diagonal")
    between = (pl.col("on") > told.span.nights[0]) & (pl.col("on") <= told.span.last)
    return table.filter(between).unique().sort("on", "kind", *list(EVENTS)[2:], nulls_last=True)


def _benefits(told: Story, source: str, people: pl.DataFrame) -> pl.DataFrame:
    rows = told.whole[source].rows
    numbers = people.select("person", "person_id_no")
    household = "household_no" if "household_no" in rows.columns else pl.lit(None, pl.String)
    kinds = {"benefit_begun": "_since", "benefit_ended": "_stop_known"}
    return pl.concat(
        rows.join(numbers, on="person").select(
            "person_id_no",
            kind=pl.lit(kind),
            on=pl.col(column),
            source=pl.lit(source),
            household_no=household,
        )
        for kind, column in kinds.items()
    )
