"""The tables of findings, each clue with what earlier nights know of it."""

from __future__ import annotations

import polars as pl

from pipelines.night.making import Making, makes
from pipelines.warehouse.findings import history_before, record_aliases
from policies.checks import CHECKS
from policies.clue_ids import earlier_ids
from policies.finding import carry_over
from policies.run import run_checks
from schemas.outputs.findings import MISMATCH, MUTUAL_INCLUSION


@makes(MISMATCH)
def mismatch(making: Making) -> pl.DataFrame:
    """What the checks of all families but B find."""
    found = run_checks(making.evidence, [check for check in CHECKS.values() if check.inclusion is None])
    return _with_history(making, found.mismatch)


@makes(MUTUAL_INCLUSION)
def mutual_inclusion(making: Making) -> pl.DataFrame:
    """What the checks of family B find."""
    found = run_checks(making.evidence, [check for check in CHECKS.values() if check.inclusion is not None])
    return _with_history(making, found.mutual_inclusion)


def _with_history(making: Making, findings: pl.DataFrame) -> pl.DataFrame:
    warehouse, as_of = making.context.warehouse, making.context.run.as_of
    earlier = earlier_ids(making.evidence, findings, CHECKS)
    record_aliases(warehouse, earlier)
    return carry_over(findings, history_before(warehouse, as_of), as_of, earlier)
