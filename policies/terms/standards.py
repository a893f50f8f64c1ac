"""The standards that benefits are measured by, for the scheme of a row."""

from __future__ import annotations

import polars as pl

from policies.evidence import Evidence
from policies.terms.benefits import RURAL, URBAN


def low_income_standard(evidence: Evidence) -> pl.Expr:
    """低保标准 of the scheme in fen a person and month (社会救助暂行办法 第十条); null for other schemes."""
    rural = int(evidence.parameters["rural_low_income_standard_fen"])
    urban = int(evidence.parameters["urban_low_income_standard_fen"])
    return pl.col("scheme").replace_strict({RURAL: rural, URBAN: urban}, default=None, return_dtype=pl.Int64())
