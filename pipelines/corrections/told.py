"""What became of every correction, for whoever reads about it."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from schemas.correction import Correction
from schemas.outputs.corrections import CORRECTIONS, CORRECTIONS_NOT_APPLIED
from schemas.terms import CorrectionOutcome

NONE_APPLIED = CORRECTIONS.empty()
_SCHEMA = CORRECTIONS.dtypes | CORRECTIONS_NOT_APPLIED.dtypes


def told_of(lines: Iterable[Correction], corrected: pl.DataFrame) -> pl.DataFrame:
    """Every correction once, with what became of it.

    Args:
        lines: all corrections; one that is written twice is told of where it is written first.
        corrected: what became of them (`schemas.correction.CORRECTED`); of a source without extract nothing stands
            there.

    Returns:
        The columns of both tables of corrections; `found` is what stands in the row, `before` what the line says.
    """
    became = {row["correction"]: row for row in corrected.iter_rows(named=True)}
    rows: dict[str, dict[str, object]] = {}
    for one in lines:
        place = became.get(one.id, {})
        rows.setdefault(
            one.id,
            {
                **{name: text or None for name, text in one.said.items() if name in _SCHEMA},
                "prepared_by": one.by,
                "reviewed_by": one.reviewed_by,
                "corrected_on": one.day,
                "corrections_file": one.file,
                "line": one.line,
                "outcome": place.get("outcome", CorrectionOutcome.NO_EXTRACT.value),
                "file": place.get("file"),
                "row_number": place.get("row_number"),
                "found": place.get("before"),
            },
        )
    return pl.DataFrame(list(rows.values()), schema=_SCHEMA)


def applied_of(lines: Iterable[Correction], corrected: pl.DataFrame) -> pl.DataFrame:
    """The corrections that were applied, each with the value as its supplier wrote it: columns of `CORRECTIONS`."""
    found = told_of(lines, corrected).filter(pl.col("outcome") == CorrectionOutcome.APPLIED.value)
    return found.with_columns(before="found").select(CORRECTIONS.dtypes.keys())
