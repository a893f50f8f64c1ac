"""Verify: the economy of every household in force and every applying household, as it is published."""

from __future__ import annotations

import polars as pl

from policies.economy import household_economy
from policies.evidence import Evidence


def verify(evidence: Evidence) -> pl.DataFrame:
    """Columns of `schemas.outputs.households.HOUSEHOLDS`.

    Raises:
        InputRefusedError: a register is late and its policy is `refuse`.
    """
    return household_economy(evidence).published
