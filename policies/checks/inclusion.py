"""B1-B3, B5: who should be assessed for the other side's support (符合条件,互相纳入), and tapers that ran out."""

from __future__ import annotations

import polars as pl

from policies.checks.declaration import FACTS, Identity, check
from policies.evidence import Evidence
from policies.law import INCLUSION, PROVINCE_PLAN
from policies.terms.absence import certain
from policies.terms.benefits import RURAL, covered, enrolled, in_extreme_poverty, in_force, members
from policies.terms.deaths import living
from policies.terms.heads import with_head
from policies.terms.health import major_illness, severe
from policies.terms.poverty import poor
from policies.terms.rows import among, first_rows, linked, place
from schemas.leaving import NO_NAMES
from schemas.linked import PERSON
from schemas.meanings import Meanings
from schemas.month import month_text
from schemas.terms import InclusionList

_ENROLMENT = ("low_income", "extreme_poverty")
_HEALTH = ("disability", "rigid_expenses")
_BESIDE = "在低保家庭中但不是保障对象,也不在特困名册"


def _unenrolled(evidence: Evidence) -> pl.DataFrame:
    """First row of each living poor person who is neither covered nor in extreme_poverty, and certainly so."""
    people = first_rows(poor(evidence)).join(enrolled(evidence), on=PERSON, how="anti", maintain_order="left")
    return certain(evidence, people, *_ENROLMENT)


def _not_enrolled(evidence: Evidence, people: pl.DataFrame, declared: pl.Expr) -> pl.DataFrame:
    """Of those who stand on the roster without being covered it says so, since whoever looks there finds them."""
    beside = pl.col(PERSON).is_in(members(evidence)[PERSON].unique().implode())
    return people.select(
        *place("poverty_register"),
        "household_no",
        PERSON,
        "town",
        "village",
        declared.alias("declared"),
        pl.when(beside).then(pl.lit(_BESIDE)).otherwise(pl.lit("未纳入低保或特困")).alias("observed"),
        pl.lit("low_income").alias("observed_source"),
        "grade",
    )


@check(
    "B1",
    "建档立卡未脱贫人口未纳入低保或特困",
    Identity.PERSON,
    INCLUSION,
    Meanings("脱贫属性和贫困户属性", "低保、特困名册中的情况"),
    evidence=("declared",),
    needs=("poverty_register", *_ENROLMENT),
    inclusion=InclusionList.LOW_INCOME_SIDE,
    texts=NO_NAMES,
)
def poor_not_enrolled(evidence: Evidence) -> pl.DataFrame:
    """Living person of a 未脱贫 or 返贫 row, neither covered nor in extreme_poverty."""
    declared = pl.format("{} {}", "poverty_status", "household_attribute")
    return _not_enrolled(evidence, _unenrolled(evidence), declared)


@check(
    "B2",
    "重残重病人员可按单人保纳入",
    Identity.PERSON,
    PROVINCE_PLAN,
    Meanings("脱贫属性,重残或重病", "低保、特困名册中的情况"),
    evidence=(FACTS,),  # which of the two is named first depends on which registers came
    needs=("poverty_register", *_ENROLMENT),
    any_of=_HEALTH,
    inclusion=InclusionList.LOW_INCOME_SIDE,
    texts=NO_NAMES,
)
def single_person_inclusion(evidence: Evidence) -> pl.DataFrame:
    """Of those of B1, the severely disabled and those with a major illness (单人保)."""
    disabled, ill = severe(evidence).select(PERSON), major_illness(evidence).select(PERSON)
    people = _unenrolled(evidence).join(pl.concat([disabled, ill]), on=PERSON, how="semi", maintain_order="left")
    reasons = [
        pl.when(among(of_one)).then(pl.format("{} {}", "poverty_status", pl.lit(word)))
        for of_one, word in ((disabled, "重残"), (ill, "重病"))
    ]
    told = people.with_columns(pl.concat_list(reasons).list.drop_nulls().alias(FACTS))
    return _not_enrolled(evidence, told, pl.col(FACTS).list.first()).with_columns(told[FACTS])


@check(
    "B3",
    "农村低保或特困人员未建档立卡",
    Identity.PERSON,
    INCLUSION,
    Meanings("救助类别", "建档立卡中的情况"),
    evidence=("declared",),
    needs=("poverty_register",),
    any_of=_ENROLMENT,
    inclusion=InclusionList.POVERTY_SIDE,
    texts=NO_NAMES,
)
def not_registered(evidence: Evidence) -> pl.DataFrame:
    """Living, covered in 农村低保 or active 农村特困, and on no poverty_register row."""
    low_income = covered(evidence).filter(pl.col("scheme") == RURAL)
    support = in_extreme_poverty(evidence).filter(pl.col("scheme") == "农村特困")
    columns: list[str | pl.Expr] = [PERSON, "town", "village", "grade", pl.col("scheme").alias("declared")]
    held = pl.concat(
        [
            low_income.select(*place("low_income"), "household_no", *columns),
            support.select(*place("extreme_poverty"), pl.lit(None, dtype=pl.String).alias("household_no"), *columns),
        ]
    )
    people = living(evidence, first_rows(held)).join(
        linked(evidence, "poverty_register"), on=PERSON, how="anti", maintain_order="left"
    )
    return certain(evidence, people, "poverty_register").with_columns(
        observed=pl.lit("未建档立卡"), observed_source=pl.lit("poverty_register")
    )


@check(
    "B5",
    "渐退期超过规定期限",
    Identity.HOUSEHOLD,
    PROVINCE_PLAN,
    Meanings("渐退起始年月", "已渐退的月数", limit="渐退期最长月数"),
    evidence=("declared",),
    needs=("low_income", "poverty_register"),
    inclusion=InclusionList.TAPER,
    texts=NO_NAMES,
)
def taper_overdue(evidence: Evidence) -> pl.DataFrame:
    """Household of 农村低保 in force with a member on the poverty register, tapering for longer than allowed."""
    allowed = int(evidence.parameters["taper_months"])
    tapered = (evidence.month - pl.col("taper_start_month")).cast(pl.Int64)
    registered = members(evidence).join(linked(evidence, "poverty_register"), on=PERSON, how="semi")
    rural = in_force(evidence).filter((pl.col("scheme") == RURAL) & (tapered > allowed))
    overdue = rural.join(registered, on="household_no", how="semi", maintain_order="left")
    return with_head(evidence, overdue, "low_income").select(
        *place("low_income"),
        "household_no",
        PERSON,
        "name",
        "town",
        "village",
        pl.format("渐退起始 {}", month_text(pl.col("taper_start_month"))).alias("declared"),
        pl.format("已渐退{}个月", tapered).alias("observed"),
        pl.lit(f"渐退期最长{allowed}个月").alias("limit"),
        tapered.alias("months"),
        pl.lit("poverty_register").alias("observed_source"),
    )
