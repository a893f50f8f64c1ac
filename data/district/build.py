"""Makes a synthetic district: agencies' files in `landing/`, and in `truth/` what is so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from data.district.care import care_of
from data.district.counties import COUNTIES, SENT_BY, sent_by, without_county
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
from schemas.extract import Extract
from schemas.extracts import REGISTRY

MOST_COUNTIES = len(COUNTIES)
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


def new_district(
    folder: Path, people: int, seed: int, as_of: date = DEFAULT_DATE, dirt: float = 1.0, counties: int = 0
) -> District:
    """Makes a district of so many people, or a city of several counties; the same arguments give the same bytes.

    Args:
        folder: where `landing/` and `truth/` are made.
        people: number of registry persons.
        seed: seed of every draw.
        as_of: date of the extracts.
        dirt: factor on the rates of damage; 1 = as real rosters show, 0 = none.
        counties: of a city, whose extracts come in parts: so many, at most `MOST_COUNTIES`; its `hedui.toml` says so.

    Raises:
        FileExistsError: `folder/landing` or `folder/truth` is there already.
    """
    landing, truth = folder / "landing", folder / "truth"
    for path in (landing, truth):
        path.mkdir(parents=True)
    world = make_world(people, seed, as_of, COUNTIES[:counties])
    if world.counties:
        write_settings(folder)
    built = rosters(world)
    office = Office(landing, as_of, seed, counties=world.counties)
    written = [_write(world, roster, built, office, dirt) for roster in built.by_source.values()]
    write_truth(truth, world, written)
    return District(
        landing, truth, people, sum(w.rows.height for w in written), sum(w.rows["file"].n_unique() for w in written)
    )


def write_settings(folder: Path) -> None:
    """Writes the `hedui.toml` of a city in parts."""
    (folder / "hedui.toml").write_text('parts = "county"\n', encoding="utf-8")


def make_world(people: int, seed: int, as_of: date, counties: tuple[str, ...] = ()) -> World:
    """The people of a district, or of a city's counties, and what befell them."""
    lives = with_lives(population(people, seed, as_of, counties), seed, as_of)
    return World(lives, strangers(lives, seed, as_of), as_of, seed, counties)


def _write(world: World, roster: Roster, built: Rosters, office: Office, dirt: float) -> Written:
    extract = roster.extract
    rows = roster.rows
    marks: dict[str | None, pl.DataFrame] = {}
    if extract.subjects:
        rows, marks = identify(world, roster, built.certificates, care_of(roster.source, dirt))
    if world.counties:
        rolls = {source: one.rows for source, one in built.by_source.items()}
        rows = rows.with_columns(sent_by(world, roster.source, rows, rolls).alias(SENT_BY))
    texts = texts_of(without_county(rows), extract, world.dice(f"{roster.source}/spelling"))
    eligible = unused(world, built) if roster.source == REGISTRY else pl.repeat(value=True, n=rows.height, eager=True)
    texts, refused = spoil(texts, extract, eligible, dirt, world.dice(f"{roster.source}/refusals"))
    places = _write_files(texts, extract, office, rows[SENT_BY]) if world.counties else _sent(texts, extract, office)
    made_for = dict.fromkeys(world.counties or ("",), office.as_of)
    return Written(extract, rows.with_columns(places), marks, refused, made_for)


def _write_files(texts: pl.DataFrame, extract: Extract, office: Office, senders: pl.Series) -> pl.DataFrame:
    """The files of each county, of one without rows too; the place of each row, in order."""
    counties = senders.unique().sort().to_list()
    numbered = texts.with_row_index("_at")
    places = []
    for county in sorted({*counties, *office.counties}):
        own = numbered.filter(senders == county)
        written = _sent(own.drop("_at"), extract, replace(office, county=county))
        places.append(own.select("_at").hstack(written))
    return pl.concat(places).sort("_at").drop("_at")


def _sent(texts: pl.DataFrame, extract: Extract, office: Office) -> pl.DataFrame:
    if LAYOUTS[extract.source].stale:
        write_stale_copy(texts, extract, office)
    return write_files(texts, extract, office)


def unused(world: World, built: Rosters) -> pl.Series:
    """Registry persons of whom no other extract speaks, so that refusing them makes nobody unknown."""
    spoken: list[pl.Series] = []
    for source, roster in built.by_source.items():
        if source != REGISTRY:
            spoken += [roster.rows[name] for name in roster.rows.columns if name.endswith("person")]
    return ~world.people["person"].is_in(pl.concat(spoken).drop_nulls().unique().implode())
