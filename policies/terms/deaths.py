"""Who is dead, since which month, and how many sources say so."""

from __future__ import annotations

import polars as pl

from policies.counties import FILES
from policies.evidence import Evidence, view
from policies.terms.rows import linked
from schemas.extracts import REGISTRY
from schemas.linked import PERSON
from schemas.month import month_expr
from schemas.terms import Strength

REGISTRY_DEATH = "死亡注销"
_POLICE = "公安"


@view
def dead(evidence: Evidence) -> pl.DataFrame:
    """One row a dead person.

    Returns:
        person, death_date (earliest known; null where only an undated 死亡注销 says it), death_month (Int32),
        death_source (source that has the earliest date), death_grade (of its link), sources (公安、火化、卫健 as
        reported), reports (List(String), date and source of each), files (where it is reported), strength
        (`two_sources` where two of the three report it, else `one_source`).
    """
    reports = pl.concat([_reported(evidence), _cancelled(evidence)]).sort("death_date", nulls_last=True)
    kinds = pl.col("kind").unique(maintain_order=True)
    day = pl.col("death_date").cast(pl.String).fill_null("")
    return (
        reports.group_by(PERSON, maintain_order=True)
        .agg(
            pl.col("death_date", "death_source", "death_grade").first(),
            kinds.str.join("、").alias("sources"),
            pl.format("{} {}", day, "kind").unique(maintain_order=True).alias("reports"),
            pl.col("kind").n_unique().alias("agreeing"),
            pl.col("file").unique().alias(FILES),
        )
        .with_columns(
            death_month=month_expr(pl.col("death_date")),
            strength=pl.when(pl.col("agreeing") > 1)
            .then(pl.lit(Strength.TWO_SOURCES.value))
            .otherwise(pl.lit(Strength.ONE_SOURCE.value)),
        )
        .drop("agreeing")
    )


def _reported(evidence: Evidence) -> pl.DataFrame:
    return linked(evidence, "deaths").select(
        PERSON,
        "death_date",
        pl.col("death_source").alias("kind"),
        pl.lit("deaths").alias("death_source"),
        pl.col("grade").alias("death_grade"),
        "file",
    )


def _cancelled(evidence: Evidence) -> pl.DataFrame:
    return evidence.persons.filter(pl.col("person_status") == REGISTRY_DEATH).select(
        PERSON,
        pl.col("status_date").alias("death_date"),
        pl.lit(_POLICE).alias("kind"),
        pl.lit(REGISTRY).alias("death_source"),
        pl.lit(None, dtype=pl.String).alias("death_grade"),
        "file",
    )


def living(evidence: Evidence, people: pl.DataFrame, on: str = PERSON) -> pl.DataFrame:
    """The rows of `people` whose person (column `on`) is not dead."""
    return people.join(dead(evidence).select(PERSON), left_on=on, right_on=PERSON, how="anti")
