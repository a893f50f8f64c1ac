"""The links of a run: computed where anything they depend on is new, taken from the warehouse where it is not.

A source whose extract stands, and that no changed source can touch, keeps the links that it has: on most nights few
sources change.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import polars as pl

from data.linkage import model_content
from matchers.linkage import link_extracts
from matchers.model import Model
from matchers.records import meeting
from matchers.registry import COLUMNS
from matchers.shards import Keep
from pipelines.ingest.repeated import are_many
from pipelines.linking.kept_index import KeptIndex
from pipelines.review.store import decisions_fingerprint
from pipelines.run.context import Context
from pipelines.run.loaded import Loaded, nothing_left
from pipelines.run.memory import give_back
from pipelines.warehouse import Warehouse
from pipelines.warehouse.linkages import (
    Linkage,
    LinkedSource,
    find_linkage,
    links_of,
    load_links,
    newest_linkage,
    store_linkage,
)
from pipelines.workspace.aside import OneAtATime, put_aside
from pipelines.workspace.fingerprint import digest
from pipelines.workspace.program import LINKING, program_fingerprint
from schemas.extracts import EXTRACTS, REGISTRY
from schemas.flow import Flow, Stage

_REPEATED = ("sex", "town", "file")
COLUMNS_READ = {
    REGISTRY: {name: EXTRACTS[REGISTRY].accepted[name] for name in COLUMNS}
    | dict.fromkeys(_REPEATED, pl.Categorical()),
}
"""Of the civil registry the linkage reads half, and the file of each row for the controls; of other sources all. A city
has millions of rows: texts that repeat are numbered."""


def link(context: Context, loaded: Loaded) -> dict[str, pl.DataFrame]:
    """Links the rows that name a person, but those whose links are known and stand.

    Returns:
        source -> its accepted rows with link columns.
    """
    decisions = decisions_fingerprint(context.decisions)
    beside = [loaded.contents[REGISTRY], program_fingerprint(LINKING), context.run.as_of.year, decisions]
    before = find_linkage(context.warehouse, digest(beside), loaded.fingerprint)
    contents = {source: loaded.contents[source] for source in _that_name_persons(loaded)}
    standing = _standing(before.sources if before else {}, contents, decided=bool(decisions))
    give_back()  # what reading took
    linked = context.run.stage(Stage.LINK, lambda: _link(context, loaded, standing), rows=_height)
    give_back()
    if before is None or before.selection != loaded.fingerprint or standing.keys() != contents.keys():
        sources = {source: standing.get(source, LinkedSource(content)) for source, content in contents.items()}
        linkage = Linkage(digest(beside), loaded.fingerprint, sources)
        fresh = {source: rows for source, rows in linked.items() if source not in standing}
        context.background.write(partial(store_linkage, linkage=linkage, linked=fresh))
    return linked


def _standing(
    before: Mapping[str, LinkedSource], contents: Mapping[str, str], *, decided: bool
) -> dict[str, LinkedSource]:
    """The sources whose links stand: neither they nor any that can touch them have changed, come or gone."""
    known = {source: one.content for source, one in before.items()}
    changed = {source for source in {*known, *contents} if known.get(source) != contents.get(source)}
    touched = meeting(changed, decided=decided)
    return {source: one for source, one in before.items() if source not in touched}


def last_linked(warehouse: Warehouse, loaded: Loaded) -> dict[str, pl.DataFrame]:
    """What the last linkage of these extracts left.

    Raises:
        NothingLeftError: they were never linked.
    """
    number = newest_linkage(warehouse, loaded.fingerprint)
    if number is None:
        raise nothing_left("关联过这些数据", Flow.LINK)
    return linked_by(warehouse, loaded, number)


def _link(context: Context, loaded: Loaded, standing: Mapping[str, LinkedSource]) -> dict[str, pl.DataFrame]:
    accepted = {source: loaded.extracts[source].split.accepted for source in _that_name_persons(loaded)}
    fresh = OneAtATime({source: rows for source, rows in accepted.items() if source not in standing})
    many = are_many(loaded.persons.height)
    linked = _linked_anew(context, loaded, fresh, put_aside if many else None) if fresh else {}
    for source, one in standing.items():
        if one.owner is not None:
            linked[source] = accepted[source].hstack(links_of(context.warehouse, one.owner, source))
    return {source: _aside(rows, linked.pop(source)) if many else linked[source] for source, rows in accepted.items()}


def _linked_anew(
    context: Context, loaded: Loaded, fresh: Mapping[str, pl.DataFrame], keep: Keep | None
) -> dict[str, pl.DataFrame]:
    workspace, year = context.run.workspace, context.run.as_of.year
    kept = KeptIndex(workspace.index, digest([loaded.contents[REGISTRY], program_fingerprint(LINKING)]))
    model = Model.of(model_content())
    indexed = partial(kept.index, keep=keep)
    return link_extracts(loaded.persons, fresh, model, year, context.decisions, keep=keep, indexed=indexed)


def _aside(accepted: pl.DataFrame, linked: pl.DataFrame) -> pl.DataFrame:
    """Accepted rows, which lie aside already, with their link columns put aside too."""
    return accepted.hstack(put_aside(linked.drop(accepted.columns)))


def linked_by(warehouse: Warehouse, loaded: Loaded, number: int) -> dict[str, pl.DataFrame]:
    """The accepted rows of extracts with the link columns of a linkage that is kept, by its number."""
    return {
        source: loaded.extracts[source].split.accepted.hstack(load_links(warehouse, number, source))
        for source in _that_name_persons(loaded)
    }


def _that_name_persons(loaded: Loaded) -> list[str]:
    return [source for source in loaded.extracts if EXTRACTS[source].subjects]


def _height(frames: dict[str, pl.DataFrame]) -> int:
    return sum(frame.height for frame in frames.values())
