"""R1-R9: benefits that one person may not have side by side in the as-of month; the dead are not left out."""

from __future__ import annotations

import polars as pl

from policies.checks.declaration import FACTS, Identity, check
from policies.evidence import Evidence
from policies.law import ALLOWANCES, EXTREME_POVERTY, LOW_INCOME_APPROVAL
from policies.terms.absence import certain
from policies.terms.benefits import (
    LIVING_ALLOWANCE,
    NURSING_ALLOWANCE,
    RURAL,
    URBAN,
    allowances,
    beneficiaries,
    covered,
    in_extreme_poverty,
)
from policies.terms.health import high_level
from policies.terms.rows import first_rows, place
from schemas.extracts import EXTRACTS
from schemas.leaving import NO_NAMES
from schemas.linked import PERSON
from schemas.meanings import Meanings
from schemas.month import month_text


def _overlap(
    kept: pl.DataFrame, source: str, other: pl.DataFrame, other_source: str, observed: pl.Expr
) -> pl.DataFrame:
    """Persons of `kept` who are in `other` too, one finding each; `observed` says what the other row shows."""
    seen = first_rows(other).select(PERSON, observed.cast(pl.String).alias("observed"))
    found = first_rows(kept).join(seen, on=PERSON, maintain_order="left")
    both = pl.concat([_written(found, kept, source), _written(found, other, other_source)])
    return found.join(_gathered(both), on=PERSON, maintain_order="left").select(
        *place(source),
        *(["household_no"] if source == "low_income" else []),
        PERSON,
        _description(source).alias("declared"),
        "observed",
        pl.lit(other_source).alias("observed_source"),
        "grade",
        FACTS,
    )


def _alone(kept: pl.DataFrame, source: str, observed: str, observed_source: str) -> pl.DataFrame:
    facts = _gathered(_written(kept, kept, source))
    return (
        first_rows(kept)
        .join(facts, on=PERSON, maintain_order="left")
        .select(
            *place(source),
            PERSON,
            _description(source).alias("declared"),
            pl.lit(observed).alias("observed"),
            pl.lit(observed_source).alias("observed_source"),
            "grade",
            FACTS,
        )
    )


def _written(people: pl.DataFrame, held: pl.DataFrame, source: str) -> pl.DataFrame:
    """person, fact: each benefit of these people as its roster writes it, with amount and status."""
    amount = {"low_income": "monthly_benefit_fen", "disability_allowances": "amount_fen"}
    said = [_description(source), pl.col(amount.get(source, "monthly_amount_fen")).cast(pl.String), pl.col("status")]
    return held.join(people.select(PERSON), on=PERSON, how="semi").select(
        PERSON, fact=pl.concat_str(pl.lit(source), *said, separator=" ", ignore_nulls=True)
    )


def _gathered(written: pl.DataFrame) -> pl.DataFrame:
    return written.group_by(PERSON).agg(pl.col("fact").unique().alias(FACTS))


def _households_only(found: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Findings whose evidence is the numbers of the households, whatever these receive."""
    numbers = held.select(PERSON, fact=_description("low_income"))
    return found.drop(FACTS).join(_gathered(numbers), on=PERSON, how="left", maintain_order="left")


def _description(source: str) -> pl.Expr:
    if source == "low_income":
        return pl.format("{} {}", "scheme", "household_no")
    if source == "disability_allowances":
        return pl.col("allowance")
    return pl.lit(EXTRACTS[source].title)


@check(
    "R1",
    "同时享受城市低保和农村低保",
    Identity.PERSON,
    LOW_INCOME_APPROVAL,
    Meanings("城市低保及家庭编号", "农村低保及家庭编号"),
    evidence=(FACTS,),
    needs=("low_income",),
    texts=NO_NAMES,
)
def urban_and_rural(evidence: Evidence) -> pl.DataFrame:
    """Covered in 城市低保 and in 农村低保."""
    urban, rural = (covered(evidence).filter(pl.col("scheme") == scheme) for scheme in (URBAN, RURAL))
    found = _overlap(urban, "low_income", rural, "low_income", _description("low_income"))
    return _households_only(found, covered(evidence))


@check(
    "R2",
    "同时享受低保和特困供养",
    Identity.PERSON,
    EXTREME_POVERTY,
    Meanings("低保类别及家庭编号", "另一项待遇"),
    evidence=(FACTS,),
    needs=("low_income", "extreme_poverty"),
    texts=NO_NAMES,
)
def covered_and_supported(evidence: Evidence) -> pl.DataFrame:
    """Covered and in extreme_poverty."""
    return _overlap(
        covered(evidence),
        "low_income",
        in_extreme_poverty(evidence),
        "extreme_poverty",
        _description("extreme_poverty"),
    )


@check(
    "R3",
    "在两个低保家庭中重复享受",
    Identity.PERSON,
    LOW_INCOME_APPROVAL,
    Meanings("低保类别及家庭编号", "另一户的低保类别及家庭编号"),
    evidence=(FACTS,),
    needs=("low_income",),
    texts=NO_NAMES,
)
def two_households(evidence: Evidence) -> pl.DataFrame:
    """Covered in two households; the two schemes number theirs each for itself."""
    households = first_rows(covered(evidence), PERSON, "household_no", "scheme")
    further = households.filter(~pl.col(PERSON).is_first_distinct())
    found = _overlap(households, "low_income", further, "low_income", _description("low_income"))
    return _households_only(found, covered(evidence))


@check(
    "R4",
    "孤儿同时享受特困供养或生活补贴",
    Identity.PERSON,
    (EXTREME_POVERTY, ALLOWANCES),
    Meanings("孤儿保障", "另一项待遇"),
    evidence=(FACTS,),
    needs=("orphans",),
    any_of=("extreme_poverty", "disability_allowances"),
    texts=NO_NAMES,
)
def orphan_and_other(evidence: Evidence) -> pl.DataFrame:
    """Orphan and in extreme_poverty or with 生活补贴; the nursing allowance an orphan may have."""
    orphans = beneficiaries(evidence, "orphans")
    others = (
        (in_extreme_poverty(evidence), "extreme_poverty"),
        (allowances(evidence, LIVING_ALLOWANCE), "disability_allowances"),
    )
    return first_rows(
        pl.concat([_overlap(orphans, "orphans", rows, source, _description(source)) for rows, source in others])
    )


@check(
    "R5",
    "特困人员同时享受残疾人两补",
    Identity.PERSON,
    ALLOWANCES,
    Meanings("补贴种类", "另一项待遇"),
    evidence=(FACTS,),
    needs=("extreme_poverty", "disability_allowances"),
    texts=NO_NAMES,
)
def supported_and_allowance(evidence: Evidence) -> pl.DataFrame:
    """In extreme_poverty and with either allowance."""
    held = beneficiaries(evidence, "disability_allowances")
    return _overlap(
        held, "disability_allowances", in_extreme_poverty(evidence), "extreme_poverty", _description("extreme_poverty")
    )


@check(
    "R7",
    "领取生活补贴但不是低保对象",
    Identity.PERSON,
    ALLOWANCES,
    Meanings("补贴种类", "低保花名册中的情况"),
    evidence=(FACTS,),
    needs=("disability_allowances", "low_income"),
    texts=NO_NAMES,
)
def living_allowance_uncovered(evidence: Evidence) -> pl.DataFrame:
    """生活补贴 but not covered."""
    held = allowances(evidence, LIVING_ALLOWANCE).join(covered(evidence), on=PERSON, how="anti", maintain_order="left")
    return _alone(certain(evidence, held, "low_income"), "disability_allowances", "当月不是低保保障对象", "low_income")


@check(
    "R8",
    "领取护理补贴但无有效一、二级残疾人证",
    Identity.PERSON,
    ALLOWANCES,
    Meanings("补贴种类", "残疾人证的情况"),
    evidence=(FACTS,),
    needs=("disability_allowances", "disability"),
    texts=NO_NAMES,
)
def nursing_allowance_unentitled(evidence: Evidence) -> pl.DataFrame:
    """护理补贴 without a valid certificate of level 1-2."""
    held = allowances(evidence, NURSING_ALLOWANCE).join(
        high_level(evidence), on=PERSON, how="anti", maintain_order="left"
    )
    return _alone(
        certain(evidence, held, "disability"), "disability_allowances", "无有效的一级或二级残疾人证", "disability"
    )


@check(
    "R9",
    "重复领取同一残疾人补贴",
    Identity.PERSON,
    ALLOWANCES,
    Meanings("补贴种类", "另一条记录的起始年月"),
    evidence=(FACTS,),
    needs=("disability_allowances",),
    texts=NO_NAMES,
)
def allowance_twice(evidence: Evidence) -> pl.DataFrame:
    """The same allowance on two active rows."""
    held = beneficiaries(evidence, "disability_allowances")
    seen = pl.format("另一条自{}起", month_text(pl.col("start_month")))
    again = held.filter(~pl.struct(PERSON, "allowance").is_first_distinct())
    twice = held.join(again.select(PERSON, "allowance"), on=[PERSON, "allowance"], how="semi", maintain_order="left")
    return _overlap(twice, "disability_allowances", again, "disability_allowances", seen)
