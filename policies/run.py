"""Runs the checks over the evidence of a night and says which could not be run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from policies.checks import CHECKS
from policies.checks.declaration import Check
from policies.evidence import Evidence
from policies.finding import HISTORY, finish
from schemas.output import Table
from schemas.outputs.findings import MISMATCH, MUTUAL_INCLUSION

NOT_RUN: dict[str, pl.DataType] = {"check_id": pl.String(), "title": pl.String(), "missing": pl.String()}


@dataclass(frozen=True)
class Findings:
    """What the checks found.

    Attributes:
        mismatch: findings of families Q, D, R, P, M, columns of `MISMATCH` but for state, first_seen, last_seen.
        mutual_inclusion: findings of family B, likewise of `MUTUAL_INCLUSION`.
        not_run: checks that could not be run: check_id, title, missing (sources that never landed, comma).
    """

    mismatch: pl.DataFrame
    mutual_inclusion: pl.DataFrame
    not_run: pl.DataFrame


def run_checks(evidence: Evidence, checks: Iterable[Check] = CHECKS.values()) -> Findings:
    """Runs each check of which all needed sources have landed; the findings are sorted as they are published."""
    landed = frozenset(evidence.rows)
    missing = {check: check.missing(landed) for check in checks}
    found = {check: finish(evidence, check, check.function(evidence)) for check in missing if not missing[check]}
    return Findings(
        mismatch=_together(MISMATCH, [frame for check, frame in found.items() if not check.inclusion]),
        mutual_inclusion=_together(MUTUAL_INCLUSION, [frame for check, frame in found.items() if check.inclusion]),
        not_run=pl.DataFrame(
            [(check.id, check.title, ",".join(sources)) for check, sources in missing.items() if sources],
            schema=NOT_RUN,
            orient="row",
        ),
    )


def _together(table: Table, frames: list[pl.DataFrame]) -> pl.DataFrame:
    none = table.empty().drop(HISTORY)
    return pl.concat([none, *frames]).sort(table.order)
