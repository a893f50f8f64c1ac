"""What a check is, and how one is declared: a small function over the evidence under `@check(...)`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypedDict, Unpack

import polars as pl

from policies.evidence import Evidence
from policies.law import Basis, cited
from policies.needs import Needs
from schemas.leaving import Texts
from schemas.meanings import Meanings
from schemas.terms import Family, InclusionList

_UNDECLARED = Texts()
CheckFunction = Callable[[Evidence], pl.DataFrame]


FACTS = "facts"
"""Column in which a check lists what the registers say that raises a clue (List of String, in any order)."""


class Rests(Enum):
    """What the answer of a check rests on, and so what may keep it from answering (`policies.clues.doubt`)."""

    LINKS = "links"
    """Rows that are linked: not on one of the person or household that was refused, is in review or unlinked."""
    WRITTEN = "written"
    """Rows as written, linked or not: not on one that was refused."""
    ECONOMY = "economy"
    """Linked rows, and data of the household that suffice."""


class Identity(Enum):
    """What a finding is about, and so what keeps its id the same over nights."""

    PERSON = ("person",)
    PERSON_AND_SOURCE = ("person", "source")
    HOUSEHOLD = ("household_no",)
    ROW = ("source", "id_no", "name", "number")


@dataclass(frozen=True)
class Check:
    """One check.

    Attributes:
        id: its id in the contract, the family's letter first.
        title: what people read, in Chinese.
        identity: what a finding is about.
        basis: the documents and articles it follows; all of them stand in `policies.law`.
        meanings: what its texts `declared`, `observed` and `limit` say.
        evidence: what makes it the same evidence once people have found that a clue is not so: columns of what it
            returns whose texts together are one fact, or `(FACTS,)` where it lists several itself. Never what only
            moves with the calendar, nor how a row of the same person is spelt.
        function: evidence -> findings, with columns of `policies.finding.RAW_COLUMNS` (those that apply).
        needs: sources without which it is not run.
        any_of: sources of which at least one must be usable.
        if_landed: sources that it needs in a district that ever had them.
        inclusion: the list its findings stand in (family B).
        rests: what its answer rests on.
        everywhere: of one that rests on rows as written: on those of every county, though no person ties them.
        texts: how much of these three texts may leave the bureau; a text not declared never does.
    """

    id: str
    title: str
    identity: Identity
    basis: Basis
    meanings: Meanings
    evidence: tuple[str, ...]
    function: CheckFunction
    needs: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    if_landed: tuple[str, ...] = ()
    inclusion: InclusionList | None = None
    rests: Rests = Rests.LINKS
    everywhere: bool = False
    texts: Texts = _UNDECLARED

    @property
    def family(self) -> Family:
        """Its family."""
        return Family.of(self.id)

    @property
    def citation(self) -> str:
        """The basis as people read it."""
        return cited(self.basis)

    def missing(self, usable: frozenset[str], ever_landed: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """The sources that keep it from running; empty where it can run."""
        return Needs(self.needs, self.any_of, self.if_landed).missing(usable, ever_landed)


class Sources(TypedDict, total=False):
    """What a check says of the sources that it needs and what its answer rests on; attributes of `Check`."""

    needs: tuple[str, ...]
    any_of: tuple[str, ...]
    if_landed: tuple[str, ...]
    rests: Rests
    everywhere: bool


DECLARED: dict[str, Check] = {}


def check(
    check_id: str,
    title: str,
    identity: Identity,
    basis: Basis,
    meanings: Meanings,
    *,
    evidence: tuple[str, ...],
    inclusion: InclusionList | None = None,
    texts: Texts = _UNDECLARED,
    **sources: Unpack[Sources],
) -> Callable[[CheckFunction], CheckFunction]:
    """Declares the decorated function as a check; arguments as the attributes of `Check`.

    Raises:
        ValueError: an id is declared twice.
    """

    def declare(function: CheckFunction) -> CheckFunction:
        if check_id in DECLARED:
            raise ValueError(f"check {check_id} is declared twice")
        DECLARED[check_id] = Check(
            check_id,
            title,
            identity,
            basis,
            meanings,
            evidence,
            function,
            inclusion=inclusion,
            texts=texts,
            **sources,
        )
        return function

    return declare
