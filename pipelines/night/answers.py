"""What the rules say of a night, asked of the evidence part after part: no more is at work than memory allows."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from pipelines.ingest.repeated import as_texts
from pipelines.night.parts import answer_of, ask_about, look, write_part
from pipelines.night.questions import QUESTIONS, Question
from pipelines.run.context import Context
from pipelines.run.memory import give_back
from pipelines.run.stages import Spread
from pipelines.workspace.mapped import let_go
from pipelines.workspace.places import Place
from policies.evidence import Evidence
from policies.groups.cut import cut
from schemas.extracts import REGISTRY
from schemas.flow import Flow

_RECKONED = 2.1
"""Bytes that rules and publishing take beside each byte of evidence (measured with two million people)."""
_SHARE = 0.5
"""Of that memory, what one part may take; the rest holds the answers and what is published."""
_MOST = 1_000
"""Parts; more would take longer and save nothing."""
_EACH = 2
"""Parts for each that a cluster looks at at a time: one that takes longer than others keeps nobody waiting."""
_VIEW = 16
"""Bytes that Polars keeps of a text beside its characters."""
_GIGABYTE = 1 << 30
_NOTHING = pl.DataFrame()


@dataclass(frozen=True, eq=False)
class Answers:
    """What the rules say of a night.

    Attributes:
        evidence: the evidence, whole; in parts, all of it but its rows.
        flows: the flows of this run, so that what all of them want is asked in one round of the parts.
        parts: the place of the parts, and how many they are; None where the whole is looked at.
        spread: who looks at parts.
        done: who is told how many of them have been looked at, and of how many.
    """

    evidence: Evidence
    flows: frozenset[Flow]
    parts: tuple[Place, int] | None
    spread: Spread
    done: Callable[[int, int], None]
    _told: dict[Question, pl.DataFrame] = field(default_factory=dict, init=False, repr=False)

    def to(self, question: Question) -> pl.DataFrame:
        """The answer to a question, in the order of the parts; asked once."""
        if question not in self._told:
            # Of the whole, what the rules have reckoned stays at hand: the rest is asked when somebody wants it.
            self._told.update(self._asked([question] if self.parts is None else self._wanted(question)))
        return self._told[question]

    def about(self, question: Question, about: pl.DataFrame) -> pl.DataFrame:
        """The answer to a question that is about something of the asker's; asked every time."""
        if self.parts is not None:
            ask_about(self.parts[0], question.name, about)
        return self._asked([question], about)[question]

    def _asked(self, wanted: Sequence[Question], about: pl.DataFrame = _NOTHING) -> dict[Question, pl.DataFrame]:
        if self.parts is None:
            return {one: one.ask(self.evidence, about) for one in wanted}
        folder, count = self.parts
        self.spread(look, folder, count, tuple(one.name for one in wanted), lambda seen: self.done(seen, count))
        return {one: pl.concat(answer_of(folder, number, one.name) for number in range(count)) for one in wanted}

    def _wanted(self, question: Question) -> list[Question]:
        others = [one for one in QUESTIONS.values() if one.flows & self.flows and one not in self._told]
        return [question, *(one for one in others if one != question)]


def answers_of(
    evidence: Evidence, context: Context, flows: frozenset[Flow], folder: Place, earlier: Callable[[], pl.DataFrame]
) -> Answers:
    """Gets the evidence of a night ready for questions: whole, or cut into parts on disk where that is too much.

    Args:
        evidence: the evidence.
        context: what every step needs.
        flows: the flows of this run.
        folder: where parts are put, if any.
        earlier: clues of earlier nights that may not be raised any more: source, household_no, person_id_no.
    """
    run = context.run
    count = parts_wanted(size(evidence), context.settings.memory * _GIGABYTE, run.spread.at_once)
    if count == 1:
        return Answers(_as_texts(evidence), flows, None, run.spread, run.looked_at)
    context.background.wait()
    folder.make()
    parts = cut(evidence, count, earlier(), let_go).parts()
    give_back()  # what cutting took
    for number in range(count):
        write_part(folder, number, next(parts))  # a name for it would hold it while the next one is made
    return Answers(_without_rows(evidence), flows, (folder, count), run.spread, run.looked_at)


def parts_wanted(whole: int, memory: float, at_once: int) -> int:
    """In how many parts evidence is looked at.

    Args:
        whole: bytes of the evidence.
        memory: bytes that the evidence and what the rules reckon of it may take.
        at_once: how many parts a cluster looks at at a time; 0 without one.
    """
    taken = (1 + _RECKONED) * whole
    by_memory = 1 if taken <= memory else math.ceil(taken / (_SHARE * memory))
    return max(1, min(_MOST, by_memory), _EACH * at_once)


def size(evidence: Evidence) -> int:
    """Bytes of the rows of the evidence; those of the civil registry are its persons."""
    rows = [frame for source, frame in evidence.rows.items() if source != REGISTRY]
    frames = [evidence.persons, *rows, *evidence.refused.values()]
    return sum(int(frame.estimated_size()) + _VIEW * frame.height * _texts(frame) for frame in frames)


def _texts(frame: pl.DataFrame) -> int:
    """Columns of texts, those whose texts are numbered too: they will not stay so."""
    return sum(dtype in (pl.String, pl.Categorical) for dtype in frame.schema.dtypes())


def _as_texts(evidence: Evidence) -> Evidence:
    return replace(
        evidence,
        persons=as_texts(evidence.persons),
        rows={source: as_texts(frame) if source == REGISTRY else frame for source, frame in evidence.rows.items()},
    )


def _without_rows(evidence: Evidence) -> Evidence:
    return replace(
        evidence,
        persons=evidence.persons.clear(),
        rows={source: frame.clear() for source, frame in evidence.rows.items()},
        refused={source: frame.clear() for source, frame in evidence.refused.items()},
    )
