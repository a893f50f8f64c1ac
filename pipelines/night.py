"""A run from lock to publication. What is costly to import waits until it is known that there is work to do."""

from __future__ import annotations

from pipelines.desk import Desk, open_desk
from pipelines.lock import hold
from pipelines.published import Outcome, fingerprint_of, record_published, standing_run
from pipelines.run import Run
from pipelines.stage import Flow, Stage
from pipelines.stages.choose import Chosen, choose
from pipelines.stages.publish import recover
from pipelines.warehouse import Warehouse
from pipelines.warehouse.background import Background


def run_flow(run: Run) -> Outcome:
    """Runs one flow.

    Raises:
        HeduiError: as the stages say; the last publication is then as it was.
    """
    workspace = run.workspace
    workspace.require()
    workspace.prepare()
    with run, hold(workspace.lock_file, run.started), Warehouse(workspace.warehouse) as warehouse:
        recover(workspace)
        record_published(workspace, warehouse)
        with Background(warehouse) as background:
            at = open_desk(run, warehouse, background)
            return _nightly(at) if run.flow is Flow.NIGHTLY else _by_hand(at)


def _nightly(at: Desk) -> Outcome:
    run = at.run
    chosen = _look(at)
    fingerprint = fingerprint_of(at, chosen.fingerprint)
    standing = standing_run(run.workspace, run.as_of, fingerprint)
    if standing is not None:
        run.facts["unchanged_since"] = standing
        return Outcome(run.workspace.publication(run.as_of), complete=True, unchanged_since=standing)
    from pipelines.order import night

    return night(at, chosen, fingerprint)


def _by_hand(at: Desk) -> Outcome:
    from pipelines.order import by_hand

    return by_hand(at, _look(at) if at.run.flow is Flow.INGEST else None)


def _look(at: Desk) -> Chosen:
    run = at.run
    return run.stage(Stage.LOOK, lambda: choose(run.workspace.landing, run.as_of), rows=lambda chosen: chosen.files)
