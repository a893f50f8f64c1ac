"""Objects of an indicator made from rows: counted as done or as a gap with its reason."""

from __future__ import annotations

import polars as pl

from policies.evidence import Evidence
from policies.terms.lacking_counties import of_lacking_counties
from policies.terms.rows import among

_HEARD = pl.lit(value=True)


def counted(reason: pl.Expr, heard: pl.Expr = _HEARD) -> list[pl.Expr]:
    """numerator, denominator and reason of objects of which `reason` says why each is a gap; null: it is done.

    A gap that is not `heard` (`lacking_nobody`) is none, and nobody counts it: numerator and denominator are null.
    """
    known = reason.is_null() | heard
    return [
        pl.when(known).then(reason.is_null().cast(pl.Int64)).alias("numerator"),
        pl.when(known).then(pl.lit(1, dtype=pl.Int64)).alias("denominator"),
        pl.when(heard).then(reason).alias("reason"),
    ]


def lacking_nobody(evidence: Evidence, *sources: str) -> pl.Expr:
    """True for a person of whom these sources hold all: false where a county that knows him did not send its part."""
    of_lacking = pl.concat([of_lacking_counties(evidence, source) for source in sources])
    return ~among(of_lacking).fill_null(value=False)


def gap_unless(done: pl.Expr, reason: str) -> pl.Expr:
    """The reason where an object is not done, else null."""
    return pl.when(~done).then(pl.lit(reason, dtype=pl.String))
