"""M1, M2, M7: allowances and support that a person is entitled to and does not get, or gets in another amount."""

from __future__ import annotations

import polars as pl

from policies.checks.declaration import FACTS, Identity, check
from policies.evidence import Evidence
from policies.law import ALLOWANCES, DISTRICT_NOTICE
from policies.terms.absence import certain
from policies.terms.allowances import (
    LIVING_EXCLUDES,
    NURSING_EXCLUDES,
    due_living_allowance,
    due_nursing_allowance,
)
from policies.terms.benefits import (
    LIVING_ALLOWANCE,
    NURSING_ALLOWANCE,
    allowances,
    beneficiaries,
    in_extreme_poverty,
)
from policies.terms.rows import first_rows, place, place_as_given
from schemas.leaving import NO_NAMES
from schemas.linked import PERSON
from schemas.meanings import Meanings
from schemas.money import yuan

_ORPHANS = ("orphans",)
_NEEDS = ("disability", "low_income", *NURSING_EXCLUDES)


@check(
    "M1a",
    "符合条件未领取生活补贴",
    Identity.PERSON,
    ALLOWANCES,
    Meanings("残疾人证类别和等级", "补贴名册中的情况"),
    evidence=("declared",),
    needs=_NEEDS,
    if_landed=_ORPHANS,
    texts=NO_NAMES,
)
def living_allowance_omitted(evidence: Evidence) -> pl.DataFrame:
    """Entitled to 生活补贴 and no active row."""
    return _omitted(evidence, due_living_allowance(evidence), LIVING_ALLOWANCE, LIVING_EXCLUDES)


@check(
    "M1b",
    "符合条件未领取护理补贴",
    Identity.PERSON,
    ALLOWANCES,
    Meanings("残疾人证类别和等级", "补贴名册中的情况"),
    evidence=("declared",),
    needs=_NEEDS,
    if_landed=_ORPHANS,
    texts=NO_NAMES,
)
def nursing_allowance_omitted(evidence: Evidence) -> pl.DataFrame:
    """Entitled to 护理补贴 and no active row."""
    return _omitted(evidence, due_nursing_allowance(evidence), NURSING_ALLOWANCE, NURSING_EXCLUDES)


def _omitted(evidence: Evidence, due: pl.DataFrame, allowance: str, excludes: tuple[str, ...]) -> pl.DataFrame:
    missing = due.join(allowances(evidence, allowance), on=PERSON, how="anti", maintain_order="left")
    return certain(evidence, missing, *excludes).select(
        *place("disability"),
        PERSON,
        pl.format("残疾人证有效 {}{}", "category", "level").alias("declared"),
        pl.lit(f"当月未领取{allowance}").alias("observed"),
        pl.lit("disability_allowances").alias("observed_source"),
        "grade",
    )


@check(
    "M2",
    "残疾人补贴金额与标准不符",
    Identity.PERSON,
    DISTRICT_NOTICE,
    Meanings("补贴种类和金额", "与标准之差", limit="补贴标准"),
    evidence=(FACTS,),
    needs=("disability_allowances",),
    texts=NO_NAMES,
)
def allowance_amount(evidence: Evidence) -> pl.DataFrame:
    """Amount of an active allowance differs from the standard; amount = written - standard."""
    parameters = evidence.parameters
    standard = (
        pl.when(pl.col("allowance") == LIVING_ALLOWANCE)
        .then(int(parameters["living_allowance_fen"]))
        .otherwise(int(parameters["nursing_allowance_fen"]))
    )
    held = beneficiaries(evidence, "disability_allowances").select(
        *place("disability_allowances"),
        PERSON,
        "grade",
        "status",
        pl.col("allowance").alias("kind"),
        pl.col("amount_fen").alias("written"),
        standard.alias("standard"),
    )
    return _differing(held, pl.col("written") != pl.col("standard"))


@check(
    "M7",
    "特困供养标准低于规定",
    Identity.PERSON,
    DISTRICT_NOTICE,
    Meanings("供养月标准", "与标准之差", limit="特困基本生活标准"),
    evidence=(FACTS,),
    needs=("extreme_poverty",),
    texts=NO_NAMES,
)
def support_below_standard(evidence: Evidence) -> pl.DataFrame:
    """Monthly amount of an active extreme_poverty row under the standard; amount = written - standard."""
    parameters = evidence.parameters
    urban, rural = parameters["extreme_poverty_urban_standard_fen"], parameters["extreme_poverty_rural_standard_fen"]
    standard = pl.when(pl.col("scheme") == "城市特困").then(int(urban)).otherwise(int(rural))
    held = in_extreme_poverty(evidence).select(
        *place("extreme_poverty"),
        PERSON,
        "grade",
        "status",
        pl.col("scheme").alias("kind"),
        pl.col("monthly_amount_fen").alias("written"),
        standard.alias("standard"),
    )
    return _differing(held, pl.col("written") < pl.col("standard"))


def _differing(held: pl.DataFrame, wrong: pl.Expr) -> pl.DataFrame:
    """The first row of each person whose amount is wrong; `kind` is what is paid, `written` and `standard` are fen."""
    gap = (pl.col("written") - pl.col("standard")).cast(pl.Int64)
    direction = pl.when(gap < 0).then(pl.lit("低于")).otherwise(pl.lit("高于"))
    paid_wrong = held.filter(wrong)
    fact = pl.concat_str("kind", "written", "status", separator=" ", ignore_nulls=True)
    facts = paid_wrong.group_by(PERSON).agg(fact.unique().alias(FACTS))
    return (
        first_rows(paid_wrong)
        .join(facts, on=PERSON, maintain_order="left")
        .select(
            *place_as_given(),
            PERSON,
            "grade",
            pl.format("{}{}/月", "kind", yuan(pl.col("written"))).alias("declared"),
            pl.format("{}标准{}/月", direction, yuan(gap.abs())).alias("observed"),
            pl.format("{}标准{}/月", "kind", yuan(pl.col("standard"))).alias("limit"),
            gap.alias("amount_fen"),
            FACTS,
            pl.col("source").alias("observed_source"),
        )
    )
