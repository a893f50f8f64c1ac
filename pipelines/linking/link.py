"""The links of a run: computed where anything they depend on is new, taken from the warehouse where it is not."""

from __future__ import annotations

from functools import partial

import polars as pl

from data.linkage import model_content
from matchers.linkage import link_extracts
from matchers.model import Model
from matchers.registry import COLUMNS
from pipelines.review.store import decisions_fingerprint, read_decisions
from pipelines.run.context import Context
from pipelines.run.extracts import Loaded, nothing_left
from pipelines.warehouse import Warehouse
from pipelines.warehouse.linkages import find_linkage, load_links, newest_linkage, store_linkage
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
    """Links all rows that name a person, unless exactly this was linked before.

    Returns:
        source -> its accepted rows with link columns.
    """
    decisions = decisions_fingerprint(context.run.workspace)
    fingerprint = digest([loaded.fingerprint, program_fingerprint(LINKING), context.run.as_of.year, decisions])
    number = find_linkage(context.warehouse, fingerprint)
    if number is not None:
        return context.run.stage(Stage.LINK, lambda: linked_by(context.warehouse, loaded, number), rows=_height)
    linked = context.run.stage(Stage.LINK, lambda: _link(context, loaded), rows=_height)
    context.background.write(
        partial(store_linkage, fingerprint=fingerprint, selection=loaded.fingerprint, linked=linked)
    )
    return linked


def last_linked(warehouse: Warehouse, loaded: Loaded) -> dict[str, pl.DataFrame]:
    """What the last linkage of these extracts left.

    Raises:
        NothingLeftError: they were never linked.
    """
    number = newest_linkage(warehouse, loaded.fingerprint)
    if number is None:
        raise nothing_left("关联过这些数据", Flow.LINK)
    return linked_by(warehouse, loaded, number)


def _link(context: Context, loaded: Loaded) -> dict[str, pl.DataFrame]:
    rows = {source: extract.split.accepted for source, extract in loaded.extracts.items() if EXTRACTS[source].subjects}
    decisions = read_decisions(context.run.workspace)
    return link_extracts(loaded.persons, rows, Model.of(model_content()), context.run.as_of.year, decisions)


def linked_by(warehouse: Warehouse, loaded: Loaded, number: int) -> dict[str, pl.DataFrame]:
    """The accepted rows of extracts with the link columns of a linkage that is kept, by its number."""
    return {
        source: extract.split.accepted.hstack(load_links(warehouse, number, source))
        for source, extract in loaded.extracts.items()
        if EXTRACTS[source].subjects
    }


def _height(frames: dict[str, pl.DataFrame]) -> int:
    return sum(frame.height for frame in frames.values())
