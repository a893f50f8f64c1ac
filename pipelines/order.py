"""The order of a night, and of each of its reports by hand on what the last run left."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import polars as pl

from pipelines.desk import Desk
from pipelines.linking import COLUMNS_READ, link, linked_left
from pipelines.loading import Loaded, ingest, left
from pipelines.publication import Draft
from pipelines.published import Outcome, record_published
from pipelines.stage import Flow, Stage
from pipelines.stages.choose import Chosen
from pipelines.stages.coverage import coverage
from pipelines.stages.evidence import gather, persons_of
from pipelines.stages.link import links_table
from pipelines.stages.mismatch import mismatch
from pipelines.stages.mutual_inclusion import mutual_inclusion
from pipelines.stages.verify import verify
from pipelines.warehouse.findings import history_before
from policies.evidence import Evidence
from reports.summary import summary_lines

Tables = dict[str, pl.DataFrame]
_REPORTS = (Flow.VERIFY, Flow.MISMATCH, Flow.MUTUAL_INCLUSION, Flow.COVERAGE)


def night(at: Desk, chosen: Chosen, fingerprint: str) -> Outcome:
    """The whole night.

    Args:
        at: the desk.
        chosen: the files to use.
        fingerprint: of everything that the publication depends on.
    """
    loaded = ingest(at, chosen)
    linked = link(at, loaded)
    evidence = _evidence(at, loaded, linked)
    tables = _quarantine(loaded) | _links(loaded, linked)
    for flow in _REPORTS:
        tables |= _report(at, flow, evidence)
    return _publish(Draft(at, loaded, tables, chosen.unclaimed), fingerprint, delivers=True)


def by_hand(at: Desk, chosen: Chosen | None) -> Outcome:
    """One flow on what the last run left; the rest of the publication of that date is carried over.

    Args:
        at: the desk.
        chosen: the files to use, for the flow `ingest` only.

    Raises:
        ConfigurationError: what it needs was never left.
    """
    if chosen is not None:
        loaded = ingest(at, chosen)
        return _publish(Draft(at, loaded, _quarantine(loaded), chosen.unclaimed))
    run, warehouse = at.run, at.warehouse
    columns = COLUMNS_READ if run.flow is Flow.LINK else {}
    loaded = run.stage(Stage.RECALL, lambda: left(warehouse, run.as_of, columns), rows=lambda found: found.rows)
    match at.run.flow:
        case Flow.LINK:
            return _publish(Draft(at, loaded, _links(loaded, link(at, loaded))))
        case Flow.DELIVER:
            return _publish(Draft(at, loaded, {}), delivers=True)
        case report:
            linked = run.stage(Stage.RECALL, lambda: linked_left(warehouse, loaded), rows=lambda _: loaded.rows)
            evidence = _evidence(at, loaded, linked)
            return _publish(Draft(at, loaded, _report(at, report, evidence)))


def _publish(draft: Draft, fingerprint: str | None = None, *, delivers: bool = False) -> Outcome:
    try:
        draft.write_and_publish(fingerprint, delivers=delivers)
    finally:
        shutil.rmtree(draft.folder, ignore_errors=True)
    run = draft.at.run
    record_published(run.workspace, draft.at.warehouse)
    folder = run.workspace.publication(run.as_of)
    lines = summary_lines(draft.report, str(folder / "index.html")) if draft.is_complete else ()
    return Outcome(folder, complete=draft.is_complete, summary=tuple(lines))


def _evidence(at: Desk, loaded: Loaded, linked: Tables) -> Evidence:
    return gather(at.run.as_of, at.parameters, loaded.extracts, linked, loaded.selection.ever_landed)


def _quarantine(loaded: Loaded) -> Tables:
    return {"quarantine": pl.concat([extract.split.quarantine for extract in loaded.extracts.values()])}


def _links(loaded: Loaded, linked: Tables) -> Tables:
    return {"links": links_table(persons_of(loaded.extracts), linked)}


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
