"""What is known around a pair: the mention's other rows, the owner's kin, and where the household lives."""

from __future__ import annotations

import polars as pl

from matchers.candidates import Via
from matchers.names.comparison import classify_names
from matchers.rules import MISWRITTEN, NUMBER_WAYS, disowned, grade, name_relation, unheld
from schemas.linked import NameRelation
from schemas.terms import Outcome

NO_HOMES = pl.DataFrame(schema={"household": pl.String(), "registry_household": pl.String()})


def homes_of(
    settled: pl.DataFrame, records: pl.DataFrame, registry: pl.DataFrame, *, distinct: bool = True
) -> pl.DataFrame:
    """Where the linked mentions of each household live.

    Args:
        settled: `SETTLED`.
        records: frame of `matchers.records.Records`.
        registry: frame of `matchers.registry.index_registry`.
        distinct: each place once; otherwise one row a linked mention.

    Returns:
        `household` (as in records), `registry_household`.
    """
    linked = settled.filter(pl.col("outcome") == Outcome.LINKED.value).select("record", "person")
    households = records.select("record", "household").drop_nulls()
    homes = (
        linked.join(households, on="record")
        .join(registry.select("person", "registry_household"), on="person")
        .select("household", "registry_household")
        .sort("household", "registry_household")
    )
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


def allow(weighed: pl.DataFrame, registry: pl.DataFrame, owners: pl.DataFrame) -> pl.DataFrame:
    """Adds what the rules need to know of a mention's other rows and kin, and the grade that they allow.

    Args:
        weighed: pairs with levels and weights.
        registry: frame of `matchers.registry.index_registry`.
        owners: frame of `owners_of`.

    Returns:
        The pairs with `kin_same`, `kin_alike`, `owner_elsewhere`, `unheld`, `allowed` (grade or null), `disowned`.
    """
    relation = weighed.with_columns(relation=name_relation())
    strong = relation.filter(
        pl.col("via").cast(pl.String).is_in(NUMBER_WAYS)
        & ((pl.col("via") == Via.EXACT.value) | pl.col("relation").is_in([NameRelation.SAME, NameRelation.ALIKE]))
    )
    known = weighed.join(_kin_names(relation, registry), on="record", how="left", maintain_order="left")
    known = known.join(owners, on=["roster", "id18", "person"], how="left", maintain_order="left")
    return known.with_columns(
        pl.col("kin_same", "kin_alike").fill_null(0),
        owner_elsewhere=pl.col("owner_elsewhere").fill_null(value=False)
        & name_relation().ne_missing(pl.lit(NameRelation.SAME.value)),
        unheld=unheld(weighed, strong),
    ).with_columns(allowed=grade(), disowned=disowned())


def _kin_names(relation: pl.DataFrame, registry: pl.DataFrame) -> pl.DataFrame:
    """How many others in the household of a number's owner bear the written name, exactly or nearly."""
    owners = relation.filter(
        pl.col("via").cast(pl.String).is_in(NUMBER_WAYS)
        & pl.col("name_clean").is_not_null()
        & pl.col("relation").ne_missing(pl.lit(NameRelation.SAME.value))
    ).select("record", "name", "person", "registry_household")
    people = registry.select(pl.col("person").alias("other"), "registry_household", "registry_name")
    people = people.join(owners.select("registry_household").unique(), on="registry_household", how="semi")
    others = owners.join(people, on="registry_household").filter(pl.col("other") != pl.col("person"))
    others = others.with_columns(level_name=classify_names(others["name"], others["registry_name"]).cast(pl.String))
    bears = others.with_columns(bears=name_relation()).unique(["record", "other"])
    return bears.group_by("record").agg(
        kin_same=(pl.col("bears") == NameRelation.SAME.value).sum(),
        kin_alike=pl.col("level_name").is_in(MISWRITTEN).sum(),
    )
