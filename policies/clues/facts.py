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
    begun = blake2b(digest_size=_BYTES, key=evidence.clue_key.key)

    def hashed(text: str) -> str:
        mac = begun.copy()
        mac.update(text.encode())
        return mac.hexdigest()

    told = [" ".join(sorted({hashed(text) for text in of_one or () if text is not None})) for of_one in facts.to_list()]
    return pl.Series(FACTS, told, dtype=pl.String)
