"""What the log of a run says of the files it has read: each with its counts, and each refusal by file and reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from pipelines.ingest.read import ExtractRead
from pipelines.run.record import Run
from schemas.fallback import Fallback
from schemas.flow import Stage

_STAGE = Stage.INGEST.value


def log_files(run: Run, extracts: Mapping[str, ExtractRead], place: str) -> None:
    """Logs one line a file, a warning for each sheet left out, and one for each reason for which rows were refused.

    Args:
        run: whose log.
        extracts: source -> extract.
        place: where its rows come from: the landing folder, or the warehouse, which has read the same bytes before.
    """
    for source, extract in extracts.items():
        for one in extract.files:
            counts = {"rows": one.rows, "accepted": one.accepted, "quarantined": one.quarantined}
            run.tell("file_read", stage=_STAGE, source=source, file=one.file, **counts, read_from=place)
            for sheet in one.left_out:
                run.set_aside("sheet_left_out", stage=_STAGE, source=source, file=sheet)
        for file, reason, rows in _refusals(extract.split.quarantine).iter_rows():
            run.set_aside("rows_quarantined", stage=_STAGE, source=source, file=file, reason=reason, rows=rows)


def log_unclaimed(run: Run, names: Iterable[str]) -> None:
    """Logs a warning for each file that no source claims."""
    for name in names:
        run.set_aside("file_unclaimed", stage=_STAGE, file=name)


def log_refused(run: Run, fallbacks: Iterable[Fallback]) -> None:
    """Logs a warning for each extract that was refused, with what was used in its place."""
    for one in fallbacks:
        facts = {"files": list(one.files), "reason": one.reason, "used_instead": list(one.used_instead)}
        run.set_aside("file_refused", stage=_STAGE, source=one.source, **facts)


def _refusals(quarantine: pl.DataFrame) -> pl.DataFrame:
    """Refused values -> file, reason and rows (a row with two bad values of one kind counts once), sorted."""
    rows = pl.col("row_number").n_unique().alias("rows")
    return quarantine.group_by("file", "reason").agg(rows).sort("file", "reason")
