"""The tables that each report of a night publishes, made from its evidence."""

from __future__ import annotations

import polars as pl

from pipelines.run.context import Context
from pipelines.warehouse.findings import history_before, record_aliases
from policies.checks import CHECKS
from policies.clue_ids import earlier_ids
from policies.evidence import Evidence
from policies.finding import carry_over
from policies.run import run_checks
from policies.tally import run_indicators
from policies.verification import household_economy
from schemas.flow import Flow, Stage

Tables = dict[str, pl.DataFrame]
REPORTS = (Flow.VERIFY, Flow.MISMATCH, Flow.MUTUAL_INCLUSION, Flow.COVERAGE)


def report_tables(context: Context, flow: Flow, evidence: Evidence) -> Tables:
    """The published tables of one report, made as a stage of the run.

    Raises:
        InputRefusedError: a register is late and its policy is `refuse`.
    """
    work = {
        Flow.VERIFY: _verify,
        Flow.MISMATCH: _mismatch,
        Flow.MUTUAL_INCLUSION: _mutual_inclusion,
        Flow.COVERAGE: _coverage,
    }[flow]
    return context.run.stage(
        Stage[flow.name], lambda: work(context, evidence), rows=lambda tables: list(tables.values())[-1].height
    )


def _verify(context: Context, evidence: Evidence) -> Tables:
    del context
    return {"households": household_economy(evidence).published}


def _mismatch(context: Context, evidence: Evidence) -> Tables:
    found = run_checks(evidence, [check for check in CHECKS.values() if check.inclusion is None])
    return {"mismatch": _with_history(context, evidence, found.mismatch)}


def _mutual_inclusion(context: Context, evidence: Evidence) -> Tables:
    found = run_checks(evidence, [check for check in CHECKS.values() if check.inclusion is not None])
    return {"mutual_inclusion": _with_history(context, evidence, found.mutual_inclusion)}


def _with_history(context: Context, evidence: Evidence, findings: pl.DataFrame) -> pl.DataFrame:
    earlier = earlier_ids(evidence, findings, CHECKS)
    record_aliases(context.warehouse, earlier)
    return carry_over(findings, history_before(context.warehouse, context.run.as_of), evidence.as_of, earlier)


def _coverage(context: Context, evidence: Evidence) -> Tables:
    del context
    counted = run_indicators(evidence)
    return {"coverage": counted.coverage, "coverage_gaps": counted.gaps}
