"""The accepted rows of the civil registry as everybody looks them up: numbered, their numbers in one way of writing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from matchers.ids.form import clean_ids
from pipelines.ingest.read import ExtractRead
from pipelines.ingest.repeated import AT_REST, are_many, numbered_texts
from pipelines.workspace.aside import put_aside
from schemas.extracts import EXTRACTS, REGISTRY
from schemas.linked import PERSON

LOOKED_AT = {name: dtype for name, dtype in EXTRACTS[REGISTRY].accepted.items() if name not in AT_REST}
"""Of the civil registry what linking and the rules look at; the rest nobody reckons with, and a city has millions of
rows."""


def looked_at(registry: pl.DataFrame) -> pl.DataFrame:
    """Accepted rows of the civil registry as a night holds them: `LOOKED_AT`, of many those that repeat Categorical."""
    rows = registry.select(LOOKED_AT.keys())
    return numbered_texts(rows) if are_many(rows.height) else rows


def persons_of(extracts: Mapping[str, ExtractRead]) -> pl.DataFrame:
    """Accepted rows of the civil registry, ready to be looked up (see `numbered`); millions of them lie aside."""
    found = numbered(extracts[REGISTRY].split.accepted)
    return put_aside(found) if are_many(found.height) else found


def laid_aside(extracts: Mapping[str, ExtractRead]) -> dict[str, ExtractRead]:
    """Extracts whose accepted rows lie aside where their civil registry has millions of rows."""
    if not are_many(extracts[REGISTRY].split.accepted.height):
        return dict(extracts)
    return {source: _aside(extract) for source, extract in extracts.items()}


def _aside(extract: ExtractRead) -> ExtractRead:
    """Of a civil registry those columns that have not been put aside piece by piece (`held_small`)."""
    rows = extract.split.accepted
    names = list(LOOKED_AT) if extract.source == REGISTRY else rows.columns
    return replace(extract, split=replace(extract.split, accepted=rows.with_columns(put_aside(rows.select(names)))))


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
