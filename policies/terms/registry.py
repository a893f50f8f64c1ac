"""What the civil registry says of the person of a row."""

from __future__ import annotations

import polars as pl

from policies.evidence import Evidence
from schemas.linked import PERSON


def registered(evidence: Evidence, column: str, person: str = PERSON) -> pl.Expr:
    """The registry's value of a column for the person in column `person`; null where that is null.

    A person is a position in the registry, so that this is a look-up, not a join with half a million rows. Of millions
    texts that repeat may be numbered; they are texts here.
    """
    values = evidence.persons[column]
    found = pl.lit(values).gather(pl.col(person))
    return (found.cast(pl.String) if values.dtype == pl.Categorical else found).alias(f"registry_{column}")
