"""What the rules are asked of a night: each question by its name, with the flows that want to know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from policies.checks import CHECKS
from policies.clue_ids import earlier_ids
from policies.clues.doubt import unanswered
from policies.evidence import Evidence, view
from policies.indicators import INDICATORS
from policies.run import run_checks
from policies.tally import Counted, count_objects
from policies.verification.verdict import published, verdicts
from schemas.flow import Flow
from schemas.output import Table
from schemas.outputs.findings import FINDINGS, MUTUAL_INCLUSION


@dataclass(frozen=True)
class Question:
    """Something that is asked of every part; the answer to the whole is the answers to its parts, one under another.

    Attributes:
        name: what it is called where parts are looked at by another process.
        ask: part, and what the question is about beside it -> a frame.
        flows: the flows that want to know of themselves; none where somebody has to say what it is about.
    """

    name: str
    ask: Callable[[Evidence, pl.DataFrame], pl.DataFrame]
    flows: frozenset[Flow] = frozenset()


def table_of(check_id: str) -> str:
    """The table of a check's clues; those of a check that is no more stand with most others."""
    of_family_b = check_id in CHECKS and CHECKS[check_id].inclusion is not None
    return MUTUAL_INCLUSION.name if of_family_b else FINDINGS[0].name


@view
def _raised(evidence: Evidence, table: str) -> pl.DataFrame:
    found = run_checks(evidence, [one for one in CHECKS.values() if table_of(one.id) == table])
    return found.mutual_inclusion if table == MUTUAL_INCLUSION.name else found.mismatch


@view
def _counted(evidence: Evidence) -> Counted:
    return count_objects(evidence, [one for one in INDICATORS.values() if not one.of_work])


def _raised_in(table: Table) -> Question:
    return Question(
        f"raised in {table.name}", lambda part, _: _raised(part, table.name), frozenset([table.flow, *_OF_LEDGER])
    )


def _renamed_in(table: Table) -> Question:
    return Question(
        f"earlier ids in {table.name}",
        lambda part, _: earlier_ids(part, _raised(part, table.name), CHECKS),
        frozenset([table.flow, *_OF_LEDGER]),
    )


_OF_LEDGER = frozenset([Flow.COVERAGE])
ECONOMY = Question("economy", lambda part, _: published(verdicts(part)), frozenset([Flow.VERIFY]))
RAISED = {table.name: _raised_in(table) for table in FINDINGS}
"""Table of findings -> what the checks find whose findings stand in it, as `policies.run.Findings` has it."""
EARLIER_IDS = {table.name: _renamed_in(table) for table in FINDINGS}
"""Table of findings -> `policies.clue_ids.EARLIER` of them."""
AREAS = Question("areas", lambda part, _: _counted(part).areas, _OF_LEDGER)
GAPS = Question("gaps", lambda part, _: _counted(part).gaps, _OF_LEDGER)
UNANSWERED = Question("unanswered", lambda part, missed: unanswered(part, missed, CHECKS).to_frame())
"""Of clues that are not raised any more, those of which nobody can say whether they are gone: finding_id."""
QUESTIONS = {one.name: one for one in (ECONOMY, *RAISED.values(), *EARLIER_IDS.values(), AREAS, GAPS, UNANSWERED)}
