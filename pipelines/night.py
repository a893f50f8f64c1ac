"""The order of a night, and of each of its reports by hand on what the last run left."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipelines import steps
from pipelines.fingerprint import code_fingerprint, digest
from pipelines.lock import hold
from pipelines.publication import Draft, previous_publication
from pipelines.run import Run
from pipelines.stage import Flow, Stage
from pipelines.stages.audit import Control
from pipelines.stages.coverage import coverage
from pipelines.stages.link import links_table
from pipelines.stages.mismatch import mismatch
from pipelines.stages.mutual_inclusion import mutual_inclusion
from pipelines.stages.publish import read_manifest, recover, stands
from pipelines.stages.verify import verify
from pipelines.steps import Desk, Loaded
from pipelines.warehouse import Warehouse
from pipelines.warehouse.findings import history_before, history_fingerprint
from pipelines.workspace import Workspace
from policies.evidence import Evidence

Tables = dict[str, pl.DataFrame]


@dataclass(frozen=True)
class Outcome:
    """How a run ended that ended well.

    Attributes:
        folder: the publication.
        unchanged: nothing had changed since it was published, so it stands as it is.
        complete: the publication holds every report.
        controls: what was checked before it was published.
    """

    folder: Path
    unchanged: bool
    complete: bool
    controls: tuple[Control, ...] = ()


def run_flow(run: Run) -> Outcome:
    """Runs one flow from lock to publication.

    Raises:
        HeduiError: as the stages say; the last publication is then as it was.
    """
    workspace = run.workspace
    workspace.require()
    workspace.prepare()
    with run, hold(workspace.lock_file, run.started), Warehouse(workspace.warehouse) as warehouse:
        recover(workspace)
        at = steps.desk(run, warehouse)
        steps.record_published(at)
        return _nightly(at) if run.flow is Flow.NIGHTLY else _by_hand(at)


def _nightly(at: Desk) -> Outcome:
    chosen = steps.look(at)
    fingerprint = _fingerprint(at, chosen.fingerprint)
    standing = _standing(at.run.workspace, at.run.as_of, fingerprint)
    if standing is not None:
        at.run.facts["unchanged_since"] = standing
        return Outcome(at.run.workspace.publication(at.run.as_of), unchanged=True, complete=True)
    loaded = steps.ingest(at, chosen)
    linked = steps.link(at, loaded)
    evidence = steps.evidence(at, loaded, linked)
    tables = _quarantine(loaded) | _links(loaded, linked)
    for flow in (Flow.VERIFY, Flow.MISMATCH, Flow.MUTUAL_INCLUSION, Flow.COVERAGE):
        tables |= _report(at, flow, evidence)
    draft = Draft(at, loaded, tables, chosen.unclaimed)
    return _published(draft, fingerprint, delivers=True)


def _by_hand(at: Desk) -> Outcome:
    flow = at.run.flow
    if flow is Flow.INGEST:
        chosen = steps.look(at)
        loaded = steps.ingest(at, chosen)
        return _published(Draft(at, loaded, _quarantine(loaded), chosen.unclaimed))
    loaded = steps.left(at)
    if flow is Flow.LINK:
        return _published(Draft(at, loaded, _links(loaded, steps.link(at, loaded))))
    if flow is Flow.DELIVER:
        return _published(Draft(at, loaded, {}), delivers=True)
    evidence = steps.evidence(at, loaded, steps.linked_left(at, loaded))
    return _published(Draft(at, loaded, _report(at, flow, evidence)))


def _published(draft: Draft, fingerprint: str | None = None, *, delivers: bool = False) -> Outcome:
    try:
        controls = draft.write_and_publish(fingerprint, delivers=delivers)
    finally:
        shutil.rmtree(draft.folder, ignore_errors=True)
    workspace, as_of = draft.at.run.workspace, draft.at.run.as_of
    steps.record_published(draft.at)
    return Outcome(workspace.publication(as_of), unchanged=False, complete=draft.is_complete, controls=tuple(controls))


def _quarantine(loaded: Loaded) -> Tables:
    return {"quarantine": pl.concat([extract.split.quarantine for extract in loaded.extracts.values()])}


def _links(loaded: Loaded, linked: Tables) -> Tables:
    return {"links": links_table(steps.persons_of(loaded.extracts), linked)}


def _report(at: Desk, flow: Flow, evidence: Evidence) -> Tables:
    """The published tables of one report."""
    match flow:
        case Flow.VERIFY:
            return {"households": _frame(at, Stage.VERIFY, lambda: verify(evidence))}
        case Flow.MISMATCH:
            history = history_before(at.warehouse, at.run.as_of)
            return {"mismatch": _frame(at, Stage.MISMATCH, lambda: mismatch(evidence, history))}
        case Flow.MUTUAL_INCLUSION:
            history = history_before(at.warehouse, at.run.as_of)
            found = _frame(at, Stage.MUTUAL_INCLUSION, lambda: mutual_inclusion(evidence, history))
            return {"mutual_inclusion": found}
        case _:
            counted = at.run.stage(Stage.COVERAGE, lambda: coverage(evidence), rows=lambda done: done.gaps.height)
            return {"coverage": counted.coverage, "coverage_gaps": counted.gaps}


def _frame(at: Desk, stage: Stage, work: Callable[[], pl.DataFrame]) -> pl.DataFrame:
    return at.run.stage(stage, work, rows=lambda frame: frame.height)


def _fingerprint(at: Desk, inputs: str) -> str:
    """Of everything that a publication depends on: where it is the same, so are all bytes."""
    previous = previous_publication(at.run.workspace, at.run.as_of)
    return digest(
        [
            inputs,
            at.run.as_of.isoformat(),
            code_fingerprint(),
            steps.settings_fingerprint(at),
            history_fingerprint(at.warehouse, at.run.as_of),
            previous.outputs if previous else None,
        ]
    )


def _standing(workspace: Workspace, as_of: date, fingerprint: str) -> str | None:
    """The run whose publication for this date was made from the same and stands unharmed; None where there is none."""
    folder = workspace.publication(as_of)
    manifest = read_manifest(folder)
    if manifest is None or manifest.get("fingerprint") != fingerprint:
        return None
    outputs = manifest.get("outputs")
    return str(manifest["run_id"]) if isinstance(outputs, list) and stands(folder, outputs) else None
