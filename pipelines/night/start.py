"""A run from lock to publication. What is costly to import waits until it is known that there is work to do."""

from __future__ import annotations

import gc
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from importlib import import_module

from pipelines.ingest.choose import Chosen, choose
from pipelines.publishing.place import recover
from pipelines.publishing.publications import RunOutcome, fingerprint_of, record_published, unchanged
from pipelines.record.store import verify_for_the_night
from pipelines.run.context import Context, open_context
from pipelines.run.record import Run
from pipelines.telling.ended import Ended
from pipelines.telling.metrics import leave_figures
from pipelines.warehouse import Warehouse
from pipelines.warehouse.background import Background
from pipelines.warehouse.compaction import compact
from pipelines.warehouse.history import is_kept, keep_history, make_anew
from pipelines.warehouse.nights import history_fingerprint
from pipelines.workspace.aside import rows_aside
from pipelines.workspace.folders import Workspace
from pipelines.workspace.lock import hold
from pipelines.workspace.settings import load_settings
from pipelines.workspace.shared import clear_left
from schemas.errors import HeduiError, WorkspaceBusyError
from schemas.flow import Flow, Stage
from schemas.system import system_words

_AFTER_READING = ("pipelines.night.order", "pyarrow.compute", "pyarrow.parquet")


def run_flow(run: Run) -> RunOutcome:
    """Runs one flow.

    Raises:
        HeduiError: as the stages say; the last publication is then as it was.
    """
    run.workspace.require()
    run.workspace.prepare()
    try:
        outcome = _held(run)
        if run.flow is Flow.NIGHTLY:
            outcome = _delivered(run, outcome)
    except BaseException as error:
        leave_figures(Ended(run.workspace, run, error=error))
        raise
    leave_figures(Ended(run.workspace, run, outcome))
    return outcome


def _held(run: Run) -> RunOutcome:
    workspace = run.workspace
    with run, hold(workspace.lock_file, run.started):
        outcome = _run(run)
        run.published_with = outcome.exit_code
        if outcome.unchanged_since is None or run.learnt or not is_kept(workspace.history):
            run.afterwards(lambda: _leave_in_order(workspace))
        return outcome


def _delivered(run: Run, outcome: RunOutcome) -> RunOutcome:
    """Brings the hand-overs to where the settings say, once nothing is held any more; the night stays published."""
    address = load_settings(run.workspace).deliver_to
    if not address:
        return outcome
    from pipelines.delivery.deliver import deliver
    from pipelines.delivery.target import target_of

    try:
        deliver(run.workspace, target_of(address), run.as_of, lambda text: None, expected=True)
    except (HeduiError, OSError) as error:
        return replace(outcome, undelivered=system_words(error) if isinstance(error, OSError) else str(error))
    return outcome


def _run(run: Run) -> RunOutcome:
    workspace = run.workspace
    if make_anew(workspace.warehouse, workspace.history):
        run.set_aside("warehouse_made_anew", kept=workspace.history.name)
    with Warehouse(workspace.warehouse) as warehouse:
        recover(workspace)
        record = verify_for_the_night(workspace, warehouse)
        record_published(workspace, warehouse)
        with Background(warehouse) as background, rows_aside(workspace.staging):
            context = open_context(run, warehouse, background, record)
            run.learnt = context.city.learnt > 0
            if context.shared:
                clear_left(workspace, context.shared)
            try:
                return _nightly(context) if run.flow is Flow.NIGHTLY else _by_hand(context)
            finally:
                shutil.rmtree(context.draft, ignore_errors=True)
                _clear_parts(context)


def _clear_parts(context: Context) -> None:
    try:
        context.parts.clear()
    except OSError as error:  # the next run clears it away, if it looks there
        context.run.set_aside("parts_left", error=str(error))


def _leave_in_order(workspace: Workspace) -> None:
    """Keeps apart what cannot be made anew, and gives back what the warehouse no longer needs; both can wait."""
    with suppress(WorkspaceBusyError):  # somebody reads
        keep_history(workspace.warehouse, workspace.history)
        compact(workspace.warehouse)


def _nightly(context: Context) -> RunOutcome:
    run = context.run
    # Ten years of nights are told while files are hashed.
    with context.warehouse.beside() as own, ThreadPoolExecutor(1) as beside:
        nights = beside.submit(history_fingerprint, own, run.as_of)
        chosen = _look(context)
    fingerprint = fingerprint_of(context, chosen.fingerprint, nights.result())
    before = unchanged(run.workspace, run.as_of, fingerprint)
    if before is not None and not (before.fallbacks and (run.strict or context.settings.strict)):
        run.facts["unchanged_since"] = before.unchanged_since
        return before
    from pipelines.run.extracts import ingest

    gc.freeze()  # whoever looks for what nobody needs any more need not look through all that is imported
    try:
        with ThreadPoolExecutor(1) as beside:  # what comes after takes a second to import; reading leaves a core idle
            beside.submit(_make_ready, context)
            read = [ingest(context, chosen)]
        from pipelines.night.order import night

        return night(context, read, chosen.unclaimed, fingerprint)
    finally:
        gc.unfreeze()


def _make_ready(context: Context) -> tuple[object, ...]:
    """Imports and reads what comes after the reading will ask for; the context keeps what is handed back."""
    for module in _AFTER_READING:
        import_module(module)
    from reports.page import prepare

    prepare()
    return context.before, context.worked_on, context.lived


def _by_hand(context: Context) -> RunOutcome:
    from pipelines.night.order import by_hand

    return by_hand(context, _look(context) if context.run.flow is Flow.INGEST else None)


def _look(context: Context) -> Chosen:
    run, by_county = context.run, context.settings.by_county
    return run.stage(
        Stage.LOOK,
        lambda: choose(run.workspace.landing, run.as_of, by_county=by_county),
        rows=lambda chosen: chosen.files,
    )
