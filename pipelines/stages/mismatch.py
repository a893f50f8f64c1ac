"""Mismatch: what the registers say against each other, families Q, D, R, P and M."""

from __future__ import annotations

import polars as pl

from policies.checks import CHECKS
from policies.evidence import Evidence
from policies.finding import carry_over
from policies.run import run_checks


def mismatch(evidence: Evidence, history: pl.DataFrame) -> pl.DataFrame:
    """Findings as published.

    Args:
        evidence: the night's.
        history: what earlier nights know of each clue: finding_id, first_seen, state.

    Returns:
        Columns of `schemas.outputs.findings.MISMATCH`.
    """
    found = run_checks(evidence, [check for check in CHECKS.values() if check.inclusion is None])
    return carry_over(found.mismatch, history, evidence.as_of)
