"""What the registers say that raises a clue, as short hashes: the same as long as the evidence is the same."""

from __future__ import annotations

from hashlib import blake2b

import polars as pl

from policies.checks.declaration import FACTS
from policies.evidence import Evidence

_BYTES = 8
_SEPARATOR = "\x1f"


def listed(evidence: tuple[str, ...]) -> pl.Expr:
    """The facts of each finding (List of String) by what its check declares as its evidence."""
    if evidence == (FACTS,):
        return pl.col(FACTS)
    parts = [pl.col(column).cast(pl.String).fill_null("") for column in evidence]
    return pl.concat_list(pl.concat_str(parts, separator=_SEPARATOR))


def fact_hashes(evidence: Evidence, facts: pl.Series) -> pl.Series:
    """The hashes of the facts of each finding, sorted, blank between.

    A clue has other evidence than before where a fact comes that was not there; a fact that went, such as an item that
    leaves the window, is no other evidence.

    Args:
        evidence: the night's evidence, whose key of clues hashes them.
        facts: as `listed` gives them.
    """
    each = facts.alias(FACTS).to_frame().with_row_index("row").explode(FACTS)
    key = evidence.clue_key.key
    hashes = [
        None if text is None else blake2b(text.encode(), digest_size=_BYTES, key=key).hexdigest()
        for text in each[FACTS].to_list()
    ]
    hashed = each.select("row", pl.Series(FACTS, hashes, dtype=pl.String)).unique().sort("row", FACTS)
    return (
        hashed.group_by("row", maintain_order=True)
        .agg(FACTS)
        .select(pl.col(FACTS).list.drop_nulls().list.join(" "))[FACTS]
    )
