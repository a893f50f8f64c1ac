"""Names one stroke of the keyboard away in the same village: candidates for a clerk, never for a link."""

from __future__ import annotations

import numpy as np
import polars as pl
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from matchers.candidates import CANDIDATES, VIA, Via, best_way

SHORTEST = 3
"""Of two characters one alone says nothing: half the village shares a surname."""


def by_likeness(records: pl.DataFrame, registry: pl.DataFrame) -> pl.DataFrame:
    """Persons of the mention's village whose name differs by one character added, lost, changed or swapped.

    Args:
        records: mentions that neither number nor name settled.
        registry: frame of `matchers.registry.index_registry`.

    Returns:
        `CANDIDATES`.
    """
    long_enough = pl.col("name_clean").str.len_chars() >= SHORTEST
    open_names = records.filter(long_enough & pl.col("village").is_not_null()).select("record", "village", "name_clean")
    villages = open_names["village"].unique().implode()
    people = registry.filter(pl.col("registry_village").is_in(villages) & pl.col("registry_name").is_not_null())
    alike = [_of_village(names, people) for _, names in open_names.group_by("village", maintain_order=True)]
    none = pl.DataFrame(schema={"village": pl.String(), "name_clean": pl.String(), "registry_name": pl.String()})
    found = open_names.join(pl.concat([none, *alike]), on=["village", "name_clean"]).join(
        people, left_on=["village", "registry_name"], right_on=["registry_village", "registry_name"]
    )
    return best_way(
        found.select("record", "person", pl.lit(Via.LIKENESS.value, VIA).alias("via")).select(CANDIDATES.keys())
    )


def _of_village(names: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    village = names["village"][0]
    written = names["name_clean"].unique(maintain_order=True).to_list()
    held = people.filter(pl.col("registry_village") == village)["registry_name"].unique(maintain_order=True).to_list()
    distance = cdist(written, held, scorer=OSA.distance, score_cutoff=1, dtype=np.uint8)
    left, right = np.nonzero(distance == 1)
    return pl.DataFrame(
        {
            "village": [village] * len(left),
            "name_clean": [written[position] for position in left],
            "registry_name": [held[position] for position in right],
        },
        schema={"village": pl.String(), "name_clean": pl.String(), "registry_name": pl.String()},
    )
