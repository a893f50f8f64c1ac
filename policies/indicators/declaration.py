"""What an indicator is, and how one is declared: a function that lists the objects it counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict, TypeVar, Unpack

import polars as pl

from policies.evidence import Evidence
from policies.law import Basis, cited
from policies.needs import Needs
from schemas.money import in_yuan
from schemas.parameter import Parameters
from schemas.terms import AreaLevel, Measure

OfEvidence = TypeVar("OfEvidence", bound=Callable[[Evidence], pl.DataFrame | None])
Objects = Callable[[Evidence, pl.DataFrame], pl.DataFrame | None]

WHOLE = "100%"
_PERCENT = 100
PLACES = (AreaLevel.DISTRICT, AreaLevel.TOWN, AreaLevel.VILLAGE)
OBJECT_COLUMNS: dict[str, pl.DataType] = {
    "key": pl.String(),
    "name": pl.String(),
    "town": pl.String(),
    "village": pl.String(),
    "numerator": pl.Int64(),
    "denominator": pl.Int64(),  # both are null where nobody can say
    "reason": pl.String(),  # of a gap; null where the object is in the numerator, or the indicator has no gaps
}


@dataclass(frozen=True)
class Indicator:
    """One indicator.

    Attributes:
        id: its id in the contract.
        title: what people read, in Chinese.
        basis: the documents it follows; all of them stand in `policies.law`.
        objects: evidence and ledger (`policies.clues.fold.FOLDED`) -> one row an object, `OBJECT_COLUMNS`; None
            where there is nothing that it could speak of.
        needs: sources without which it is not computed.
        if_landed: sources that it needs in a district that ever had them.
        measure: what its rate is.
        target: `WHOLE`, the name of the parameter that sets the bar (in percent, or fen a person), or None: no bar.
        levels: the areas it is counted for.
        note: what is counted, in Chinese; the citation where nothing is to be added.
        of_work: it counts what people did about clues, and nothing that registers say.
    """

    id: str
    title: str
    basis: Basis
    objects: Objects
    needs: tuple[str, ...] = ()
    if_landed: tuple[str, ...] = ()
    measure: Measure = Measure.COVERAGE
    target: str | None = WHOLE
    levels: tuple[AreaLevel, ...] = PLACES
    note: str = ""
    of_work: bool = False

    @property
    def citation(self) -> str:
        """The basis as people read it."""
        return cited(self.basis)

    def missing(self, usable: frozenset[str], ever_landed: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """The sources that keep it from being computed; empty where it can be."""
        return Needs(self.needs, if_landed=self.if_landed).missing(usable, ever_landed)

    def met(self, parameters: Parameters) -> pl.Expr:
        """True where numerator over denominator reaches the target; nothing is rounded up to it."""
        numerator, denominator = pl.col("numerator"), pl.col("denominator")
        if self.target is None or self.target == WHOLE:
            return numerator == denominator
        parts = 1 if self.measure is Measure.FEN_PER_PERSON else _PERCENT
        return numerator * parts >= denominator * int(parameters[self.target])

    def bar(self, parameters: Parameters) -> str:
        """The target as people read it; empty where there is none."""
        if self.target is None or self.target == WHOLE:
            return self.target or ""
        value = int(parameters[self.target])
        if self.measure is Measure.FEN_PER_PERSON:
            return f"不低于{in_yuan(value)}元".replace(".00元", "元")
        return f"不低于{value}%"


DECLARED: dict[str, Indicator] = {}


class Told(TypedDict, total=False):
    """What is said of an indicator beside its id, title and basis; attributes of `Indicator`."""

    needs: tuple[str, ...]
    if_landed: tuple[str, ...]
    measure: Measure
    target: str | None
    levels: tuple[AreaLevel, ...]
    note: str


def indicator(indicator_id: str, title: str, basis: Basis, **told: Unpack[Told]) -> Callable[[OfEvidence], OfEvidence]:
    """Declares the function under it as an indicator of what registers say; arguments as the attributes of `Indicator`.

    Raises:
        ValueError: an id is declared twice.
    """

    def declare(objects: OfEvidence) -> OfEvidence:
        _declare(Indicator(indicator_id, title, basis, lambda evidence, _: objects(evidence), **told))
        return objects

    return declare


def indicator_of_work(
    indicator_id: str, title: str, basis: Basis, **told: Unpack[Told]
) -> Callable[[Callable[[pl.DataFrame], pl.DataFrame]], Callable[[pl.DataFrame], pl.DataFrame]]:
    """The same of an indicator of what people did about clues: ledger -> objects.

    Raises:
        ValueError: an id is declared twice.
    """

    def declare(objects: Callable[[pl.DataFrame], pl.DataFrame]) -> Callable[[pl.DataFrame], pl.DataFrame]:
        _declare(Indicator(indicator_id, title, basis, lambda _, ledger: objects(ledger), of_work=True, **told))
        return objects

    return declare


def _declare(one: Indicator) -> None:
    if one.id in DECLARED:
        raise ValueError(f"indicator {one.id} is declared twice")
    DECLARED[one.id] = one
