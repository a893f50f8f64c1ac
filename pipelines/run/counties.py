"""A city in parts: what its counties sent of a source as one extract, and the part of one county taken out of it again.

Nothing here decides whether a county's part may be used: each is judged by itself before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from pipelines.ingest.accept import Split
from pipelines.ingest.read import CountyPart, ExtractRead
from pipelines.ingest.repeated import as_texts
from pipelines.ingest.sheet import file_and_sheet
from pipelines.workspace.fingerprint import digest
from schemas.feed import town_of_county
from schemas.outputs.quarantine import QUARANTINE
from schemas.terms import CorrectionOutcome

_TOWN = "town"


def key_of(parts: Sequence[CountyPart]) -> str:
    """What the counties' parts hold together, as one word."""
    return digest([(one.county, one.key) for one in parts])


def as_part(read: ExtractRead, county: str, key: str) -> ExtractRead:
    """What one county sent, as it stands in the city's extract: its towns are known by the county too.

    Args:
        read: its rows as they were read.
        county: which county.
        key: fingerprint of what its files hold and of what is corrected in it.
    """
    split = read.split
    return replace(
        read,
        files=tuple(replace(one, county=county) for one in read.files),
        split=replace(split, accepted=_placed(split.accepted, county), refused=_placed(split.refused, county)),
        counties=(CountyPart(county, read.cut_off, key),),
    )


def put_together(parts: Sequence[ExtractRead]) -> ExtractRead:
    """The parts of all counties as one extract: the rows of one county after those of the other.

    Args:
        parts: of one source, by county (`as_part`, `taken_out`).
    """
    splits = [one.split for one in parts]
    return ExtractRead(
        source=parts[0].source,
        cut_off=max(one.cut_off for one in parts),
        files=tuple(file for one in parts for file in one.files),
        split=Split(
            accepted=pl.concat([as_texts(one.accepted) for one in splits]),
            refused=pl.concat([one.refused for one in splits]),
            quarantine=pl.concat([one.quarantine for one in splits]).sort(QUARANTINE.order),
        ),
        control=pl.concat([one.control for one in parts]),
        corrected=_corrected(pl.concat([one.corrected for one in parts])),
        counties=tuple(county for one in parts for county in one.counties),
    )


def taken_out(whole: ExtractRead, county: str) -> ExtractRead:
    """The part of one county of a city's extract."""
    files = tuple(one for one in whole.files if one.county == county)
    (part,) = (one for one in whole.counties if one.county == county)
    names = frozenset(one.file for one in files)
    split = whole.split
    rows = {name: _of_files(getattr(split, name), names) for name in ("accepted", "refused", "quarantine")}
    corrected = whole.corrected.filter(pl.col("file").is_null() | pl.col("file").is_in(names))
    return replace(
        whole,
        cut_off=part.cut_off,
        files=files,
        split=Split(**rows),
        control=_of_files(whole.control, names),
        corrected=corrected,
        counties=(part,),
    )


def _of_files(rows: pl.DataFrame, names: frozenset[str]) -> pl.DataFrame:
    published = rows["file"].unique().cast(pl.String).to_list()
    own = [file for file in published if file_and_sheet(file, names)[0] in names]
    return rows.filter(pl.col("file").is_in(own))


def _placed(rows: pl.DataFrame, county: str) -> pl.DataFrame:
    """Rows whose towns, where they name any, are known by their county too."""
    if _TOWN not in rows.columns:
        return rows
    return rows.with_columns((pl.lit(town_of_county(county, "")) + pl.col(_TOWN).cast(pl.String)).alias(_TOWN))


def _corrected(corrected: pl.DataFrame) -> pl.DataFrame:
    """What became of each correction: a row that another county sent stands in this one's files for nobody."""
    nowhere = pl.col("outcome") == CorrectionOutcome.NO_ROW.value
    found = corrected.remove(nowhere)
    lost = corrected.filter(nowhere).join(found, on="correction", how="anti").unique("correction", maintain_order=True)
    return pl.concat([found, lost])
