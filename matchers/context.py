"""What is known around a pair: the mention's other rows, the owner's kin, and where the household lives."""

from __future__ import annotations

import polars as pl

from matchers.comparison import name_level
from matchers.ids.form import clean_ids
from matchers.ids.parts import to_eighteen
from matchers.names.text import kinsmen_named, normalise_names
from matchers.registry import Registry
from matchers.rules import CLOSEST, HELD_WAYS, MISWRITTEN, NUMBER_WAYS, disowned, grade, name_relation, unheld
from schemas.linked import NameRelation
from schemas.terms import Outcome, Via

NO_HOMES = pl.DataFrame(schema={"household": pl.String(), "registry_household": pl.String()})


def homes_of(
    settled: pl.DataFrame, records: pl.DataFrame, registry: Registry, *, distinct: bool = True
) -> pl.DataFrame:
    """Where the linked mentions of each household live.

    Args:
        settled: `SETTLED`.
        records: frame of `matchers.records.Records`.
        registry: the civil registry.
        distinct: each place once; otherwise one row a linked mention.

    Returns:
        `household` (as in records), `registry_household`.
    """
    linked = settled.filter(pl.col("outcome") == Outcome.LINKED.value).select("record", "person")
    households = records.select("record", "household").drop_nulls()
    lived = registry.beside(linked.join(households, on="record"), "registry_household")
    homes = lived.select("household", "registry_household").sort("household", "registry_household")
    return homes.unique(maintain_order=True) if distinct else homes


def owners_of(plain: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """Roster households in which a number stands on a row with its owner's own name.

    Args:
        plain: frame of `matchers.plain.plain_links`.
        records: frame of `matchers.records.Records`.

    Returns:
        `roster`, `id18`, `person`, `owner_elsewhere` (true).
    """
    bearers = records.filter(pl.col("roster").is_not_null()).select("record", "roster", "id18")
    kept = plain.select("record", "person").join(bearers, on="record").select("roster", "id18", "person")
    return kept.unique().with_columns(owner_elsewhere=pl.lit(value=True))


def allow(weighed: pl.DataFrame, registry: Registry, owners: pl.DataFrame, homes: pl.DataFrame) -> pl.DataFrame:
    """Adds what the rules need to know of a mention's other rows and kin, and the grade that they allow.

    Args:
        weighed: pairs with levels and weights.
        registry: the civil registry.
        owners: frame of `owners_of`.
        homes: `household`, `registry_household`: where others of a mention's household live.

    Returns:
        The pairs with `kin_same`, `kin_alike`, `kin_closest`, `sharers`, `sharers_same`, `sharers_alike`,
        `owner_elsewhere`, `heads_number`, `kin_named`, `unheld`, `allowed` (grade or null), `disowned`.
    """
    relation = weighed.with_columns(relation=name_relation())
    via = pl.col("via").cast(pl.String)
    named = pl.col("relation").is_in([NameRelation.SAME, NameRelation.ALIKE])
    explained = relation.filter(via.is_in(HELD_WAYS) | (via.is_in([Via.EDIT, Via.CUT]) & named))
    doubted = relation.filter(
        via.is_in(NUMBER_WAYS)
        & pl.col("name_clean").is_not_null()
        & pl.col("relation").ne_missing(pl.lit(NameRelation.SAME.value))
    )
    known = weighed.join(_kin_names(doubted, registry, homes), on="record", how="left", maintain_order="left")
    known = known.join(owners, on=["roster", "id18", "person"], how="left", maintain_order="left")
    not_same = name_relation().ne_missing(pl.lit(NameRelation.SAME.value))
    return known.with_columns(
        pl.col("kin_same", "kin_alike", "kin_closest").fill_null(0),
        *_sharers(),
        owner_elsewhere=pl.col("owner_elsewhere").fill_null(value=False) & not_same,
        heads_number=_heads_number(weighed) & not_same,
        kin_named=(kinsmen_named(pl.col("name")) == pl.col("registry_name")).fill_null(value=False),
        unheld=unheld(weighed, explained),
    ).with_columns(allowed=grade(), disowned=disowned())


def _sharers() -> list[pl.Expr]:
    """How many candidates hold the number by which this one was found, and how many of them bear the name.

    The number as it is written may be one person's and have been another's.
    """
    via = pl.col("via").cast(pl.String)
    number = ["record", pl.when(~via.is_in(HELD_WAYS)).then("held")]
    numbered = via.is_in(NUMBER_WAYS)
    counts = {
        "sharers": numbered,
        "sharers_same": numbered & (name_relation() == NameRelation.SAME.value),
        "sharers_alike": numbered & (name_relation() == NameRelation.ALIKE.value),
    }
    return [of_them.fill_null(value=False).sum().over(number).alias(name) for name, of_them in counts.items()]


def _heads_number(pairs: pl.DataFrame) -> pl.Series:
    """Whether the row says itself that its number is the head's, while it is not the head's row."""
    head = pl.DataFrame(
        {
            "head_id18": to_eighteen(clean_ids(pairs["partner_id"])),
            "head_name": normalise_names(pairs["partner_name"]),
        }
    )
    says = (pl.col("id18") == pl.col("head_id18")) & (pl.col("name_clean") != pl.col("head_name"))
    return pairs.hstack(head).select((says & ~pl.col("is_head")).fill_null(value=False)).to_series()


def _kin_names(doubted: pl.DataFrame, registry: Registry, homes: pl.DataFrame) -> pl.DataFrame:
    """How many others who live with a number's owner, or with the mention's household, bear its name, or nearly."""
    owners = doubted.select("record", "name", "household", "person", "registry_household")
    lodged = owners.drop("registry_household").join(homes, on="household").select(owners.columns)
    people = registry.whose(
        "registry_household", pl.concat([owners, lodged])["registry_household"], "registry_name"
    ).rename({"person": "other"})
    others = (
        pl.concat([owners, lodged]).join(people, on="registry_household").filter(pl.col("other") != pl.col("person"))
    )
    others = others.hstack(registry.of(others["other"], "registry_former_name"))
    others = others.with_columns(level_name=name_level(others))
    bears = others.with_columns(bears=name_relation()).unique(["record", "other"])
    return bears.group_by("record").agg(
        kin_same=(pl.col("bears") == NameRelation.SAME.value).sum(),
        kin_alike=pl.col("level_name").is_in(MISWRITTEN).sum(),
        kin_closest=pl.col("level_name").is_in(CLOSEST).sum(),
    )
