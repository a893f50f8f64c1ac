"""Mutual inclusion: who is poor by one register and not by the other, family B."""

from __future__ import annotations

import polars as pl

from policies.checks import CHECKS
from policies.evidence import Evidence
from policies.finding import carry_over
from policies.run import run_checks


def mutual_inclusion(evidence: Evidence, history: pl.DataFrame) -> pl.DataFrame:
    """Findings as published.

    Args:
        evidence: the night's.
        history: what earlier nights know of each clue: finding_id, first_seen, state.

    Returns:
        Columns of `schemas.outputs.findings.MUTUAL_INCLUSION`.
    """
    found = run_checks(evidence, [check for check in CHECKS.values() if check.inclusion is not None])
    return carry_over(found.mutual_inclusion, history, evidence.as_of)
