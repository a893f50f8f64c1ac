"""The order of a night, and of each of its reports by hand on what the last run left."""

from __future__ import annotations

from pipelines.ingest.choose import Chosen
from pipelines.linking.link import COLUMNS_READ, last_linked, link
from pipelines.night.making import Making, Tables
from pipelines.night.tables import made_by
from pipelines.publishing.draft import Draft
from pipelines.publishing.publications import RunOutcome, record_published
from pipelines.publishing.release import release
from pipelines.publishing.write import early_tables
from pipelines.run.context import Context
from pipelines.run.extracts import ingest
from pipelines.run.loaded import Loaded, last_loaded
from reports.summary import summary_lines
from schemas.flow import Flow, Stage

REPORTS = (Flow.VERIFY, Flow.MISMATCH, Flow.MUTUAL_INCLUSION, Flow.COVERAGE)
"""The flows that rest on the evidence, in the order of a night."""


def night(context: Context, read: list[Loaded], unclaimed: tuple[str, ...], fingerprint: str) -> RunOutcome:
    """The whole night but the reading, during which all of this is imported.

    Args:
        context: what every step needs.
        read: the extracts; taken out, so that nobody else holds the rows and the night can let go of them.
        unclaimed: files of the landing folder that no source claims.
        fingerprint: of everything that the publication depends on.
    """
    making = _linked(context, read.pop())
    with early_tables(context.draft) as early:
        tables = made_by(making, Flow.INGEST) | made_by(making, Flow.LINK) | _report(making, Flow.VERIFY)
        early.begin(tables)  # now that no stage to come keeps both cores busy
        for flow in REPORTS[1:]:
            made = _report(making, flow)
            early.begin(made)
            tables |= made
        loaded = making.without_rows()
        del making  # and with it all that was reckoned: writing takes as much again
        draft = Draft(context, loaded, tables, unclaimed, hands_over=True, early=early)
        return _publish(draft, fingerprint if draft.loaded.is_repeatable else None)


def _linked(context: Context, loaded: Loaded) -> Making:
    return Making(context, frozenset(Flow), loaded, link(context, loaded))


def by_hand(context: Context, chosen: Chosen | None) -> RunOutcome:
    """One flow on what the last run left; the rest of the publication of that date is carried over.

    Args:
        context: what every step needs.
        chosen: the files to use, for the flow `ingest` only.

    Raises:
        NothingLeftError: what it needs was never left.
    """
    run, warehouse, flows = context.run, context.warehouse, frozenset([context.run.flow])
    if chosen is not None:
        loaded = ingest(context, chosen)
        tables = made_by(Making(context, flows, loaded), Flow.INGEST)
        return _publish(Draft(context, loaded, tables, chosen.unclaimed))
    columns = COLUMNS_READ if run.flow is Flow.LINK else {}
    loaded = run.stage(Stage.RECALL, lambda: last_loaded(warehouse, run.as_of, columns), rows=lambda found: found.rows)
    match run.flow:
        case Flow.LINK:
            tables = made_by(Making(context, flows, loaded, link(context, loaded)), Flow.LINK)
            return _publish(Draft(context, loaded, tables))
        case Flow.HAND_OVER:
            return _publish(Draft(context, loaded, {}, hands_over=True))
        case report:
            linked = run.stage(Stage.RECALL, lambda: last_linked(warehouse, loaded), rows=lambda _: loaded.rows)
            return _publish(Draft(context, loaded, _report(Making(context, flows, loaded, linked), report)))


def _report(making: Making, flow: Flow) -> Tables:
    return making.context.run.stage(
        Stage[flow.name],
        lambda: made_by(making, flow),
        rows=lambda tables: sum(frame.height for frame in tables.values()),
    )


def _publish(draft: Draft, fingerprint: str | None = None) -> RunOutcome:
    left = release(draft, fingerprint)
    context, run = draft.context, draft.context.run
    before = {run.as_of: context.before}
    run.afterwards(lambda: record_published(run.workspace, context.warehouse, before, left.batch))
    folder = run.workspace.publication(run.as_of)
    page = str(folder / "index.html")
    lines = summary_lines(draft.report, page, draft.handed_over) if draft.tables.is_complete else ()
    return RunOutcome(
        folder,
        complete=draft.tables.is_complete,
        summary=tuple(lines),
        fallbacks=draft.loaded.selection.fallbacks,
        left_out=draft.left_out,
        passed_over=draft.passed_over,
        made_again=draft.made_again,
    )
