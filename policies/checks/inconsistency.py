"""B4a-B4e: households of which both sides know, but what they say of them does not agree (for every 脱贫属性)."""

from __future__ import annotations

import polars as pl

from policies.checks.declaration import FACTS, Identity, check
from policies.evidence import Evidence, view
from policies.law import INCLUSION
from policies.terms.absence import unproven
from policies.terms.benefits import covered, enrolled, in_extreme_poverty
from policies.terms.heads import with_head
from policies.terms.poverty import IN_SUPPORT, ON_LOW_INCOME, ORDINARY, poverty_households, poverty_members
from policies.terms.registry import registered
from policies.terms.rows import active, among, first_rows, place
from policies.terms.spelling import squeezed
from schemas.leaving import NO_NAMES, PLAIN, Texts, name_after
from schemas.linked import PERSON
from schemas.meanings import Meanings
from schemas.terms import InclusionList

_LIST = InclusionList.INCONSISTENT
_WHOLE = "整户"
_NAMING = Texts(PLAIN, name_after(":"))


@view
def _households(evidence: Evidence) -> pl.DataFrame:
    """Poverty households with a linked living member: columns of the first row, and what is true of any member.

    Returns:
        Also, Boolean: covered, whole (covered by a household of 整户), supported (in extreme_poverty), bare (neither),
        doubt_low_income and doubt_support (a row of theirs may be missing there); and, lists of String, the names of
        those who are `enrolled` (covered or in extreme_poverty) and of those who are `left_out`.
    """
    whole = covered(evidence).filter(pl.col("coverage_mode") == _WHOLE)
    facts = poverty_members(evidence).select(
        "household_no",
        registered(evidence, "name"),
        covered=among(covered(evidence)),
        whole=among(whole),
        supported=among(in_extreme_poverty(evidence)),
        bare=~among(enrolled(evidence)),
        doubt_low_income=among(unproven(evidence, "low_income")),
        doubt_support=among(unproven(evidence, "extreme_poverty")),
    )
    name = pl.col("registry_name")
    any_member = facts.group_by("household_no").agg(
        pl.col(pl.Boolean).any(),
        name.filter(~pl.col("bare")).drop_nulls().alias("enrolled"),
        name.filter("bare").drop_nulls().alias("left_out"),
    )
    return poverty_households(evidence).join(any_member, on="household_no", maintain_order="left")


def _findings(evidence: Evidence, households: pl.DataFrame, observed: str, observed_source: str) -> pl.DataFrame:
    """Findings about what the register says the household is."""
    return _said(evidence, households, pl.col("household_attribute"), pl.lit(observed), pl.lit(observed_source))


def _naming(evidence: Evidence, households: pl.DataFrame, words: str, who: str, source: pl.Expr) -> pl.DataFrame:
    """Findings that name the members, of the list in the column `who`, of whom the words are true."""
    names = pl.col(who).list.join("、")
    return _said(evidence, households, pl.col("household_attribute"), pl.format(words + ":{}", names), source)


def _said(
    evidence: Evidence, households: pl.DataFrame, declared: pl.Expr, observed: pl.Expr, observed_source: pl.Expr
) -> pl.DataFrame:
    return with_head(evidence, households, "poverty_register").select(
        *place("poverty_register"),
        "household_no",
        PERSON,
        "name",
        "town",
        "village",
        declared.alias("declared"),
        observed.alias("observed"),
        observed_source.alias("observed_source"),
    )


@check(
    "B4a",
    "低保贫困户无人在保",
    Identity.HOUSEHOLD,
    INCLUSION,
    Meanings("贫困户属性", "低保花名册中的情况"),
    evidence=("declared", "observed"),
    needs=("poverty_register", "low_income"),
    inclusion=_LIST,
    texts=NO_NAMES,
)
def attribute_without_low_income(evidence: Evidence) -> pl.DataFrame:
    """低保贫困户 with no member covered."""
    bare = ~pl.col("covered") & ~pl.col("doubt_low_income")
    wrong = _households(evidence).filter((pl.col("household_attribute") == ON_LOW_INCOME) & bare)
    return _findings(evidence, wrong, "无成员在保", "low_income")


@check(
    "B4b",
    "一般贫困户有人在保或特困",
    Identity.HOUSEHOLD,
    INCLUSION,
    Meanings("贫困户属性", "低保、特困名册中的情况"),
    evidence=("declared",),  # names are spelt in many ways
    needs=("poverty_register",),
    any_of=("low_income", "extreme_poverty"),
    inclusion=_LIST,
    texts=_NAMING,
)
def ordinary_but_enrolled(evidence: Evidence) -> pl.DataFrame:
    """一般贫困户 with a member covered or in extreme_poverty."""
    enrolled_member = pl.col("covered") | pl.col("supported")
    wrong = _households(evidence).filter((pl.col("household_attribute") == ORDINARY) & enrolled_member)
    source = pl.when("covered").then(pl.lit("low_income")).otherwise(pl.lit("extreme_poverty"))
    return _naming(evidence, wrong, "有成员在保或特困", "enrolled", source)


@check(
    "B4c",
    "特困供养贫困户无人特困",
    Identity.HOUSEHOLD,
    INCLUSION,
    Meanings("贫困户属性", "特困名册中的情况"),
    evidence=("declared", "observed"),
    needs=("poverty_register", "extreme_poverty"),
    inclusion=_LIST,
    texts=NO_NAMES,
)
def attribute_without_support(evidence: Evidence) -> pl.DataFrame:
    """特困供养贫困户 with no member in extreme_poverty."""
    bare = ~pl.col("supported") & ~pl.col("doubt_support")
    wrong = _households(evidence).filter((pl.col("household_attribute") == IN_SUPPORT) & bare)
    return _findings(evidence, wrong, "无成员特困", "extreme_poverty")


@check(
    "B4d",
    "整户保家庭中有成员未纳入",
    Identity.HOUSEHOLD,
    INCLUSION,
    Meanings("贫困户属性", "低保、特困名册中的情况"),
    evidence=("declared",),  # names are spelt in many ways
    needs=("poverty_register", "low_income", "extreme_poverty"),
    inclusion=_LIST,
    texts=_NAMING,
)
def partly_covered(evidence: Evidence) -> pl.DataFrame:
    """Some members covered by a household of 整户, others neither covered nor in extreme_poverty."""
    doubtful = pl.col("doubt_low_income") | pl.col("doubt_support")
    wrong = _households(evidence).filter(pl.col("whole") & pl.col("bare") & ~doubtful)
    return _naming(evidence, wrong, "部分成员整户在保,未纳入的成员", "left_out", pl.lit("low_income"))


@check(
    "B4e",
    "建档立卡与低保或特困所在地不一致",
    Identity.HOUSEHOLD,
    INCLUSION,
    Meanings("建档立卡所在乡镇/村居", "低保或特困名册所在乡镇/村居"),
    evidence=(FACTS,),
    needs=("poverty_register",),
    any_of=("low_income", "extreme_poverty"),
    inclusion=_LIST,
    texts=NO_NAMES,
)
def other_place(evidence: Evidence) -> pl.DataFrame:
    """A member's town or village differs from that of his active low_income or extreme_poverty row."""
    rosters = [_written_places(evidence, source) for source in ("low_income", "extreme_poverty")]
    both = poverty_members(evidence).join(pl.concat(rosters), on=PERSON, maintain_order="left")
    differs = pl.any_horizontal(
        (squeezed(pl.col(column)) != squeezed(pl.col(f"other_{column}"))).fill_null(value=False)
        for column in ("town", "village")
    )
    differing = both.filter(differs).with_columns(_place_text().alias("own"))
    fact = pl.format("{} {}", squeezed(pl.col("own")), squeezed(pl.col("other")))
    facts = differing.group_by("household_no").agg(fact.unique().alias(FACTS))
    told = first_rows(differing, "household_no").select("household_no", "own", "other", "other_source")
    households = poverty_households(evidence).join(told, on="household_no", maintain_order="left")
    found = _said(evidence, households, pl.col("own"), pl.col("other"), pl.col("other_source"))
    return found.join(facts, on="household_no", how="left", maintain_order="left")


def _written_places(evidence: Evidence, source: str) -> pl.DataFrame:
    return active(evidence, source).select(
        PERSON,
        pl.col("town").alias("other_town"),
        pl.col("village").alias("other_village"),
        _place_text().alias("other"),
        pl.lit(source).alias("other_source"),
    )


def _place_text() -> pl.Expr:
    return pl.concat_str("town", "village", separator="/", ignore_nulls=True)
