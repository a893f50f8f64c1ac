"""What an indicator is, and how one is declared: a function that lists the objects it counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from policies.evidence import Evidence
from schemas.terms import AreaLevel

Objects = Callable[[Evidence], pl.DataFrame]
Met = Callable[[Evidence], pl.Expr]

PLACES = (AreaLevel.DISTRICT, AreaLevel.TOWN, AreaLevel.VILLAGE)
OBJECT_COLUMNS: dict[str, pl.DataType] = {
    "key": pl.String(),
    "name": pl.String(),
    "town": pl.String(),
    "village": pl.String(),
    "numerator": pl.Int64(),
    "denominator": pl.Int64(),
    "reason": pl.String(),  # of a gap; null where the object is in the numerator, or the indicator has no gaps
}


def complete(evidence: Evidence) -> pl.Expr:
    """Met only where all objects are in the numerator: nothing is rounded up to 100 %."""
    del evidence
    return pl.col("numerator") == pl.col("denominator")


@dataclass(frozen=True)
class Indicator:
    """One indicator.

    Attributes:
        id: its id in the contract.
        title: what people read, in Chinese.
        basis: the document it follows.
        objects: evidence -> one row an object, `OBJECT_COLUMNS`.
        needs: sources without which it is not computed.
        levels: the areas it is counted for.
        met: when a numerator over a denominator that is not 0 meets the target.
    """

    id: str
    title: str
    basis: str
    objects: Objects
    needs: tuple[str, ...]
    levels: tuple[AreaLevel, ...] = PLACES
    met: Met = complete


DECLARED: dict[str, Indicator] = {}


def indicator(
    indicator_id: str,
    title: str,
    basis: str,
    *,
    needs: tuple[str, ...] = (),
    levels: tuple[AreaLevel, ...] = PLACES,
    met: Met = complete,
) -> Callable[[Objects], Objects]:
    """Declares the decorated function as an indicator; arguments as the attributes of `Indicator`.

    Raises:
        ValueError: an id is declared twice.
    """

    def declare(objects: Objects) -> Objects:
        if indicator_id in DECLARED:
            raise ValueError(f"indicator {indicator_id} is declared twice")
        DECLARED[indicator_id] = Indicator(indicator_id, title, basis, objects, needs, levels, met)
        return objects

    return declare
