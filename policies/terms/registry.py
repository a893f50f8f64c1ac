"""What the civil registry says of the person of a row."""

from __future__ import annotations

import polars as pl

from policies.evidence import Evidence
from schemas.linked import PERSON


def registered(evidence: Evidence, column: str, person: str = PERSON) -> pl.Expr:
    """The registry's value of a column for the person in column `person`; null where that is null.

    A person is a position in the registry, so that this is a look-up, not a join with half a million rows.
    """
    return pl.lit(evidence.persons[column]).gather(pl.col(person)).alias(f"registry_{column}")
