"""Names one stroke of the keyboard away in the same village: candidates for a clerk, never for a link."""

from __future__ import annotations

import numpy as np
import polars as pl
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from matchers.candidates import CANDIDATES, VIA, best_way
from matchers.registry import Registry
from schemas.terms import Via

SHORTEST = 3
"""Of two characters one alone says nothing: half the village shares a surname."""
_ALIKE = {"village": pl.String(), "name_clean": pl.String(), "registry_name": pl.String()}


def by_likeness(records: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """Persons of the mention's village whose name differs by one character added, lost, changed or swapped.

    Args:
        records: mentions that neither number nor name settled.
        registry: the civil registry.

    Returns:
        `CANDIDATES`.
    """
    long_enough = pl.col("name_clean").str.len_chars() >= SHORTEST
    open_names = records.filter(long_enough & pl.col("village").is_not_null()).select("record", "village", "name_clean")
    written = open_names.group_by("village", maintain_order=True).agg(pl.col("name_clean").unique(maintain_order=True))
    if written.is_empty():
        return pl.DataFrame(schema=CANDIDATES)
    # Names of three characters and more that are one stroke apart have the first or the last in common.
    held = registry.sharing_an_end(open_names["village"], open_names["name_clean"])
    names = held.group_by("registry_village").agg("registry_name")
    both = written.join(names, left_on="village", right_on="registry_village", maintain_order="left")
    alike = pl.concat([pl.DataFrame(schema=_ALIKE), *(_of_village(*names) for names in both.iter_rows())])
    people = registry.whose("registry_name", alike["registry_name"], "registry_village")
    found = open_names.join(alike, on=["village", "name_clean"]).join(
        people, left_on=["village", "registry_name"], right_on=["registry_village", "registry_name"]
    )
    return best_way(
        found.select("record", "person", pl.lit(Via.LIKENESS.value, VIA).alias("via")).select(CANDIDATES.keys())
    )


def _of_village(village: str, written: list[str], held: list[str]) -> pl.DataFrame:
    distance = cdist(written, held, scorer=OSA.distance, score_cutoff=1, dtype=np.uint8)
    left, right = np.nonzero(distance == 1)
    pairs = [(village, written[one], held[other]) for one, other in zip(left, right, strict=True)]
    return pl.DataFrame(pairs, schema=_ALIKE, orient="row")
