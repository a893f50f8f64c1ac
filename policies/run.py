"""Runs the checks over the evidence of a night."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from policies.checks import CHECKS
from policies.checks.declaration import FACTS, Check
from policies.clue_ids import WAS
from policies.counties import COUNTY
from policies.evidence import Evidence
from policies.finding import HISTORY, finish
from schemas.output import Table
from schemas.outputs.findings import MISMATCH, MUTUAL_INCLUSION


@dataclass(frozen=True)
class Findings:
    """What the checks found.

    Attributes:
        mismatch: findings of families Q, D, R, P, M, columns of `MISMATCH` but for state, first_seen, last_seen, with
            facts (`policies.clues.facts`) and `policies.clue_ids.WAS`.
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
    found = _heard(evidence, able, finish(evidence, {check: check.function(evidence) for check in able}))
    of_family_b = pl.col("list").is_not_null()
    return Findings(
        mismatch=_published(MISMATCH, found.remove(of_family_b)),
        mutual_inclusion=_published(MUTUAL_INCLUSION, found.filter(of_family_b)),
    )


def _heard(evidence: Evidence, checks: Iterable[Check], found: pl.DataFrame) -> pl.DataFrame:
    """The findings but those of counties of which their check can say nothing."""
    if evidence.counties is None:
        return found
    mute = [(check.id, county) for check in checks for county in evidence.counties.missing(check)]
    schema = {"check_id": pl.String(), COUNTY: pl.String()}
    return found.join(pl.DataFrame(mute, schema, orient="row"), on=list(schema), how="anti", maintain_order="left")


def _published(table: Table, found: pl.DataFrame) -> pl.DataFrame:
    return found.select(*(column for column in table.dtypes if column not in HISTORY), FACTS, WAS).sort(table.order)
