"""K3, K4: are those who should be caught on a roll, and does each household on one have a complete dossier."""

from __future__ import annotations

import polars as pl

from policies.counties import of_file
from policies.evidence import Evidence
from policies.indicators.declaration import indicator
from policies.indicators.objects import counted, gap_unless, lacking_nobody
from policies.law import PERFORMANCE
from policies.terms.benefits import enrolled
from policies.terms.health import major_illness, severe
from policies.terms.poverty import IN_SUPPORT, ON_LOW_INCOME, POOR, poor, poverty_households, poverty_members
from policies.terms.registry import registered
from policies.terms.rows import among, first_rows, rows
from schemas.extracts.dossiers import DOSSIER_ITEMS
from schemas.linked import PERSON
from schemas.terms import GapReason

_PRESENT = "有"


@indicator(
    "K3",
    "兜底保障目标人群覆盖率",
    PERFORMANCE,
    needs=("poverty_register", "low_income", "extreme_poverty", "disability"),
    if_landed=("rigid_expenses",),  # which tells who has a major illness
)
def target_group_covered(evidence: Evidence) -> pl.DataFrame:
    """Poor people with severe disability, major illness or an attribute that says so; done: covered or supported."""
    needy = among(severe(evidence)) | among(major_illness(evidence)) | _says_so()
    people = first_rows(poor(evidence).filter(needy))
    reason = gap_unless(among(enrolled(evidence)), GapReason.NOT_ENROLLED)
    linked = people.select(
        registered(evidence, "id_no").alias("key"),
        registered(evidence, "name").alias("name"),
        *_placed(evidence),
        *counted(reason, lacking_nobody(evidence, "low_income", "extreme_poverty")),
    )
    stray = rows(evidence, "poverty_register").filter(
        pl.col(PERSON).is_null() & pl.col("poverty_status").is_in(POOR) & _says_so()
    )
    unlinked = pl.lit(GapReason.UNLINKED.value, dtype=pl.String)
    key = pl.col("person_no").alias("key")
    return pl.concat([linked, stray.select(key, "name", *_placed(evidence), *counted(unlinked))])


def _placed(evidence: Evidence) -> tuple[pl.Expr, ...]:
    return (pl.col("town"), pl.col("village"), of_file(evidence.counties))


def _says_so() -> pl.Expr:
    return pl.col("household_attribute").is_in([ON_LOW_INCOME, IN_SUPPORT])


@indicator(
    "K4",
    "兜底保障对象一户一档完成率",
    PERFORMANCE,
    needs=("poverty_register", "low_income", "extreme_poverty", "dossiers"),
)
def dossiers_complete(evidence: Evidence) -> pl.DataFrame:
    """Poverty households with a living member on a roll; done: a dossier, the most complete, with all six items."""
    kept = poverty_members(evidence).join(enrolled(evidence), on=PERSON, how="semi")
    households = poverty_households(evidence).join(kept, on="household_no", how="semi", maintain_order="left")
    judged = households.join(_best_dossier(evidence), on="household_no", how="left", maintain_order="left")
    reason = (
        pl.when(pl.col("lacking").is_null())
        .then(pl.lit(GapReason.NO_DOSSIER.value))
        .when(pl.col("lacking") != "")
        .then(pl.format("{}:{}", pl.lit(GapReason.INCOMPLETE.value), "lacking"))
    )
    return judged.select(pl.col("household_no").alias("key"), "name", *_placed(evidence), *counted(reason))


def _best_dossier(evidence: Evidence) -> pl.DataFrame:
    missing = [(pl.col(item.name) != _PRESENT).fill_null(value=True) for item in DOSSIER_ITEMS]
    names = [pl.when(absent).then(pl.lit(item.header)) for absent, item in zip(missing, DOSSIER_ITEMS, strict=True)]
    judged = rows(evidence, "dossiers").select(
        "household_no",
        pl.sum_horizontal(missing).alias("number"),
        pl.concat_str(names, separator=",", ignore_nulls=True).alias("lacking"),
    )
    return first_rows(judged.sort("number", maintain_order=True), "household_no")
