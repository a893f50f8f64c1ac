"""What the rules may look at: the rows of a night with their links, put together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from pipelines.ingest.control import CONTROL_BREAKS
from pipelines.ingest.sheet import file_and_sheet
from pipelines.run.loaded import Loaded
from pipelines.workspace.aside import OneAtATime
from policies.clue_key import ClueKey
from policies.counties import Counties
from policies.evidence import Evidence
from schemas.parameter import Parameters

_NONE_NUMBERED = ClueKey()


def gather(
    as_of: date,
    parameters: Parameters,
    loaded: Loaded,
    linked: Mapping[str, pl.DataFrame],
    clue_key: ClueKey = _NONE_NUMBERED,
    sent: pl.DataFrame | None = None,
) -> Evidence:
    """The evidence of a night.

    Args:
        as_of: the date for which everything is computed.
        parameters: the policy in force on that date.
        loaded: the extracts, read.
        linked: source -> its accepted rows with link columns, for the sources that name persons.
        clue_key: what the ids of clues are made with; whoever numbers none needs none.
        sent: rows of the newest batch for the city platform before tonight's, where it has ever answered.
    """
    extracts = loaded.extracts
    rows = {source: linked.get(source, extract.split.accepted) for source, extract in extracts.items()}
    return Evidence(
        as_of=as_of,
        parameters=parameters,
        persons=loaded.persons,
        rows=OneAtATime(rows),
        refused={source: extract.split.refused for source, extract in extracts.items()},
        cut_offs={source: extract.cut_off for source, extract in extracts.items()},
        ever_landed=frozenset(feed.source for feed in loaded.selection.ever_landed),
        too_old={feed.source: day for feed, day in loaded.selection.too_old.items() if feed.source not in extracts},
        control_breaks=pl.concat(
            [pl.DataFrame(schema=CONTROL_BREAKS), *(extract.control for extract in extracts.values())]
        ),
        clue_key=clue_key,
        sent=sent,
        counties=counties_of(loaded),
    )


def counties_of(loaded: Loaded) -> Counties | None:
    """The counties of a city in parts; None where the extracts came whole."""
    extracts = loaded.extracts.values()
    if not any(extract.counties for extract in extracts):
        return None
    of_file: dict[str, str] = {}
    for extract in extracts:
        county_of = {one.file: one.county for one in extract.files}
        for rows in (extract.split.accepted, extract.split.refused):
            published = rows["file"].unique().cast(pl.String)
            of_file |= {file: county_of[file_and_sheet(file, county_of)[0]] for file in published}
    too_old, landed = loaded.selection.too_old, loaded.selection.ever_landed
    used = {feed: day for feed, day in loaded.cut_offs.items() if feed not in too_old}
    return Counties(of_file, used, too_old, frozenset(feed for feed in landed if feed.county))
