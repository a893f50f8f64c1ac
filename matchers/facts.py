"""What the linkage says of each row: the decisions on distinct mentions, carried back to the rows that made them."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from matchers.records import Mention, Records, well_formed
from schemas.linked import LINK_COLUMNS, IdRelation
from schemas.terms import Outcome


def facts(records: pl.DataFrame, settled: pl.DataFrame, registry: pl.DataFrame) -> pl.DataFrame:
    """What is known of each mention once it is settled.

    Args:
        records: frame of `matchers.records.Records`.
        settled: `matchers.settle.SETTLED`.
        registry: frame of `matchers.registry.index_registry`.

    Returns:
        `record` and `schemas.linked.LINK_COLUMNS`, by record.
    """
    written = records.select("record", "id_clean", "id_form", "certificate_clean")
    joined = written.join(settled, on="record", how="left", maintain_order="left")
    held = pl.concat([registry["held"], registry["held_former"]]).drop_nulls().to_frame("id_clean").unique()
    held = held.with_columns(id_held=pl.lit(value=True))
    return (
        joined.join(held, on="id_clean", how="left", maintain_order="left")
        .with_columns(pl.col("id_held").fill_null(value=False), id_wellformed=well_formed(), id_relation=_id_relation())
        .select("record", *LINK_COLUMNS)
    )


def _id_relation() -> pl.Expr:
    linked = pl.col("outcome") == Outcome.LINKED.value
    written = pl.col("id_clean").is_not_null()
    level = pl.col("level_id")
    own_certificate = (level == "certificate") & (pl.col("id_clean").str.len_chars() > 18)
    return (
        pl.when(linked & ~written)
        .then(pl.lit(IdRelation.NONE.value))
        .when(linked & (level == "same"))
        .then(pl.lit(IdRelation.EXACT.value))
        .when(linked & own_certificate)
        .then(pl.lit(IdRelation.CERTIFICATE.value))
        .when(linked)
        .then(pl.lit(IdRelation.OTHER.value))
    )


def with_links(records: Records, rows: Mapping[str, pl.DataFrame], known: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The rows of each source with their link columns.

    Args:
        records: the mentions.
        rows: source -> accepted rows.
        known: frame of `facts`.
    """
    linked = {mention.source: rows[mention.source] for mention in records.mentions}
    for mention in records.mentions:
        columns = _columns(mention, known)
        linked[mention.source] = linked[mention.source].hstack(columns)
    return linked


def _columns(mention: Mention, known: pl.DataFrame) -> list[pl.Series]:
    gathered = known.select(LINK_COLUMNS.keys())[mention.records]
    prefix = f"{mention.subject.role}_" if mention.subject.role else ""
    return [gathered[name].rename(prefix + name) for name in LINK_COLUMNS]
