"""What the registers say that raises a clue, as short hashes: the same as long as the evidence is the same."""

from __future__ import annotations

from hashlib import blake2b

import polars as pl

from policies.checks.declaration import FACTS, Check
from policies.evidence import Evidence

_BYTES = 8
_SEPARATOR = "\x1f"


def fact_hashes(evidence: Evidence, full: pl.DataFrame, check: Check) -> pl.Series:
    """The hashes of the facts of each finding, sorted, blank between.

    A clue has other evidence than before where a fact comes that was not there; a fact that went, such as an item that
    leaves the window, is no other evidence.

    Args:
        evidence: the night's evidence, whose key of clues hashes them.
        full: the findings, with the columns that the check declares as its evidence.
        check: the check.
    """
    if check.evidence == (FACTS,):
        listed = full.select(pl.col(FACTS))
    else:
        parts = [pl.col(column).cast(pl.String).fill_null("") for column in check.evidence]
        listed = full.select(pl.concat_list(pl.concat_str(parts, separator=_SEPARATOR)).alias(FACTS))
    each = listed.with_row_index("row").explode(FACTS)
    texts = each[FACTS].unique().drop_nulls()
    key = evidence.clue_key.key
    hashes = [blake2b(text.encode(), digest_size=_BYTES, key=key).hexdigest() for text in texts.to_list()]
    hashed = each.with_columns(pl.col(FACTS).replace_strict(texts, hashes, default=None, return_dtype=pl.String))
    joined = hashed.group_by("row", maintain_order=True).agg(pl.col(FACTS).drop_nulls().unique().sort().str.join(" "))
    return joined[FACTS]
