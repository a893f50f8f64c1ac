"""What the rules say of a night, asked of the evidence part after part: no more is at work than memory allows."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import polars as pl

from policies.checks import CHECKS
from policies.clue_ids import earlier_ids
from policies.evidence import Evidence, view
from policies.groups.cut import Cut, cut
from policies.indicators import INDICATORS
from policies.run import run_checks
from policies.tally import Counted, counted
from policies.verification import household_economy
from schemas.flow import Flow
from schemas.output import Table
from schemas.outputs.findings import FINDINGS, MUTUAL_INCLUSION

_T = TypeVar("_T")
_RECKONED = 0.45
"""Bytes that the rules reckon of each byte of evidence (measured with two million people)."""
_SHARE = 0.5
"""Of the memory that a night may take, what the rules may; the rest holds what was read and linked."""
_MOST = 1_000
"""Parts; more would take longer and save nothing."""
_VIEW = 16
"""Bytes that Polars keeps of a text beside its characters."""


@dataclass(frozen=True)
class Question:
    """Something that is asked of every part; the answer to the whole is the answers to its parts, one under another.

    Attributes:
        ask: part -> a frame.
        flows: the flows that want to know.
    """

    ask: Callable[[Evidence], pl.DataFrame]
    flows: frozenset[Flow]


@dataclass(frozen=True, eq=False)
class Answers:
    """What the rules say of a night.

    Attributes:
        evidence: the evidence, whole.
        flows: the flows of this run, so that what all of them want is asked in one round of the parts.
        memory: bytes of which the rules may take their share.
        clues: clues of earlier nights that may not be raised any more: source, household_no, person_id_no.
    """

    evidence: Evidence
    flows: frozenset[Flow]
    memory: float
    clues: Callable[[], pl.DataFrame]
    _told: dict[Question, pl.DataFrame] = field(default_factory=dict, init=False, repr=False)

    def to(self, question: Question) -> pl.DataFrame:
        """The answer to a question, in the order of the parts; asked once."""
        if question not in self._told:
            # Of one part, what the rules have reckoned stays at hand: there the rest is asked when somebody wants it.
            wanted = [question] if self.count == 1 else self._wanted(question)
            answers = self.of_each(lambda part: [one.ask(part) for one in wanted])
            self._told.update(
                {one: pl.concat(found) for one, found in zip(wanted, zip(*answers, strict=True), strict=True)}
            )
        return self._told[question]

    def of_each(self, ask: Callable[[Evidence], _T]) -> list[_T]:
        """What a function says of each part, in order."""
        return [ask(part) for part in self._parts()]

    @cached_property
    def count(self) -> int:
        """In how many parts the evidence is looked at."""
        whole, room = size(self.evidence), _SHARE * self.memory
        if _RECKONED * whole <= room:
            return 1
        return min(_MOST, math.ceil((1 + _RECKONED) * whole / room))  # a part is cut out before it is looked at

    @cached_property
    def _cut(self) -> Cut:
        return cut(self.evidence, self.count, self.clues())

    def _parts(self) -> Iterator[Evidence]:
        return iter([self.evidence]) if self.count == 1 else self._cut.parts()

    def _wanted(self, question: Question) -> list[Question]:
        others = [one for one in QUESTIONS if one.flows & self.flows and one not in self._told]
        return [question, *(one for one in others if one != question)]


def size(evidence: Evidence) -> int:
    """Bytes of the rows of the evidence."""
    frames = [evidence.persons, *evidence.rows.values(), *evidence.refused.values()]
    return sum(int(frame.estimated_size()) + _VIEW * frame.height * _texts(frame) for frame in frames)


def _texts(frame: pl.DataFrame) -> int:
    return frame.schema.dtypes().count(pl.String())


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
    return counted(evidence, [one for one in INDICATORS.values() if not one.of_work])


def _raised_in(table: Table) -> Question:
    return Question(lambda part: _raised(part, table.name), frozenset([table.flow, *_OF_LEDGER]))


def _renamed_in(table: Table) -> Question:
    return Question(
        lambda part: earlier_ids(part, _raised(part, table.name), CHECKS), frozenset([table.flow, *_OF_LEDGER])
    )


_OF_LEDGER = frozenset([Flow.COVERAGE])
ECONOMY = Question(lambda part: household_economy(part).published, frozenset([Flow.VERIFY]))
RAISED = {table.name: _raised_in(table) for table in FINDINGS}
"""Table of findings -> what the checks find whose findings stand in it, as `policies.run.Findings` has it."""
EARLIER_IDS = {table.name: _renamed_in(table) for table in FINDINGS}
"""Table of findings -> `policies.clue_ids.EARLIER` of them."""
AREAS = Question(lambda part: _counted(part).areas, frozenset([Flow.COVERAGE]))
GAPS = Question(lambda part: _counted(part).gaps, frozenset([Flow.COVERAGE]))
QUESTIONS = (ECONOMY, *RAISED.values(), *EARLIER_IDS.values(), AREAS, GAPS)
