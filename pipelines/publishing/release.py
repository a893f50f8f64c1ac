"""Release: a publication in the making is written aside, audited, described in its manifest and put in its place."""

from __future__ import annotations

from concurrent.futures import Executor, Future, ThreadPoolExecutor
from importlib.metadata import version

from pipelines.corrections.chained import chain_applied
from pipelines.corrections.told import NONE_APPLIED, applied_of
from pipelines.publishing.audit import Control, audit, require
from pipelines.publishing.draft import Draft
from pipelines.publishing.facts import control_facts, input_facts, late_facts, not_run_facts, parameter_facts
from pipelines.publishing.leaving import Left
from pipelines.publishing.names import HAND_OVERS, REJECTS, RENDERED
from pipelines.publishing.place import outputs_of, publish
from pipelines.publishing.published import CLUE_KEY
from pipelines.publishing.render import handed_over_rows, reject, render
from pipelines.publishing.said import RAN, checks_that_ran
from pipelines.publishing.write import write_tables
from pipelines.record.head import RECORD, head_facts
from pipelines.record.store import read_record
from pipelines.workspace.folders import private_folder
from pipelines.workspace.manifest import MANIFEST, read_manifest
from pipelines.workspace.program import PUBLISHING, program_fingerprint
from reports.hand_overs import HandOvers
from schemas.errors import NotPublishedError
from schemas.flow import Stage
from schemas.outputs import OUTPUTS
from schemas.outputs.corrections import CORRECTIONS
from schemas.outputs.quarantine import QUARANTINE

_BESIDE = 3
"""Tables, what was handed over before, and what is handed over now."""


def release(draft: Draft, fingerprint: str | None) -> Left:
    """Writes all files aside, checks them, and puts them in place.

    Args:
        draft: the publication.
        fingerprint: of everything that the publication depends on; None where reports of several runs stand in it.

    Returns:
        What has been written of the hand-overs.

    Raises:
        NotPublishedError: a control failed.
    """
    run = draft.context.run
    private_folder(draft.folder)
    written = sum(frame.height for frame in draft.fresh.values())
    with ThreadPoolExecutor(_BESIDE) as beside:
        under_way = run.stage(Stage.WRITE, lambda: _write(draft, beside), rows=lambda _: written)
        left = Left()
        if draft.hands_over:
            left = run.stage(Stage.HAND_OVER, lambda: _awaited(under_way), rows=lambda left: left.rows)
        else:
            draft.tables.carry_over(HAND_OVERS)
    run.stage(Stage.STORE, draft.context.background.finish, rows=lambda rows: rows)
    run.stage(Stage.PUBLISH, lambda: _publish(draft, fingerprint), rows=lambda _: draft.loaded.rows)
    return left


def _write(draft: Draft, beside: Executor) -> Future[Left] | None:
    """Writes tables, page and workbook, and the hand-overs beside them, which may be under way yet."""
    tables = beside.submit(_write_tables, draft)  # without Python's lock
    draft.tables.carry_over(tuple(OUTPUTS[name].file for name in draft.tables.carried))
    _reject(draft)
    if draft.tables.is_complete:
        report, told = draft.report, beside.submit(lambda: draft.handed_over)
        left = beside.submit(_hand_over, draft, told, tables) if draft.hands_over else None
        render(report, told.result, draft.folder)
    else:
        left = None
        draft.tables.carry_over(RENDERED)
    tables.result()
    return left


def _write_tables(draft: Draft) -> None:
    begun = draft.early or ()
    rest = {name: frame for name, frame in draft.tables.all.items() if name in draft.fresh and name not in begun}
    write_tables(rest, draft.folder)
    if draft.early is not None:
        draft.early.finish()


def _reject(draft: Draft) -> None:
    """What suppliers must mend; a run that read no files leaves it as it stands."""
    loaded, context = draft.loaded, draft.context
    if not loaded.is_fresh:
        draft.tables.carry_over((REJECTS,))
        return
    values = [one.read.split.quarantine if one.read else QUARANTINE.empty() for one in loaded.refused]
    lines = context.corrections.lines
    mended = [applied_of(lines, one.read.corrected) if one.read else NONE_APPLIED for one in loaded.refused]
    reject(list(zip(loaded.selection.fallbacks, values, mended, strict=True)), context.settings.sender, draft.folder)


def _hand_over(draft: Draft, told: Future[HandOvers], tables: Future[None]) -> Left:
    told.result()  # the themes are reckoned for the page,
    tables.result()  # and the tables name the edition
    return draft.leaving.write(draft.folder, draft.edition, draft.tables.carry_over)


def _awaited(under_way: Future[Left] | None) -> Left:
    """The hand-overs, once they are written; None: there are none to write."""
    if under_way is None:
        raise NotPublishedError("还不能生成交换文件: 报表不全", hint="请先运行 hedui run nightly")
    return under_way.result()


def _publish(draft: Draft, fingerprint: str | None) -> None:
    run, tables = draft.context.run, draft.tables.all
    before = draft.previous.rows if draft.previous else {}
    ran_before = checks_that_ran((read_manifest(draft.previous.folder) if draft.previous else None) or {})
    controls = audit(draft.loaded.extracts, tables, before, ran_before, draft.context.settings)
    run.facts |= _facts(draft, fingerprint, controls)
    for one in draft.not_run:
        run.set_aside("not_run", id=one.id, title=one.title, missing="、".join(one.missing))
    if draft.passed_over:
        run.set_aside("passed_over", **draft.passed_over.facts)
    require(controls)
    if CORRECTIONS.name in draft.fresh:
        _chain_corrections(draft)
    rows = {OUTPUTS[name].file: frame.height for name, frame in tables.items()}
    run.facts["outputs"] = outputs_of(draft.folder, rows | handed_over_rows(draft.folder))
    run.facts["made_again"] = draft.made_again.facts if draft.made_again else None
    run.write_manifest(draft.folder / MANIFEST)
    publish(run.workspace, run.as_of, draft.folder)


def _chain_corrections(draft: Draft) -> None:
    """Corrections that are applied for the first time come on record before anybody can see what they changed."""
    run, context = draft.context.run, draft.context
    lines, corrected = context.corrections.lines, draft.loaded.corrected
    if chain_applied(run.workspace, context.warehouse, lines, corrected, run.as_of):
        run.facts[RECORD] = head_facts(read_record(run.workspace))


def _facts(draft: Draft, fingerprint: str | None, controls: list[Control]) -> dict[str, object]:
    context, loaded = draft.context, draft.loaded
    return {
        "version": version("hedui"),
        "edition": draft.edition,
        "code": program_fingerprint(PUBLISHING),
        "parameters": parameter_facts(context.parameters),
        "fingerprint": fingerprint,
        RECORD: head_facts(context.record),
        CLUE_KEY: draft.tables.key_of_clues,
        "complete": draft.tables.is_complete,
        "previous_run": draft.previous.run_id if draft.previous else None,
        "passed_over": draft.passed_over.facts if draft.passed_over else None,
        "inputs": input_facts(loaded),
        "fallbacks": [one.facts for one in loaded.selection.fallbacks],
        "left_out": [one.facts for one in draft.left_out],
        "late": late_facts(context.run.as_of, context.parameters, loaded),
        "unclaimed_files": list(draft.unclaimed),
        RAN: sorted(draft.ran),
        "not_run": not_run_facts(draft.not_run),
        **({"not_run_in_counties": not_run_facts(some)} if (some := draft.not_run_in_counties) else {}),
        "breakers": control_facts(controls),
    }
