"""Makes a living district: for each night what newly arrives in landing/, and in `truth/` what is so that night."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from data.district.build import DEFAULT_DATE
from data.district.identities import judged
from data.district.landing import Office
from data.district.layouts import LAYOUTS
from data.district.living.chronicle import DELIVERIES, events
from data.district.living.post import Posted, post
from data.district.living.span import Span
from data.district.living.story import Story, story
from data.district.living.timetable import Delivery, due, troubled
from data.district.living.views import View, beside_registry
from data.district.truth import write_truth
from data.district.truth.written import Written
from schemas.extracts import EXTRACTS, REGISTRY


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
        return LAYOUTS[self.delivery.source].cut_off(self.delivery.made_for)


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
    for name in ("nights", "truth"):
        (folder / name).mkdir(parents=True)
    told = story(people, seed, Span(as_of, nights, every), dirt)
    made = LivingDistrict(folder, told.span.nights, people, 0)
    arrived = _deliver(told, made, trouble)
    for night in told.span.nights:
        made.landing(night).mkdir(parents=True, exist_ok=True)
        made.truth(night).mkdir()
        _write_truth(told, made, night, [one for one in arrived if (one.delivery.arrives or night) <= night])
    events(told).write_parquet(folder / "truth" / "events.parquet")
    return LivingDistrict(folder, made.nights, people, sum(one.delivery.arrives is not None for one in arrived))


def _deliver(told: Story, made: LivingDistrict, trouble: float) -> list[_Arrived]:
    views = {(source, night): view for source in EXTRACTS for night, view in _issued(told, source).items()}
    dice = told.world.dice("living/deliveries")
    arrived: list[_Arrived] = []
    rows: list[tuple[object, ...]] = []
    for delivery in troubled(sorted(views, key=lambda entry: (entry[1], entry[0])), told.span, trouble, dice):
        view, state, files = views[delivery.source, delivery.made_for], delivery.state, list[str]()
        if delivery.arrives:
            office = Office(made.landing(delivery.arrives), delivery.made_for, told.world.seed)
            posted = post(told.world, EXTRACTS[delivery.source], view, told.slips[delivery.source], office, state)
            arrived.append(_Arrived(delivery, view, posted))
            state, files = posted.state, posted.files
        cut_off = LAYOUTS[delivery.source].cut_off(delivery.made_for)
        rows.append((delivery.source, cut_off, delivery.arrives, state.value, files))
    table = pl.DataFrame(rows, schema=DELIVERIES, orient="row")
    table.write_parquet(made.folder / "truth" / "deliveries.parquet")
    return arrived


def _issued(told: Story, source: str) -> dict[date, View]:
    """The extracts that are made: on the nights they are due, where something has changed."""
    made: dict[date, View] = {}
    last: tuple[pl.DataFrame, list[int]] | None = None
    for night in due(source, told.span, told.world.dice(f"living/{source}/due")):
        view = told.view(source, night)
        on = LAYOUTS[source].cut_off(night)
        said = view.rows.select(name for name in view.rows.columns if name != "data_as_of")
        spoilt = told.slips[source].spoilt(on).sort().to_list()
        if last is None or not (last[0].equals(said) and last[1] == spoilt):
            made[night] = view
            last = (said, spoilt)
    return made


def _write_truth(told: Story, made: LivingDistrict, night: date, arrived: list[_Arrived]) -> None:
    """The truth of a night beside the newest usable extract of each source."""
    used: dict[str, _Arrived] = {}
    for one in sorted(arrived, key=lambda one: one.cut_off):
        if one.posted.state.accepted:
            used[one.delivery.source] = one
    registry = used[REGISTRY].cut_off
    world = told.world_on(night, registry)
    written = []
    for source, one in used.items():
        signatures = beside_registry(one.view, told.life, registry)
        rows, extract = one.posted.rows, EXTRACTS[source]
        marks = judged(world, extract, rows, signatures) if extract.subjects else {}
        written.append(Written(extract, rows, marks, one.posted.refused, one.delivery.made_for))
    write_truth(made.truth(night), world, sorted(written, key=lambda one: list(EXTRACTS).index(one.extract.source)))
