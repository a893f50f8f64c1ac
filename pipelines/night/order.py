"""The order of a night, and of each of its reports by hand on what the last run left."""

from __future__ import annotations

import shutil

import polars as pl

from pipelines.ingest.choose import Chosen
from pipelines.linking.evidence import gather
from pipelines.linking.link import COLUMNS_READ, last_linked, link
from pipelines.linking.table import links_table
from pipelines.night.reports import REPORTS, Tables, report_tables
from pipelines.publishing.draft import Draft
from pipelines.publishing.standing import Outcome, record_published
from pipelines.run.clue_key import tonights_clue_key
from pipelines.run.context import Context
from pipelines.run.extracts import Loaded, ingest, last_loaded
from pipelines.warehouse.findings import record_numbers
from policies.clue_ids import renumbered
from policies.evidence import Evidence
from reports.summary import summary_lines
from schemas.flow import Flow, Stage


def night(context: Context, chosen: Chosen, fingerprint: str) -> Outcome:
    """The whole night.

    Args:
        context: what every step needs.
        chosen: the files to use.
        fingerprint: of everything that the publication depends on.
    """
    loaded = ingest(context, chosen)
    linked = link(context, loaded)
    evidence = _evidence(context, loaded, linked)
    tables = _quarantine(loaded) | _links(loaded, linked)
    for flow in REPORTS:
        tables |= report_tables(context, flow, evidence)
    return _publish(Draft(context, loaded, tables, chosen.unclaimed), fingerprint, delivers=True)


def by_hand(context: Context, chosen: Chosen | None) -> Outcome:
    """One flow on what the last run left; the rest of the publication of that date is carried over.

    Args:
        context: what every step needs.
        chosen: the files to use, for the flow `ingest` only.

    Raises:
        NothingLeftError: what it needs was never left.
    """
    if chosen is not None:
        loaded = ingest(context, chosen)
        return _publish(Draft(context, loaded, _quarantine(loaded), chosen.unclaimed))
    run, warehouse = context.run, context.warehouse
    columns = COLUMNS_READ if run.flow is Flow.LINK else {}
    loaded = run.stage(Stage.RECALL, lambda: last_loaded(warehouse, run.as_of, columns), rows=lambda found: found.rows)
    match context.run.flow:
        case Flow.LINK:
            return _publish(Draft(context, loaded, _links(loaded, link(context, loaded))))
        case Flow.DELIVER:
            return _publish(Draft(context, loaded, {}), delivers=True)
        case report:
            linked = run.stage(Stage.RECALL, lambda: last_linked(warehouse, loaded), rows=lambda _: loaded.rows)
            evidence = _evidence(context, loaded, linked)
            return _publish(Draft(context, loaded, report_tables(context, report, evidence)))


def _publish(draft: Draft, fingerprint: str | None = None, *, delivers: bool = False) -> Outcome:
    try:
        draft.write_and_publish(fingerprint, delivers=delivers)
    finally:
        shutil.rmtree(draft.folder, ignore_errors=True)
    run = draft.context.run
    run.afterwards(lambda: record_published(run.workspace, draft.context.warehouse))
    folder = run.workspace.publication(run.as_of)
    lines = summary_lines(draft.report, str(folder / "index.html")) if draft.is_complete else ()
    return Outcome(folder, complete=draft.is_complete, summary=tuple(lines))


def _evidence(context: Context, loaded: Loaded, linked: Tables) -> Evidence:
    evidence = gather(context.run.as_of, context.parameters, loaded, linked, tonights_clue_key(context, loaded))
    record_numbers(context.warehouse, context.run.as_of, renumbered(evidence))
    return evidence


def _quarantine(loaded: Loaded) -> Tables:
    return {"quarantine": pl.concat([extract.split.quarantine for extract in loaded.extracts.values()])}


def _links(loaded: Loaded, linked: Tables) -> Tables:
    return {"links": links_table(loaded.persons, linked)}
