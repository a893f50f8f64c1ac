"""The steps of a run: each orders one plain stage, hands it what is in the warehouse, and keeps what it made."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import partial

import polars as pl

from data.parameters import load_parameters
from matchers.linkage import link_extracts
from matchers.model import Model
from pipelines.fingerprint import code_fingerprint, digest
from pipelines.ingest.read import ExtractRead
from pipelines.model import load_model
from pipelines.run import Run
from pipelines.settings import Settings, load_settings
from pipelines.stage import Flow, Stage
from pipelines.stages.evidence import gather, persons_of
from pipelines.stages.ingest import Chosen, choose, read
from pipelines.stages.link import with_links
from pipelines.stages.publish import read_manifest
from pipelines.stages.write import read_findings
from pipelines.warehouse import Warehouse
from pipelines.warehouse.extracts import (
    Selection,
    find_extract,
    find_selection,
    load_extract,
    next_extract,
    store_extract,
    store_selection,
)
from pipelines.warehouse.findings import record_findings, recorded_run
from pipelines.warehouse.linkages import find_linkage, load_links, newest_linkage, store_linkage
from policies.evidence import Evidence
from schemas.errors import ConfigurationError
from schemas.extracts import EXTRACTS
from schemas.parameter import Parameters


@dataclass(frozen=True)
class Desk:
    """What every step needs at hand."""

    run: Run
    settings: Settings
    parameters: Parameters
    warehouse: Warehouse


@dataclass(frozen=True)
class Loaded:
    """The extracts of a run, read.

    Attributes:
        selection: which extracts they are.
        extracts: source -> extract.
    """

    selection: Selection
    extracts: dict[str, ExtractRead]

    @property
    def fingerprint(self) -> str:
        """Which extracts these are, as one word."""
        return digest(sorted(self.selection.numbers.items()))

    @property
    def rows(self) -> int:
        """Data rows, refused ones too."""
        return sum(one.rows for extract in self.extracts.values() for one in extract.files)


def desk(run: Run, warehouse: Warehouse) -> Desk:
    """Reads settings and parameters.

    Raises:
        ConfigurationError: one of them is wrong, or no parameters are in force on the as-of date.
    """
    settings = load_settings(run.workspace)
    return Desk(run, settings, load_parameters(run.as_of, run.workspace.parameters), warehouse)


def look(at: Desk) -> Chosen:
    """Chooses and fingerprints the files of the landing folder."""
    run = at.run
    return run.stage(Stage.LOOK, lambda: choose(run.workspace.landing, run.as_of), rows=lambda chosen: chosen.files)


def ingest(at: Desk, chosen: Chosen) -> Loaded:
    """Reads what is new, takes the rest from the warehouse, and remembers the choice."""
    run, warehouse = at.run, at.warehouse
    known = {
        source: number
        for source, key in chosen.keys.items()
        if (number := find_extract(warehouse, source, key, code_fingerprint())) is not None
    }
    fresh = run.stage(Stage.INGEST, lambda: read(chosen, chosen.keys.keys() - known.keys()), rows=_rows_read)
    numbers = run.stage(Stage.STORE, lambda: _store(at, chosen, fresh), rows=len)
    landed = chosen.ever_landed | _landed_before(at)
    selection = Selection(run.as_of, known | numbers, landed)
    store_selection(warehouse, selection)
    stored = {source: load_extract(warehouse, number) for source, number in known.items()}
    extracts = stored | fresh
    return Loaded(selection, {source: extracts[source] for source in EXTRACTS if source in extracts})


def left(at: Desk) -> Loaded:
    """What the last ingest left for this date or the nearest before it.

    Raises:
        ConfigurationError: nothing was ever read.
    """
    selection = find_selection(at.warehouse, at.run.as_of)
    if selection is None:
        raise _nothing_left("读取过数据", Flow.INGEST)
    return at.run.stage(
        Stage.INGEST,
        lambda: Loaded(selection, {source: load_extract(at.warehouse, number) for source, number in selection.numbers.items()}),
        rows=lambda loaded: loaded.rows,
    )


def link(at: Desk, loaded: Loaded) -> dict[str, pl.DataFrame]:
    """Links all rows, unless exactly this was linked before."""
    model = load_model()
    fingerprint = digest([loaded.fingerprint, code_fingerprint(), at.run.as_of.year])
    number = find_linkage(at.warehouse, fingerprint)
    if number is not None:
        return at.run.stage(Stage.LINK, lambda: _linked_before(at, loaded, number), rows=_height)
    linked = at.run.stage(Stage.LINK, lambda: _link(at, loaded, model), rows=_height)
    at.run.stage(
        Stage.STORE,
        lambda: store_linkage(at.warehouse, fingerprint, loaded.fingerprint, linked),
        rows=lambda _: _height(linked),
    )
    return linked


def linked_left(at: Desk, loaded: Loaded) -> dict[str, pl.DataFrame]:
    """What the last linkage of these extracts left.

    Raises:
        ConfigurationError: they were never linked.
    """
    number = newest_linkage(at.warehouse, loaded.fingerprint)
    if number is None:
        raise _nothing_left("关联过这些数据", Flow.LINK)
    return _linked_before(at, loaded, number)


def evidence(at: Desk, loaded: Loaded, linked: dict[str, pl.DataFrame]) -> Evidence:
    """The evidence of the night."""
    return gather(at.run.as_of, at.parameters, loaded.extracts, linked, loaded.selection.ever_landed)


def record_published(at: Desk) -> None:
    """Puts the findings of all publications on record that are not yet, also those of a run that was killed before it could."""
    workspace = at.run.workspace
    for day in workspace.published_dates():
        folder = workspace.publication(day)
        manifest = read_manifest(folder) or {}
        run_id = str(manifest.get("run_id", ""))
        if recorded_run(at.warehouse, day) != run_id:
            record_findings(at.warehouse, day, run_id, read_findings(folder))


def settings_fingerprint(at: Desk) -> str:
    """What the bureau has set, as one word."""
    return digest([asdict(at.settings), at.parameters.version])


def _store(at: Desk, chosen: Chosen, fresh: dict[str, ExtractRead]) -> dict[str, int]:
    numbers = {}
    for source, extract in fresh.items():
        numbers[source] = next_extract(at.warehouse)
        store_extract(at.warehouse, numbers[source], extract, chosen.keys[source], code_fingerprint())
    return numbers


def _landed_before(at: Desk) -> frozenset[str]:
    found = at.warehouse.query("SELECT DISTINCT source FROM ever_landed WHERE as_of <= ?", [at.run.as_of])
    return frozenset(found["source"])


def _link(at: Desk, loaded: Loaded, model: Model) -> dict[str, pl.DataFrame]:
    rows = {
        source: extract.split.accepted for source, extract in loaded.extracts.items() if EXTRACTS[source].subjects
    }
    return link_extracts(persons_of(loaded.extracts), rows, model, at.run.as_of.year)


def _linked_before(at: Desk, loaded: Loaded, number: int) -> dict[str, pl.DataFrame]:
    return {
        source: with_links(extract.split.accepted, load_links(at.warehouse, number, source))
        for source, extract in loaded.extracts.items()
        if EXTRACTS[source].subjects
    }


def _rows_read(extracts: dict[str, ExtractRead]) -> int:
    return sum(one.rows for extract in extracts.values() for one in extract.files)


def _height(frames: dict[str, pl.DataFrame]) -> int:
    return sum(frame.height for frame in frames.values())


def _nothing_left(what: str, flow: Flow) -> ConfigurationError:
    return ConfigurationError(f"工作区还没有{what}", hint=f"请先运行 hedui run {flow.command},或直接运行 hedui run nightly")
