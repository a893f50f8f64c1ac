"""Runs the checks over the evidence of a night."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from policies.checks import CHECKS
from policies.checks.declaration import FACTS, Check
from policies.counties import COUNTY
from policies.evidence import Evidence
from policies.finding import HISTORY, finish
from schemas.output import Table
from schemas.outputs.findings import MISMATCH, MUTUAL_INCLUSION


@dataclass(frozen=True)
class Findings:
    """What the checks found.

    Attributes:
        mismatch: findings of families Q, D, R, P, M, columns of `MISMATCH` but for state, first_seen, last_seen, and
            facts (`policies.clues.facts`).
        mutual_inclusion: findings of family B, likewise of `MUTUAL_INCLUSION`.
    """

    mismatch: pl.DataFrame
    mutual_inclusion: pl.DataFrame


def run_checks(evidence: Evidence, checks: Iterable[Check] = CHECKS.values()) -> Findings:
    """Runs each check that lacks no source; the findings are sorted as they are published.

    Which ones stay out is told by `policies.not_run`; of a city in parts a check says nothing of a county that lacks a
    source.
    """
    usable = frozenset(evidence.rows)
    able = [check for check in checks if not check.missing(usable, evidence.ever_landed)]
    found = {check: _heard(evidence, check, finish(evidence, check, check.function(evidence))) for check in able}
    return Findings(
        mismatch=_together(MISMATCH, [frame for check, frame in found.items() if not check.inclusion]),
        mutual_inclusion=_together(MUTUAL_INCLUSION, [frame for check, frame in found.items() if check.inclusion]),
    )


def _heard(evidence: Evidence, check: Check, found: pl.DataFrame) -> pl.DataFrame:
    """The findings of a check but those of counties of which it can say nothing."""
    lacking = evidence.counties.missing(check) if evidence.counties else {}
    return found.remove(pl.col(COUNTY).is_in(list(lacking))) if lacking else found


def _together(table: Table, frames: list[pl.DataFrame]) -> pl.DataFrame:
    none = table.empty().drop(HISTORY).with_columns(pl.lit(None, dtype=pl.String).alias(FACTS))
    return pl.concat([none, *frames]).sort(table.order)
