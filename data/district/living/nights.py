"""Makes a living district: for each night what newly arrives in landing/, and in `truth/` what is so that night."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from data.district.build import DEFAULT_DATE, write_settings
from data.district.declared import policy_on
from data.district.identities import judged
from data.district.landing import Office
from data.district.layouts import LAYOUTS
from data.district.living.chronicle import DELIVERIES, events
from data.district.living.post import Posted, post
from data.district.living.span import Span
from data.district.living.story import Story, story
from data.district.living.timetable import Delivery, handing_over, troubled
from data.district.living.views import View, beside_registry
from data.district.truth import write_truth
from data.district.truth.numbers import told_apart
from data.district.truth.written import Written
from data.district.world import World
from schemas.extracts import EXTRACTS, REGISTRY
from schemas.feed import Feed


@dataclass(frozen=True)
class LivingDistrict:
    """A living district that was made.

    Attributes:
        folder: where `nights/` and `truth/` were made.
        nights: the as-of dates, earliest first.
        people: number of registry persons, those who arrive later too.
        deliveries: number of extracts that arrive, whole or not.
    """

    folder: Path
    nights: tuple[date, ...]
    people: int
    deliveries: int

    def landing(self, night: date) -> Path:
        """Folder of the files that newly arrive that night."""
        return self.folder / "nights" / str(night) / "landing"

    def truth(self, night: date) -> Path:
        """Folder of the truth of that night."""
        return self.folder / "truth" / str(night)


@dataclass(frozen=True)
class _Arrived:
    """An extract that lies in landing/, with all that its truth is reckoned from."""

    delivery: Delivery
    view: View
    posted: Posted

    @property
    def cut_off(self) -> date:
        return LAYOUTS[self.delivery.feed.source].cut_off(self.delivery.made_for)


def living_district(
    folder: Path,
    people: int,
    seed: int,
    nights: int,
    as_of: date = DEFAULT_DATE,
    *,
    every: int = 1,
    dirt: float = 1.0,
    trouble: float = 1.0,
) -> LivingDistrict:
    """Makes a district and lets it live; the same arguments give the same bytes.

    Copied one after another into one landing folder, the nights' files are what the agencies delivered. On the first
    night every extract is there; later ones bring only what is due and has changed.

    Args:
        folder: where `nights/<date>/landing/` and `truth/<date>/` are made, with `truth/events.parquet` (what happened)
            and `truth/deliveries.parquet` (what became of each extract).
        people: number of registry persons on the last night.
        seed: seed of every draw.
        nights: number of nights.
        as_of: date of the last night.
        every: days from one night to the next.
        dirt: factor on the rates of damage, as of `new_district`.
        trouble: factor on how often an extract is late, missing, cut short, shrunken or without one of its parts.

    Raises:
        FileExistsError: `folder/nights` or `folder/truth` is there already.
    """
    return _made(folder, story(people, seed, Span(as_of, nights, every), dirt), trouble)


def living_city(
    folder: Path, people: int, seed: int, counties: int, span: Span, *, dirt: float = 1.0, trouble: float = 1.0
) -> LivingDistrict:
    """Makes a city of several counties and lets it live: each sends its part of every extract, with its own troubles.

    All else is as of `living_district`.

    Args:
        folder: also gets the `hedui.toml` that says that extracts come in parts.
        people: number of registry persons on the last night.
        seed: seed of every draw.
        counties: so many, at most `MOST_COUNTIES`.
        span: the nights.
        dirt: factor on the rates of damage.
        trouble: factor on how often a county's part of an extract meets with trouble.

    Raises:
        FileExistsError: `folder/nights` or `folder/truth` is there already.
    """
    made = _made(folder, story(people, seed, span, dirt, counties), trouble)
    write_settings(folder)
    return made


def _made(folder: Path, told: Story, trouble: float) -> LivingDistrict:
    for name in ("nights", "truth"):
        (folder / name).mkdir(parents=True)
    people = told.world.size
    made = LivingDistrict(folder, told.span.nights, people, 0)
    arrived = _deliver(told, made, trouble)
    for night in told.span.nights:
        made.landing(night).mkdir(parents=True, exist_ok=True)
        made.truth(night).mkdir()
        _write_truth(told, made, night, [one for one in arrived if (one.delivery.arrives or night) <= night])
    events(told).write_parquet(folder / "truth" / "events.parquet")
    return LivingDistrict(folder, made.nights, people, sum(one.delivery.arrives is not None for one in arrived))


def _deliver(told: Story, made: LivingDistrict, trouble: float) -> list[_Arrived]:
    views = {(feed, night): view for source in EXTRACTS for feed, night, view in _issued(told, source)}
    issued = sorted(views, key=lambda entry: (entry[1], entry[0]))
    spared = frozenset(handing_over(told.due(REGISTRY)) if told.world.counties else ())
    dice = told.world.dice("living/deliveries")
    arrived: list[_Arrived] = []
    rows: list[tuple[object, ...]] = []
    for delivery in troubled(issued, told.span, trouble, dice, spared):
        source, county = delivery.feed
        view, state, files = views[delivery.feed, delivery.made_for], delivery.state, list[str]()
        if delivery.arrives:
            office = Office(made.landing(delivery.arrives), delivery.made_for, told.world.seed, county)
            posted = post(told.world, EXTRACTS[source], view, told.slips[source], office, state)
            arrived.append(_Arrived(delivery, view, posted))
            state, files = posted.state, posted.files
        cut_off = LAYOUTS[source].cut_off(delivery.made_for)
        rows.append((source, county or None, cut_off, delivery.arrives, state.value, files))
    table = pl.DataFrame(rows, schema=DELIVERIES, orient="row")
    table.write_parquet(made.folder / "truth" / "deliveries.parquet")
    return arrived


def _issued(told: Story, source: str) -> list[tuple[Feed, date, View]]:
    """The extracts that are made: on the nights they are due, where something has changed, of a city in that county."""
    made: list[tuple[Feed, date, View]] = []
    last: dict[str, tuple[pl.DataFrame, list[int]]] = {}
    for night in told.due(source):
        whole = told.view(source, night)
        spoilt = told.slips[source].spoilt(LAYOUTS[source].cut_off(night)).sort()
        for county in told.world.counties or ("",):
            view = whole.of_county(county)
            said = view.rows.select(name for name in view.rows.columns if name != "data_as_of")
            own = spoilt.filter(spoilt.is_in(said["_row"].implode())).to_list() if county else spoilt.to_list()
            if county not in last or not (last[county][0].equals(said) and last[county][1] == own):
                made.append((Feed(source, county), night, view))
                last[county] = (said, own)
    return made


def _write_truth(told: Story, made: LivingDistrict, night: date, arrived: list[_Arrived]) -> None:
    """The truth of a night beside the newest usable extract of each source, of a city of each county.

    There is none where the civil registry is too old: nobody can run that night.
    """
    used: dict[str, dict[str, _Arrived]] = {source: {} for source in EXTRACTS}
    for one in sorted(arrived, key=lambda one: one.cut_off):
        if one.posted.state.accepted:
            used[one.delivery.feed.source][one.delivery.feed.county] = one
    used, too_old = _by_age(used, night)
    if REGISTRY in too_old:
        return
    registry = {county: one.cut_off for county, one in used[REGISTRY].items()}
    world = told.world_on(night, registry)
    written = [_written(source, dict(sorted(parts.items()))) for source, parts in used.items()]
    if world.counties:
        written = told_apart(written)
    judged_rows = [_judged(told, world, one, used[one.extract.source], registry) for one in written]
    usable = [one.emptied() if one.extract.source in too_old else one for one in judged_rows]
    write_truth(made.truth(night), world, usable)


def _by_age(
    newest: dict[str, dict[str, _Arrived]], night: date
) -> tuple[dict[str, dict[str, _Arrived]], frozenset[str]]:
    """What may be used of the newest extracts, and the sources all of which is older than is allowed.

    Of the latter the extracts stay, so that their columns are known. What a county lacks of a city whose other counties
    have it is not told here: the nights of a city are to span fewer days than an extract may be old.
    """
    policy = policy_on(night)
    recent = {
        source: {
            county: one
            for county, one in parts.items()
            if (night - one.cut_off).days <= policy.of_source("allowed_age_days", source)
        }
        for source, parts in newest.items()
    }
    too_old = frozenset(source for source, parts in recent.items() if not parts)
    return newest | {source: parts for source, parts in recent.items() if parts}, too_old


def _written(source: str, parts: dict[str, _Arrived]) -> Written:
    """The rows of an extract, those of one county after those of the other; nobody has judged its links yet."""
    refused, above = [], 0
    for one in parts.values():
        refused.append(one.posted.refused.with_columns((pl.col("index") + above).cast(pl.UInt32)))
        above += one.posted.rows.height
    rows = pl.concat([one.posted.rows for one in parts.values()])
    made_for = {county: one.delivery.made_for for county, one in parts.items()}
    return Written(EXTRACTS[source], rows, {}, pl.concat(refused), made_for)


def _judged(
    told: Story, world: World, one: Written, parts: Mapping[str, _Arrived], registry: Mapping[str, date]
) -> Written:
    if not one.extract.subjects:
        return one
    sides = [beside_registry(parts[county].view, told.life, world, registry) for county in one.made_for]
    signatures = {role: pl.concat([side[role] for side in sides]) for role in sides[0]}
    return replace(one, marks=judged(world, one.extract, one.rows, signatures))
