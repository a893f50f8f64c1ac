"""The accepted rows of the civil registry as everybody looks them up: numbered, their numbers in one way of writing."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from matchers.ids.form import clean_ids
from matchers.registry import COLUMNS
from pipelines.ingest.read import ExtractRead
from pipelines.ingest.repeated import are_many, numbered_texts
from schemas.extract import PLACE
from schemas.extracts import EXTRACTS, REGISTRY
from schemas.linked import PERSON

LOOKED_AT = {
    name: dtype
    for name, dtype in EXTRACTS[REGISTRY].accepted.items()
    if name in (*COLUMNS, *PLACE, "relation", "person_status", "status_date")
}
"""Of the civil registry what linking and the rules look at; the rest (who heads a household, the address, …) stands in
the warehouse alone, for nobody reckons with it and a city has millions of rows."""


def looked_at(registry: pl.DataFrame) -> pl.DataFrame:
    """Accepted rows of the civil registry as a night holds them: `LOOKED_AT`, of many those that repeat Categorical."""
    rows = registry.select(LOOKED_AT.keys())
    return numbered_texts(rows) if are_many(rows.height) else rows


def persons_of(extracts: Mapping[str, ExtractRead]) -> pl.DataFrame:
    """Accepted rows of the civil registry, ready to be looked up (see `numbered`)."""
    return numbered(extracts[REGISTRY].split.accepted)


def numbered(registry: pl.DataFrame) -> pl.DataFrame:
    """Rows of the civil registry with `person`, their position (UInt32); their numbers in one way of writing.

    What is half width here and full width there, or x here and X there, is one number: to whoever looks for two persons
    with one number, and to whoever keeps a clue by it.
    """
    written = [_in_one_way(registry[name]) for name in ("id_no", "former_id_no")]
    return registry.with_row_index(PERSON).with_columns(written)


def _in_one_way(numbers: pl.Series) -> pl.Series:
    clean = clean_ids(numbers).alias(numbers.name)
    unusable = clean.is_null() & numbers.is_not_null()
    return clean.zip_with(~unusable, numbers) if unusable.any() else clean
