"""Makes a synthetic district: agencies' files in `landing/`, and in `truth/` what is so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from data.district.care import care_of
from data.district.identities import identify
from data.district.landing import Office, texts_of, write_files, write_stale_copy
from data.district.layouts import LAYOUTS
from data.district.life import with_lives
from data.district.population import population
from data.district.refusals import spoil
from data.district.rosters import Rosters, rosters
from data.district.truth import write_truth
from data.district.truth.written import Written
from data.district.world import Roster, World, strangers
from schemas.extracts import REGISTRY

DEFAULT_DATE = date(2019, 6, 30)


@dataclass(frozen=True)
class District:
    """A district that was made.

    Attributes:
        landing: folder of the agencies' files.
        truth: folder of the truth.
        people: rows of the registry.
        rows: rows of all extracts.
        files: number of files an as-of run reads.
    """

    landing: Path
    truth: Path
    people: int
    rows: int
    files: int


def new_district(folder: Path, people: int, seed: int, as_of: date = DEFAULT_DATE, dirt: float = 1.0) -> District:
    """Makes a district of so many people; the same arguments give the same bytes.

    Args:
        folder: where `landing/` and `truth/` are made.
        people: number of registry persons.
        seed: seed of every draw.
        as_of: date of the extracts.
        dirt: factor on the rates of damage; 1 = as real rosters show, 0 = none.

    Raises:
        FileExistsError: `folder/landing` or `folder/truth` is there already.
    """
    landing, truth = folder / "landing", folder / "truth"
    for path in (landing, truth):
        path.mkdir(parents=True)
    world = make_world(people, seed, as_of)
    built = rosters(world)
    office = Office(landing, as_of, seed)
    written = [_write(world, roster, built, office, dirt) for roster in built.by_source.values()]
    write_truth(truth, world, written)
    return District(
        landing, truth, people, sum(w.rows.height for w in written), sum(w.rows["file"].n_unique() for w in written)
    )


def make_world(people: int, seed: int, as_of: date) -> World:
    """The people of a district and what befell them."""
    lives = with_lives(population(people, seed, as_of), seed, as_of)
    return World(lives, strangers(lives, seed, as_of), as_of, seed)


def _write(world: World, roster: Roster, built: Rosters, office: Office, dirt: float) -> Written:
    extract = roster.extract
    rows = roster.rows
    marks: dict[str | None, pl.DataFrame] = {}
    if extract.subjects:
        rows, marks = identify(world, roster, built.certificates, care_of(roster.source, dirt))
    texts = texts_of(rows, extract, world.dice(f"{roster.source}/spelling"))
    eligible = unused(world, built) if roster.source == REGISTRY else pl.repeat(value=True, n=rows.height, eager=True)
    texts, refused = spoil(texts, extract, eligible, dirt, world.dice(f"{roster.source}/refusals"))
    if LAYOUTS[roster.source].stale:
        write_stale_copy(texts, extract, office)
    places = write_files(texts, extract, office)
    return Written(extract, rows.with_columns(places), marks, refused, office.as_of)


def unused(world: World, built: Rosters) -> pl.Series:
    """Registry persons of whom no other extract speaks, so that refusing them makes nobody unknown."""
    spoken: list[pl.Series] = []
    for source, roster in built.by_source.items():
        if source != REGISTRY:
            spoken += [roster.rows[name] for name in roster.rows.columns if name.endswith("person")]
    return ~world.people["person"].is_in(pl.concat(spoken).drop_nulls().unique().implode())
