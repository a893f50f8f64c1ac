"""The rows to put before reviewers: those in review, and a sample of the linked ones, each saying once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from data.linkage import model_content
from matchers.explain import Explanation, explain, rows_around
from matchers.model import Model
from pipelines.ingest.registry import numbered
from pipelines.warehouse import Warehouse
from pipelines.warehouse.linkages import load_links
from pipelines.warehouse.selections import Selection
from pipelines.warehouse.tables import accepted_table
from schemas.extracts import EXTRACTS, REGISTRY
from schemas.terms import Outcome, Via

Rows = Mapping[str, pl.DataFrame]


@dataclass(frozen=True, eq=False)
class Night:
    """What a night left: the registry, and every row that names a person with its link.

    Attributes:
        persons: accepted rows of the civil registry with `person`.
        rows: source -> accepted rows.
        linked: source -> the same with link columns.
    """

    persons: pl.DataFrame
    rows: Rows
    linked: Rows


def night_of(warehouse: Warehouse, selection: Selection, linkage: int) -> Night:
    """Takes the rows and links of a night from the warehouse."""
    accepted = {
        source: warehouse.load(accepted_table(source), number, EXTRACTS[source].accepted)
        for source, number in selection.numbers.items()
    }
    rows = {source: frame for source, frame in accepted.items() if EXTRACTS[source].subjects}
    linked = {source: frame.hstack(load_links(warehouse, linkage, source)) for source, frame in rows.items()}
    return Night(numbered(accepted[REGISTRY]), rows, linked)


def in_review(night: Night, sources: Collection[str]) -> Rows:
    """Rows of which a subject is in review."""
    return {source: _of_outcome(night.linked[source], source, Outcome.REVIEW) for source in _of(night, sources)}


def sample_of_linked(night: Night, sources: Collection[str], size: int, as_of: date) -> Rows:
    """Rows linked by the matching alone, drawn at random, the same for the same night and date."""
    places = [
        _of_outcome(night.linked[source], source, Outcome.LINKED).select(
            pl.lit(source).alias("source"), "file", "row_number"
        )
        for source in _of(night, sources)
    ]
    none = pl.DataFrame(schema={"source": pl.String(), "file": pl.String(), "row_number": pl.Int32()})
    every = pl.concat([none, *places]).sort("source", "file", "row_number")
    drawn = every.sample(min(size, every.height), seed=as_of.toordinal())
    return {
        source: night.linked[source].join(
            drawn.filter(pl.col("source") == source), on=["file", "row_number"], how="semi"
        )
        for source in _of(night, sources)
    }


def together(*parts: Rows) -> dict[str, pl.DataFrame]:
    """Rows of several kinds, each row once; sources without any are left out."""
    sources = sorted({source for part in parts for source in part})
    joined = {
        source: pl.concat([part[source] for part in parts if source in part]).unique(
            ["file", "row_number"], maintain_order=True
        )
        for source in sources
    }
    return {source: rows for source, rows in joined.items() if not rows.is_empty()}


def explained(night: Night, chosen: Rows, decisions: pl.DataFrame, last_year: int) -> Explanation:
    """Who these rows may be."""
    own = {source: rows.select(night.rows[source].columns) for source, rows in chosen.items()}
    around = rows_around(night.rows, own)
    return explain(own, around, night.persons, Model.of(model_content()), last_year, decisions)


def _of(night: Night, sources: Collection[str]) -> list[str]:
    return [source for source in night.linked if source in sources]


def _of_outcome(rows: pl.DataFrame, source: str, outcome: Outcome) -> pl.DataFrame:
    prefixes = [subject.prefix for subject in EXTRACTS[source].subjects]
    return rows.filter(
        pl.any_horizontal(
            (pl.col(f"{prefix}outcome") == outcome.value)
            & ~pl.col(f"{prefix}reason").fill_null("").str.starts_with(Via.DECISION.value)
            for prefix in prefixes
        )
    )
