"""What an honest linker can know of a miswritten row: whether it is linkable, left open, and by what grade."""

from __future__ import annotations

import polars as pl

from data.district.damage import CONVERSIONS, SAME_NAME
from data.district.ids import sound

_UNUSABLE = ("idnone", "idsci")
_REPAIRED = ("id1digit", "idswap", "idexcel", "id17", "idyear")


def judge(subjects: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Adds the truth of the link to each row.

    Args:
        subjects: `person`, `known`, `plain_name`, `name` (as written), `id_core`, `id_kind`, `name_kind`, `has_certificate`.
        people: the registry (`person`, `name`, `id_no`, `birth_date`).

    Returns:
        `linkable`, `open`, `shared_id` Boolean, `grade` String (null where there is nobody to link).
    """
    facts = _facts(people)
    rows = subjects.join(facts, on="person", how="left", maintain_order="left").with_columns(
        sound=sound(subjects["id_core"]), held=subjects["id_core"].is_in(people["id_no"].implode())
    )
    doubtful = _doubtful()
    known = pl.col("known")
    return rows.select(
        linkable=known & ~doubtful,
        open=known & doubtful,
        shared_id=pl.col("shared").fill_null(value=False),
        grade=pl.when(known).then(_grade()),
    )


def _facts(people: pl.DataFrame) -> pl.DataFrame:
    return people.select(
        "person",
        shared=pl.col("id_no").is_duplicated(),
        twin_name=pl.struct("name", "birth_date").is_duplicated(),
    )


def _doubtful() -> pl.Expr:
    id_kind, name_kind = pl.col("id_kind"), pl.col("name_kind")
    same_name = name_kind.is_in(SAME_NAME)
    converted = id_kind.is_in(CONVERSIONS)
    repaired = id_kind.is_in(_REPAIRED)
    long_enough = (pl.col("plain_name").str.len_chars() > 2) & ~name_kind.is_in(["rename", "noname", "formername"])
    return pl.any_horizontal(
        id_kind == "idkin",
        id_kind.is_in(_UNUSABLE) & ~(pl.col("has_certificate") & same_name),
        repaired & (~same_name | pl.col("twin_name") | pl.col("sound") | pl.col("held")),
        converted & (id_kind != "") & ~same_name & ~long_enough,
        ~same_name & pl.col("shared"),
        (id_kind != "") & pl.col("shared"),
    ).fill_null(value=True)


def _grade() -> pl.Expr:
    id_kind = pl.col("id_kind")
    conversion = (id_kind != "") & ~id_kind.is_in(_UNUSABLE) & (id_kind != "idkin")
    return (
        pl.when((id_kind == "idkin") | (id_kind.is_in(_UNUSABLE) & ~pl.col("has_certificate")))
        .then(pl.lit("D"))
        .when(conversion | id_kind.is_in(_UNUSABLE))
        .then(pl.lit("C"))
        .when(pl.col("name_kind").is_in(SAME_NAME))
        .then(pl.lit("A"))
        .otherwise(pl.lit("B"))
    )
