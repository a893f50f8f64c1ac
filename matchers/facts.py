"""What the linkage says of each row: the decisions on distinct mentions, carried back to the rows that made them."""

from __future__ import annotations

import polars as pl

from matchers.ids.digits import id_codes
from matchers.ids.edit import IdEdit
from matchers.records import Mention, Records, well_formed
from matchers.registry import Registry
from schemas.linked import LINK_COLUMNS, IdRelation
from schemas.terms import Outcome, Via


def facts(records: pl.DataFrame, settled: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """What is known of each mention once it is settled.

    Args:
        records: frame of `matchers.records.Records`.
        settled: `matchers.settle.SETTLED`.
        registry: the civil registry.

    Returns:
        `record` and `schemas.linked.LINK_COLUMNS`, by record.
    """
    written = records.select("record", "id_clean", "id_form", "certificate_clean")
    joined = written.join(settled, on="record", how="left", maintain_order="left")
    return joined.with_columns(
        _held(joined, registry).alias("id_held"),
        id_wellformed=well_formed(),
        id_relation=_id_relation(_own_certificates(joined, registry)),
    ).select("record", *LINK_COLUMNS)


def _held(joined: pl.DataFrame, registry: Registry) -> pl.Series:
    """Whether the registry holds each number as it is written, as the present or a former one.

    Nine rows in ten are linked because it does: only the others are looked up.
    """
    known = joined["reason"].str.starts_with(f"{Via.EXACT}+").fill_null(False)
    written = joined["id_clean"].filter(~known)
    return known.scatter((~known).arg_true(), registry.holds(id_codes(written), written))


def _own_certificates(joined: pl.DataFrame, registry: Registry) -> pl.Series:
    """Records linked by a 残疾人证号 in place of the id, whose first 18 characters are the person's own."""
    longer = joined.filter(
        (pl.col("level_id") == IdEdit.CERTIFICATE.value) & (pl.col("id_clean").str.len_chars() > 18)
    ).drop_nulls("person")
    return registry.beside(longer, "held").filter(pl.col("id_clean").str.head(18) == pl.col("held"))["record"]


def _id_relation(own_certificates: pl.Series) -> pl.Expr:
    linked = pl.col("outcome") == Outcome.LINKED.value
    written = pl.col("id_clean").is_not_null()
    level = pl.col("level_id")
    own_certificate = pl.col("record").is_in(own_certificates.implode())
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


def links_of_rows(records: Records, known: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The link columns of the rows of each source, of both roles where there are two.

    Args:
        records: the mentions.
        known: frame of `facts`.
    """
    found: dict[str, list[pl.Series]] = {mention.source: [] for mention in records.mentions}
    for mention in records.mentions:
        found[mention.source] += _columns(mention, known)
    return {source: pl.DataFrame(columns) for source, columns in found.items()}


def _columns(mention: Mention, known: pl.DataFrame) -> list[pl.Series]:
    gathered = known.select(LINK_COLUMNS.keys())[mention.records]
    return [gathered[name].rename(mention.subject.prefix + name) for name in LINK_COLUMNS]
