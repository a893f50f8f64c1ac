"""All that is drawn once for a living district: its last night, what happened before, and how every row is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from data.district.build import make_world, unused
from data.district.care import care_of
from data.district.counties import COUNTIES, SENT_BY, county_of
from data.district.identities import sign
from data.district.layouts import LAYOUTS
from data.district.living.changes import moves, plainly_written, renumbered
from data.district.living.events import Life, arrivals, befallen
from data.district.living.slips import Slips, slips
from data.district.living.span import Span
from data.district.living.staging import paid_and_reviewed, staged
from data.district.living.timetable import due, handing_over
from data.district.living.views import View, extract_on, registry_on
from data.district.registry import civil_registry
from data.district.rosters import Rosters, rosters
from data.district.world import Roster, World
from schemas.extracts import EXTRACTS, REGISTRY


@dataclass(frozen=True)
class Story:
    """A living district before anything is delivered.

    Attributes:
        world: the district on the last night.
        span: the nights.
        life: what happened between them.
        whole: source -> its rows on the last night, staged and written.
        slips: source -> values that must be refused.
    """

    world: World
    span: Span
    life: Life
    whole: dict[str, View]
    slips: dict[str, Slips]

    def due(self, source: str) -> list[date]:
        """Nights on which an extract is due."""
        return due(source, self.span, self.world.dice(f"living/{source}/due"))

    def world_on(self, night: date, registry: Mapping[str, date]) -> World:
        """The district of a night beside a registry of some date, of a city by county (elsewhere that of "")."""
        parts = []
        for county, on in sorted(registry.items()):
            people = registry_on(self.world.people, self.life, on)
            parts.append(people.filter(county_of() == county) if county else people)
        return replace(self.world, people=pl.concat(parts).sort("person"), as_of=night)

    def view(self, source: str, made_for: date) -> View:
        """An extract as it is made for a night."""
        on = LAYOUTS[source].cut_off(made_for)
        if source != REGISTRY:
            return extract_on(source, self.whole[source], self.life, on, self.span.last)
        rows = civil_registry(self.world_on(on, {"": on})).with_columns(_row="person")
        return View(rows.with_columns(county_of().alias(SENT_BY)) if self.world.counties else rows, {})


def story(people: int, seed: int, span: Span, dirt: float, counties: int = 0) -> Story:
    """Draws a living district, or city of so many counties; the same arguments give the same one."""
    world = make_world(people, seed, span.last, COUNTIES[:counties])
    world, built = befallen(world, rosters(world), span)
    whole = _written(world, built, span, dirt)
    signatures = [frame for view in whole.values() for frame in view.signatures.values()]
    unspoken = unused(world, built)
    plain = plainly_written(signatures)
    life = Life(
        arrivals=arrivals(world, unspoken, span),
        moves=moves(world, plain, span, handing_over(due(REGISTRY, span, world.dice(f"living/{REGISTRY}/due")))),
        renumbered=renumbered(world, plain, signatures, span),
    )
    numbers = life.renumbered.select("person", former_id_no="old_id_no")
    spoilt = {
        source: slips(world, EXTRACTS[source], view.rows, _eligible(view, source, unspoken), dirt, span)
        for source, view in whole.items()
    }
    return Story(_with_former(world, numbers), span, life, whole, spoilt)


def _with_former(world: World, numbers: pl.DataFrame) -> World:
    """The registry of the last night knows the old numbers as former ones; the views take them back."""
    return replace(world, people=world.people.update(numbers, on="person", how="left"))


def _eligible(view: View, source: str, unspoken: pl.Series) -> pl.Series:
    return unspoken if source == REGISTRY else pl.repeat(value=True, n=view.rows.height, eager=True)


def _written(world: World, built: Rosters, span: Span, dirt: float) -> dict[str, View]:
    rows = {
        source: staged(world, roster, built, span) for source, roster in built.by_source.items() if source != REGISTRY
    }
    rows |= paid_and_reviewed(rows)
    views = {REGISTRY: View(built.by_source[REGISTRY].rows.with_columns(_row="person"), {})}
    for source, staged_rows in rows.items():
        numbered = staged_rows.with_columns(_row=pl.int_range(pl.len()))
        views[source] = _signed(world, Roster(source, numbered), built, dirt)
    return views


def _signed(world: World, roster: Roster, built: Rosters, dirt: float) -> View:
    if not roster.extract.subjects:
        return View(roster.rows, {})
    return View(*sign(world, roster, built.certificates, care_of(roster.source, dirt)))
