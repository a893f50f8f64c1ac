"""Puts one extract into a night's landing folder: whole, or as it looks when something went wrong on the way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from data.district.counties import without_county
from data.district.landing import Office, texts_of, write_files
from data.district.layouts import LAYOUTS
from data.district.living.slips import Slips
from data.district.living.timetable import State
from data.district.living.views import View
from data.district.world import World
from schemas.extract import Extract

# An extract of fewer rows than this, or a part of fewer, is not told from a smaller world.
_ROWS, _PART_ROWS = 250, 30
_KEPT = 0.6


@dataclass(frozen=True)
class Posted:
    """An extract as it was written.

    Attributes:
        rows: its rows with `file` and `row_number`.
        refused: `refusals.ENTRIES`.
        state: what became of it; an extract too small for a trouble is cut short instead.
        files: names of the files.
    """

    rows: pl.DataFrame
    refused: pl.DataFrame
    state: State
    files: list[str]


def post(world: World, extract: Extract, view: View, slips: Slips, office: Office, state: State) -> Posted:
    """Writes the files of an extract; `office.folder` is made where it is not there."""
    office.folder.mkdir(parents=True, exist_ok=True)
    texts = texts_of(without_county(view.rows), extract, world.dice(f"{extract.source}/spelling"))
    place = view.rows.select("_row", index=pl.int_range(pl.len(), dtype=pl.UInt32))
    on = LAYOUTS[extract.source].cut_off(office.as_of)
    texts, refused = slips.written(texts, place.filter(pl.col("_row").is_in(slips.spoilt(on).implode())))
    state = _possible(state, texts, extract)
    places = write_files(_left(texts, state), extract, office)
    files = places["file"].str.split("#").list.first().unique().sort().to_list()
    files = files or [office.file_name(LAYOUTS[extract.source])]
    if state is State.CUT_SHORT:
        _cut(max((office.folder / name for name in files), key=lambda path: path.stat().st_size), extract)
    rows = view.rows.with_columns(places) if state.accepted else view.rows
    return Posted(rows, refused, state, files)


def _possible(state: State, texts: pl.DataFrame, extract: Extract) -> State:
    parted = LAYOUTS[extract.source].by_town and texts["town"].value_counts()["count"].max()
    fits = {State.SHRUNKEN: texts.height >= _ROWS, State.PART_MISSING: bool(parted) and int(str(parted)) >= _PART_ROWS}
    return state if fits.get(state, True) else State.CUT_SHORT


def _left(texts: pl.DataFrame, state: State) -> pl.DataFrame:
    if state is State.SHRUNKEN:
        return texts.head(texts.height // 2)
    if state is State.PART_MISSING:
        largest = texts["town"].value_counts(sort=True)["town"][0]
        return texts.filter(pl.col("town").ne_missing(largest))
    return texts


def _cut(path: Path, extract: Extract) -> None:
    """Ends the file in the middle: a table a character into one of its lines, a book or Parquet anywhere."""
    content = path.read_bytes()
    end = int(len(content) * _KEPT)
    layout = LAYOUTS[extract.source]
    if layout.kind == "csv":
        # The next line; in a small file there may be none, and the last one is cut.
        start = content.find(b"\n", end, -1) + 1 or content.rfind(b"\n", 0, -1) + 1
        text = content[start:].decode(layout.encoding.removesuffix("-sig"))
        shown = len(text) - len(text.lstrip()) + 1  # behind blanks alone, the line would look whole
        end = start + len(text[:shown].encode(layout.encoding.removesuffix("-sig")))
    path.write_bytes(content[:end])
