"""What an honest linker can know of a miswritten row: whether it is linkable, left open, and by what grade."""

from __future__ import annotations

import polars as pl

from data.district.damage import CONVERSIONS, SAME_NAME
from data.district.ids import sound

AHEAD = "idahead"
"""The number is right, but newer than what the registry says."""
_UNUSABLE = ("idnone", "idsci")
_REPAIRED = ("id1digit", "idswap", "idexcel", "id17", "idyear")


def judge(subjects: pl.DataFrame, doubles: pl.DataFrame, held: pl.Series) -> pl.DataFrame:
    """Adds the truth of the link to each row.

    Args:
        subjects: `person`, `known`, `plain_name`, `name` (as written), `id_core`, `id_kind`, `name_kind`,
            `has_certificate`, `pinned` (birth date or household say who is meant).
        doubles: `person`, `shared` (another holds the number), `twin_name` (another bears name and birth date); only
            people of whom either is true.
        held: every number of the registry.

    Returns:
        `linkable`, `open`, `shared_id` Boolean, `grade` String (null where there is nobody to link).
    """
    odd = (subjects["id_kind"] != "") | (subjects["name_kind"] != "") | ~subjects["known"]
    plain = subjects.select("person").with_columns(
        linkable=pl.lit(value=True), open=pl.lit(value=False), grade=pl.lit("A")
    )
    rows = subjects.filter(odd).join(doubles, on="person", how="left", maintain_order="left")
    own = held.filter(held.is_in(rows["id_core"].implode()))
    rows = rows.with_columns(sound=sound(rows["id_core"]), held=rows["id_core"].is_in(own.implode()))
    known = pl.col("known")
    judged = rows.select(linkable=known & ~_doubtful(), open=known & _doubtful(), grade=pl.when(known).then(_grade()))
    places = odd.arg_true()
    columns = [plain[name].scatter(places, judged[name]) for name in judged.columns]
    shared = subjects["person"].is_in(doubles.filter("shared")["person"].implode())
    return pl.DataFrame([*columns, shared.rename("shared_id")]).select("linkable", "open", "shared_id", "grade")


def _doubtful() -> pl.Expr:
    id_kind, name_kind = pl.col("id_kind"), pl.col("name_kind")
    same_name = name_kind.is_in(SAME_NAME)
    converted = id_kind.is_in(CONVERSIONS)
    repaired = id_kind.is_in(_REPAIRED)
    long_enough = (pl.col("plain_name").str.len_chars() > 2) & ~name_kind.is_in(["rename", "noname", "formername"])
    return pl.any_horizontal(
        id_kind.is_in(["idkin", AHEAD]),
        id_kind.is_in(_UNUSABLE) & ~((pl.col("has_certificate") | pl.col("pinned")) & same_name),
        id_kind.is_in(_UNUSABLE) & ~pl.col("has_certificate") & pl.col("twin_name").fill_null(value=False),
        repaired & (~same_name | pl.col("twin_name").fill_null(value=False) | pl.col("sound") | pl.col("held")),
        converted & (id_kind != "") & ~same_name & ~long_enough,
        ~same_name & pl.col("shared").fill_null(value=False),
        (id_kind != "") & pl.col("shared").fill_null(value=False),
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
