"""M1, M2, M7: allowances and support that a person is entitled to and does not get, or gets in another amount."""

from __future__ import annotations

import polars as pl

from policies.checks.declaration import Identity, check
from policies.evidence import Evidence
from policies.law import ALLOWANCES, DISTRICT_NOTICE
from policies.terms.absence import certain
from policies.terms.allowances import due_living_allowance, due_nursing_allowance
from policies.terms.benefits import (
    LIVING_ALLOWANCE,
    NURSING_ALLOWANCE,
    allowances,
    beneficiaries,
    in_extreme_poverty,
)
from policies.terms.money import yuan
from policies.terms.rows import first_rows, place
from schemas.leaving import PLAIN, Texts
from schemas.linked import PERSON

_ORPHANS = ("orphans",)
_LIVING_EXCLUDES = ("extreme_poverty", *_ORPHANS, "disability_allowances")
_NURSING_EXCLUDES = ("extreme_poverty", "disability_allowances")
_NEEDS = ("disability", "low_income", *_NURSING_EXCLUDES)


@check(
    "M1a",
    "符合条件未领取生活补贴",
    Identity.PERSON,
    ALLOWANCES,
    needs=_NEEDS,
    if_landed=_ORPHANS,
    texts=Texts(PLAIN, PLAIN),
)
def living_allowance_omitted(evidence: Evidence) -> pl.DataFrame:
    """Entitled to 生活补贴 and no active row."""
    return _omitted(evidence, due_living_allowance(evidence), LIVING_ALLOWANCE, _LIVING_EXCLUDES)


@check(
    "M1b",
    "符合条件未领取护理补贴",
    Identity.PERSON,
    ALLOWANCES,
    needs=_NEEDS,
    if_landed=_ORPHANS,
    texts=Texts(PLAIN, PLAIN),
)
def nursing_allowance_omitted(evidence: Evidence) -> pl.DataFrame:
    """Entitled to 护理补贴 and no active row."""
    return _omitted(evidence, due_nursing_allowance(evidence), NURSING_ALLOWANCE, _NURSING_EXCLUDES)


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
    needs=("disability_allowances",),
    texts=Texts(PLAIN, PLAIN),
)
def allowance_amount(evidence: Evidence) -> pl.DataFrame:
    """Amount of an active allowance differs from the standard; amount = written - standard."""
    held = beneficiaries(evidence, "disability_allowances")
    living = pl.col("allowance") == LIVING_ALLOWANCE
    parameters = evidence.parameters
    standard = pl.when(living).then(parameters["living_allowance_fen"]).otherwise(parameters["nursing_allowance_fen"])
    return _differing(held, "disability_allowances", "amount_fen", standard, pl.col("written") != pl.col("standard"))


@check(
    "M7",
    "特困供养标准低于规定",
    Identity.PERSON,
    DISTRICT_NOTICE,
    needs=("extreme_poverty",),
    texts=Texts(PLAIN, PLAIN),
)
def support_below_standard(evidence: Evidence) -> pl.DataFrame:
    """Monthly amount of an active extreme_poverty row under the standard; amount = written - standard."""
    parameters = evidence.parameters
    urban, rural = parameters["extreme_poverty_urban_standard_fen"], parameters["extreme_poverty_rural_standard_fen"]
    standard = pl.when(pl.col("scheme") == "城市特困").then(urban).otherwise(rural)
    below = pl.col("written") < pl.col("standard")
    return _differing(in_extreme_poverty(evidence), "extreme_poverty", "monthly_amount_fen", standard, below)


def _differing(held: pl.DataFrame, source: str, column: str, standard: pl.Expr, wrong: pl.Expr) -> pl.DataFrame:
    judged = held.with_columns(written=pl.col(column), standard=standard.cast(pl.Int64))
    return first_rows(judged.filter(wrong)).select(
        *place(source),
        PERSON,
        yuan(pl.col("written")).alias("declared"),
        pl.format("标准 {}", yuan(pl.col("standard"))).alias("observed"),
        (pl.col("written") - pl.col("standard")).alias("amount_fen"),
        pl.lit(source).alias("observed_source"),
        "grade",
    )
