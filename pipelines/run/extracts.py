"""Ingest: the extracts of a run are read where they are new, and taken from the warehouse where they are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from pipelines.ingest.choose import Chosen
from pipelines.ingest.read import CountyPart, ExtractRead
from pipelines.ingest.registry import LOOKED_AT, laid_aside, looked_at
from pipelines.run.context import Context
from pipelines.run.counties import as_part, key_of, put_together, taken_out
from pipelines.run.files import log_files, log_refused, log_unclaimed
from pipelines.run.judging import Judge, Judged, Used
from pipelines.run.loaded import Loaded, as_declared, rows_of
from pipelines.run.numbers import told_apart
from pipelines.run.taken import taken_on_purpose
from pipelines.run.usable import require_nothing_refused, usable
from pipelines.warehouse import Warehouse
from pipelines.warehouse.arriving import Arriving
from pipelines.warehouse.extracts import (
    content_word,
    find_extract,
    load_extract,
    load_extracts,
    number_extracts,
    store_extracts,
)
from pipelines.warehouse.selections import Selection, landed_before
from pipelines.warehouse.verdicts import store_verdicts
from pipelines.workspace.program import READING, program_fingerprint
from schemas.extracts import REGISTRY
from schemas.feed import Feed
from schemas.flow import Stage


def ingest(context: Context, chosen: Chosen) -> Loaded:
    """Reads what is new, takes the rest from the warehouse, leaves out what is refused or too old, and remembers it.

    Raises:
        InputRefusedError: the civil registry cannot be used and nothing can take its place, a register is past its
            allowed age and its policy is `refuse`, or anything is refused on a strict night.
        FileChangedError: a file changed while it was read, and there will be another attempt.
    """
    run, warehouse = context.run, context.warehouse
    numbers_given = number_extracts(warehouse)
    arriving = Arriving(context.background, numbers_given)
    judge = Judge(
        warehouse,
        context.settings,
        taken_on_purpose(context.record),
        program_fingerprint(READING),
        run.patient,
        context.corrections.by_source,
        arriving.take,
    )
    judged = run.stage(Stage.INGEST, lambda: judge.judge(chosen), rows=_rows_read)
    if run.strict or context.settings.strict:
        require_nothing_refused(judged)
    found = usable(judged, run.as_of, context.parameters)
    extracts = {source: _extract_of(warehouse, judge.code, of) for source, of in _by_source(found.used).items()}
    fresh = {source: one.read for source, one in extracts.items() if one.read is not None}
    numbers = {source: one.number for source, one in extracts.items() if one.number is not None}
    selection = Selection(
        run.as_of,
        numbers | {source: numbers_given[source] for source in fresh},
        chosen.ever_landed | _as_sent(landed_before(warehouse, run.as_of), by_county=context.settings.by_county),
        found.too_old,
        found.fallbacks,
    )
    contents = {source: one.key for source, one in extracts.items()}
    arrived = arriving.settle(fresh)
    stored = load_extracts(warehouse, numbers, {REGISTRY: LOOKED_AT})
    read = laid_aside(stored | fresh)
    stored, fresh = ({source: read[source] for source in one} for one in (stored, fresh))
    context.background.write(
        partial(
            store_extracts,
            extracts=fresh,
            contents=contents,
            code=judge.code,
            selection=selection,
            arrived=arrived,
        )
    )
    context.background.write(partial(store_verdicts, verdicts=judge.verdicts))
    log_unclaimed(run, chosen.unclaimed)
    log_files(run, fresh, "landing")
    log_files(run, stored, "warehouse")
    log_refused(run, found.fallbacks)
    refused = tuple(one for of in judged.values() for one in of.refused)
    words = {source: content_word(key, judge.code) for source, key in contents.items()}
    return Loaded(selection, told_apart(as_declared(_looked_at(stored | fresh))), words, refused, is_fresh=True)


@dataclass(frozen=True)
class _Extract:
    """The extract of a source: fingerprint of what it holds, its number if it is stored, its rows if it is not."""

    key: str
    number: int | None
    read: ExtractRead | None


def _by_source(used: Mapping[Feed, Used]) -> dict[str, dict[str, Used]]:
    """Source -> county -> what is used, in order; one county without a name where extracts come whole.

    Counties without a civil registry come last: nothing is said of their rows, and of somebody who stands on the rolls
    of several the first row is the one that a clue names.
    """
    registered = {feed.county for feed in used if feed.source == REGISTRY}
    found: dict[str, dict[str, Used]] = {}
    for feed in sorted(used, key=lambda one: one.county not in registered):
        found.setdefault(feed.source, {})[feed.county] = used[feed]
    return found


def _extract_of(warehouse: Warehouse, code: str, used: Mapping[str, Used]) -> _Extract:
    """The extract of a source, put together of what its counties sent where it comes in parts."""
    if "" in used:
        whole = used[""]
        return _Extract(whole.key, whole.number, whole.read)
    landed = next(iter(used.values())).landed
    key = key_of([CountyPart(county, one.landed.cut_off, one.key) for county, one in used.items()])
    number = find_extract(warehouse, landed.source, key, code)
    read = None if number is not None else put_together([_part(warehouse, county, one) for county, one in used.items()])
    return _Extract(key, number, read)


def _part(warehouse: Warehouse, county: str, used: Used) -> ExtractRead:
    """The rows of one county: as they were just read, or out of the extract that holds them."""
    if used.read is not None:
        return as_part(used.read, county, used.key)
    if used.number is None:
        raise KeyError(f"nobody has read what {county} sent of {used.landed.source}")
    return taken_out(load_extract(warehouse, used.number), county)


def _as_sent(landed: frozenset[Feed], *, by_county: bool) -> frozenset[Feed]:
    """Feeds of earlier nights, as those of this one come: a workspace may have been without counties, or with them."""
    return frozenset(feed for feed in landed if feed.county) if by_county else frozenset(Feed(s) for s, _ in landed)


def _looked_at(extracts: dict[str, ExtractRead]) -> dict[str, ExtractRead]:
    """Extracts as a night holds them: of the civil registry, by far the longest, no more than it looks at."""
    registry = extracts[REGISTRY]
    rows = looked_at(registry.split.accepted)
    return extracts | {REGISTRY: replace(registry, split=replace(registry.split, accepted=rows))}


def _rows_read(judged: Mapping[Feed, Judged]) -> int:
    return rows_of(one.used.read for one in judged.values() if one.used and one.used.read)
