"""How a run ends, whether tonight's publication would be the one that stands, and how all come on record."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.publishing.batches import NONE_WRITTEN, RecordedBatch, record_batches
from pipelines.publishing.place import stands
from pipelines.publishing.previous import passed_over, previous_publication
from pipelines.publishing.published import key_of_clues
from pipelines.record.work import work_fingerprint
from pipelines.run.clue_key import bring_under_key
from pipelines.run.context import Context
from pipelines.warehouse import Warehouse
from pipelines.warehouse.nights import record_night, recorded_run
from pipelines.workspace.deliveries import failing
from pipelines.workspace.fingerprint import digest, sha256_of
from pipelines.workspace.folders import Workspace
from pipelines.workspace.manifest import read_manifest
from pipelines.workspace.program import PUBLISHING, program_fingerprint
from policies.clues.history import History
from schemas.errors import WITHOUT_SOMETHING, DamagedPublicationError
from schemas.fallback import Fallback
from schemas.made_again import MadeAgain
from schemas.passed_over import PassedOver
from schemas.theme import LeftOut

_NOT_KNOWN: Mapping[date, History] = {}


@dataclass(frozen=True)
class RunOutcome:
    """How a run ended that ended well.

    Attributes:
        folder: the publication.
        complete: it holds every report.
        unchanged_since: the run that published it, where nothing has changed since and it stands as it is.
        summary: what a terminal shows of it, line by line.
        fallbacks: extracts that were refused.
        left_out: what the bureau wrote and the run could not use.
        undelivered: why the hand-overs did not arrive; empty where they did, or nobody wanted it.
        passed_over: publications before it that are damaged; None where the newest is not.
        made_again: how it differs from one of its date that is gone; None where there was none, or it is the same.
    """

    folder: Path
    complete: bool
    unchanged_since: str | None = None
    summary: tuple[str, ...] = ()
    fallbacks: tuple[Fallback, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    undelivered: str = ""
    passed_over: PassedOver | None = None
    made_again: MadeAgain | None = None

    @property
    def exit_code(self) -> int:
        """0, or 7 where something was refused and left out or replaced."""
        return WITHOUT_SOMETHING if self.fallbacks or self.left_out else 0


def fingerprint_of(context: Context, inputs: str, nights: str) -> str:
    """Of everything that a publication depends on: where it is the same, so are all bytes.

    Args:
        context: what every step needs.
        inputs: fingerprint of the files of the landing folder.
        nights: `history_fingerprint` of the run's date.
    """
    workspace, as_of = context.run.workspace, context.run.as_of
    previous = previous_publication(workspace, as_of)
    damaged = passed_over(workspace, as_of, previous)
    return digest(
        [
            inputs,
            as_of.isoformat(),
            program_fingerprint(PUBLISHING),
            context.fingerprint,
            work_fingerprint(context.record, as_of),
            context.city.fingerprint,
            _themes(context),
            nights,
            [(target, since.isoformat()) for target, since in failing(workspace, as_of)],
            previous.outputs if previous else None,
            damaged.facts if damaged else None,
        ]
    )


def _themes(context: Context) -> str:
    """What themes depend on beside the publication before, as one word."""
    folder = context.run.workspace.themes
    files = sorted(path for path in folder.glob("*") if path.is_file()) if folder.is_dir() else []
    given = context.warehouse.query("SELECT * FROM theme_clue WHERE since < ? ORDER BY ALL", [context.run.as_of])
    return digest([[(path.name, sha256_of(path)) for path in files], given.select(pl.all().cast(pl.String)).rows()])


def unchanged(workspace: Workspace, as_of: date, fingerprint: str) -> RunOutcome | None:
    """The publication for this date, where it was made from the same and stands unharmed; None where there is none."""
    folder = workspace.publication(as_of)
    manifest = read_manifest(folder)
    if manifest is None or manifest.get("fingerprint") != fingerprint:
        return None
    outputs = manifest.get("outputs")
    if not isinstance(outputs, list) or not stands(folder, outputs):
        return None
    refused = manifest.get("fallbacks")
    fallbacks = tuple(Fallback.of(facts) for facts in refused) if isinstance(refused, list) else ()
    unused = manifest.get("left_out")
    left_out = tuple(LeftOut.of(facts) for facts in unused) if isinstance(unused, list) else ()
    return RunOutcome(
        folder,
        True,
        str(manifest["run_id"]),
        fallbacks=fallbacks,
        left_out=left_out,
        passed_over=passed_over(workspace, as_of, previous_publication(workspace, as_of)),
    )


def record_published(
    workspace: Workspace,
    warehouse: Warehouse,
    before: Mapping[date, History] = _NOT_KNOWN,
    written: Mapping[int, RecordedBatch] = NONE_WRITTEN,
) -> None:
    """Puts the findings of every publication on record, also of one whose run was killed before it could.

    Args:
        workspace: where.
        warehouse: its warehouse, open.
        before: date -> what the nights before it said, where that is known already.
        written: number -> batch that this very run has written for the city platform.

    Raises:
        KeyFileError: the key of clues is not that of earlier nights.
    """
    with warehouse.beside() as other, ThreadPoolExecutor(1) as beside:  # neither needs anything of the other
        batches = beside.submit(record_batches, workspace, other, written)
        _record_nights(workspace, warehouse, before)
        batches.result()


def _record_nights(workspace: Workspace, warehouse: Warehouse, before: Mapping[date, History]) -> None:
    for day in workspace.published_dates():
        folder = workspace.publication(day)
        manifest = read_manifest(folder)
        if manifest is None or "run_id" not in manifest:
            continue  # nobody can say by which ids its clues go: what is on record of that night stands
        run_id = str(manifest["run_id"])
        if recorded_run(warehouse, day) != run_id:
            # With them all checks are imported, and most runs find nothing to say.
            from pipelines.publishing.said import night_says
            from pipelines.publishing.themes import record_themes

            with suppress(DamagedPublicationError):  # damaged: on record once that day is published anew
                record_themes(workspace, warehouse, day)
                says, key = night_says(folder, manifest), key_of_clues(manifest)
                record_night(warehouse, day, run_id, says, key, before.get(day))
    bring_under_key(workspace, warehouse)
