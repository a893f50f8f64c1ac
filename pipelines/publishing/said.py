"""What a publication says of clues, read back from its files to be put on record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl

from pipelines.publishing.tables import read_columns
from policies.checks import CHECKS
from policies.clues.history import WORDING, NightSays
from schemas.outputs.findings import FINDINGS, MISMATCH
from schemas.outputs.ledger import LEDGER
from schemas.terms import Answer

RAN = "ran"
"""What the manifest calls the checks that ran."""
_WORDED = ("finding_id", "check_id", *WORDING)


def night_says(folder: Path, manifest: Mapping[str, object]) -> NightSays:
    """What a publication says of clues; one without a ledger tells only what it raises.

    Raises:
        DamagedPublicationError: a table is damaged.
    """
    if (folder / LEDGER.file).exists():
        told = read_columns(folder, LEDGER, [*_WORDED, "first_seen", "facts", "answer"])
        return replace(says_of(told, checks_that_ran(manifest)), used=_sources_used(manifest))
    there = [table for table in FINDINGS if (folder / table.file).exists()]
    frames = [read_columns(folder, table, [*_WORDED, "first_seen"]) for table in there]
    empty = MISMATCH.empty().select(*_WORDED, "first_seen")
    raised = pl.concat([empty, *frames]).with_columns(facts=pl.lit(None, dtype=pl.String))
    able = {one.id for one in CHECKS.values() for table in there if (table is MISMATCH) == (one.inclusion is None)}
    return NightSays(raised, pl.Series(dtype=pl.String), checks_that_ran(manifest) & able)


def says_of(ledger: pl.DataFrame, ran: frozenset[str]) -> NightSays:
    """What a night says of clues, as its ledger has it; `ran` are the checks that ran."""
    told = ledger.select(*_WORDED, "first_seen", "facts", "answer")
    unanswered = told.filter(pl.col("answer") == Answer.UNANSWERED.value)["finding_id"]
    return NightSays(told.filter(pl.col("answer") == Answer.RAISED.value).drop("answer"), unanswered, ran)


def _sources_used(manifest: Mapping[str, object]) -> frozenset[str] | None:
    inputs = manifest.get("inputs")
    told = [one for one in inputs if isinstance(one, dict)] if isinstance(inputs, list) else []
    return frozenset(str(one.get("source")) for one in told) if told else None


def checks_that_ran(manifest: Mapping[str, object]) -> frozenset[str]:
    """The checks that ran for a publication, as its manifest says."""
    ran = manifest.get(RAN)
    if isinstance(ran, list):
        return frozenset(map(str, ran))
    lacking = manifest.get("not_run")  # the first version said no more
    left_out = {one.get("id") for one in lacking if isinstance(one, dict)} if isinstance(lacking, list) else set()
    return frozenset(CHECKS) - left_out
