"""The groups of the review workbook: what a row says and who its candidates are, in the columns that reviewers read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from matchers.explain import Explanation
from matchers.records import household_of
from pipelines.review.keys import Link, Offered, PairKey
from pipelines.review.rows import Night
from policies.terms.spelling import ID_LENGTH
from reports.review_book import Block, Side
from schemas import review
from schemas.decision import Verdict
from schemas.extracts import EXTRACTS
from schemas.linked import PERSON
from schemas.terms import Outcome, Role

_MOST_MATES = 6
_SAME_NAMES = ("same", "format")
Row = Mapping[str, Any]


def blocks_of(told: Explanation, night: Night, offered: Offered) -> tuple[Block, ...]:
    """Groups in the order of town, village, source and place; candidates in an order that tells nothing of weights.

    Args:
        told: who the rows may be, each row's saying once.
        night: what the night left.
        offered: keeps what the codes of the pairs stand for.
    """
    order = ["town", "village", "source", "file", "row_number", "role"]
    mentions = told.mentions.sort(order, nulls_last=True).join(
        _mates_in_rows(told, night), on="record", how="left", maintain_order="left"
    )
    candidates = _candidates(told, night).partition_by("record", as_dict=True)
    return tuple(_block(row, candidates[(row["record"],)], offered) for row in mentions.iter_rows(named=True))


def _candidates(told: Explanation, night: Night) -> pl.DataFrame:
    """The best few of each mention, with their household, in the order of their keys."""
    open_ones = told.candidates.filter(pl.col("verdict").ne_missing(pl.lit(Verdict.DIFFERENT.value)))
    best = open_ones.join(told.mentions, on="record", how="semi").filter(pl.col("rank") <= review.MOST_CANDIDATES)
    homes = night.persons.filter(pl.col("household_no").is_in(best["registry_household"].unique().implode()))
    heads = homes.select(PERSON, "head_name")
    mates = homes.select(registry_household="household_no", other=PERSON, mate="name")
    others = best.select("record", PERSON, "registry_household").join(mates, on="registry_household")
    named = others.filter(pl.col("other") != pl.col(PERSON)).group_by("record", PERSON).agg(_names("mate"))
    joined = best.join(heads, on=PERSON, how="left").join(named, on=["record", PERSON], how="left")
    return joined.sort("record", "person_key", PERSON)


def _mates_in_rows(told: Explanation, night: Night) -> pl.DataFrame:
    """Names on the other rows of each mention's household."""
    own = told.mentions.select("record", "household", "name").drop_nulls("household")
    wanted = own["household"].unique().implode()
    named = [
        rows.select(household_of(EXTRACTS[source], subject).alias("household"), pl.col(subject.name).alias("mate"))
        .filter(pl.col("household").is_in(wanted))
        .unique(maintain_order=True)
        for source, rows in night.rows.items()
        for subject in EXTRACTS[source].subjects
        if not subject.role
    ]
    others = own.join(pl.concat(named), on="household").filter(pl.col("mate").ne_missing(pl.col("name")))
    return others.group_by("record").agg(_names("mate"))


def _names(column: str) -> pl.Expr:
    distinct = pl.col(column).drop_nulls().unique(maintain_order=True)
    return distinct.head(_MOST_MATES).str.join("、").alias("mates")


def _block(row: Row, candidates: pl.DataFrame, offered: Offered) -> Block:
    return Block(_row_side(row), tuple(_side(row, one, offered) for one in candidates.iter_rows(named=True)))


def _row_side(row: Row) -> Side:
    extract = EXTRACTS[row["source"]]
    place = f"{extract.title} {Role(row['role']).label if row['role'] else ''} {row['file']} 第{row['row_number']}行"
    return Side(
        {
            review.PLACE_IN_FILE: " ".join(place.split()),
            review.NAME: row["name"],
            review.ID_NO: row["id_clean"],
            review.CERTIFICATE: row["certificate_clean"],
            review.BIRTH_DATE: _text(row["birth_date"]),
            review.SEX: row["sex"],
            review.TOWN: row["town"],
            review.VILLAGE: row["village"],
            review.HEAD: row["partner_name"],
            review.MATES: row["mates"],
        }
    )


def _side(row: Row, one: Row, offered: Offered) -> Side:
    certificate = row["certificate_clean"]
    return Side(
        {
            review.NAME: one["registry_name"],
            review.ID_NO: one["held"],
            # The number that this person's certificate would have: it begins with the resident id.
            review.CERTIFICATE: one["held"] + certificate[ID_LENGTH:] if certificate else None,
            review.BIRTH_DATE: _text(one["registry_birth_date"]),
            review.SEX: one["registry_sex"],
            review.TOWN: one["registry_town"],
            review.VILLAGE: one["registry_village"],
            review.HEAD: one["head_name"],
            review.MATES: one["mates"],
        },
        frozenset({review.NAME} if one["level_name"] in _SAME_NAMES else ()),
        offered.code(_key(row, one)),
    )


def _key(row: Row, one: Row) -> PairKey:
    linked = row["outcome"] == Outcome.LINKED.value
    this = Link.THIS if row[PERSON] == one[PERSON] else Link.OTHER
    return PairKey(
        source=row["source"],
        role=row["role"],
        place=f"{row['file']}:{row['row_number']}",
        mention_key=row["mention_key"],
        name=row["name_clean"],
        person_key=one["person_key"],
        registry_name=one["registry_name"],
        link=this if linked else Link.NONE,
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)
