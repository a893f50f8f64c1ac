"""P1-P7, B6, B7: what the verified economy of a household makes suspect, or makes it a candidate for."""

from __future__ import annotations

import polars as pl

from policies.checks.declaration import Identity, check
from policies.economy import household_economy
from policies.economy.clues import is_over_standard
from policies.economy.exact import HOUSEHOLD
from policies.economy.registers import EXPENSES, ITEMS
from policies.evidence import Evidence
from policies.terms.benefits import RURAL, members
from policies.terms.money import yuan
from policies.terms.rows import linked
from schemas.leaving import PLAIN, Texts
from schemas.linked import PERSON
from schemas.terms import HouseholdKind, InclusionList

_PROPERTY = "《最低生活保障审核审批办法(试行)》(民发〔2012〕220号)第十七条"
_LOW_INCOME = "《社会救助暂行办法》第九条"
_ROSTERS = ("low_income", "applications")
_EXPENSES = (EXPENSES,)


def _clues(evidence: Evidence, check_id: str) -> pl.DataFrame:
    """The clues of one check with the first row of their household."""
    economy = household_economy(evidence)
    place = economy.households.select(
        *HOUSEHOLD, "source", "file", "row_number", "town", "village", pl.col("head_name").alias("name")
    )
    found = economy.clues.filter(pl.col("check_id") == check_id).drop("check_id")
    return found.join(place, on=HOUSEHOLD, how="inner").drop("kind").with_columns(observed_source=pl.lit(ITEMS))


@check(
    "P1",
    "财政供养人员家庭",
    Identity.HOUSEHOLD,
    "农村低保专项治理(2018-2020)",
    needs=(ITEMS,),
    any_of=_ROSTERS,
    texts=Texts(PLAIN, PLAIN),
)
def public_payroll(evidence: Evidence) -> pl.DataFrame:
    """A counted member is 在编人员 with a period touching m(D)."""
    return _clues(evidence, "P1")


@check(
    "P2",
    "扣减后收入超过低保标准",
    Identity.HOUSEHOLD,
    _LOW_INCOME,
    needs=(ITEMS,),
    any_of=_ROSTERS,
    texts=Texts(PLAIN, PLAIN),
    if_landed=_EXPENSES,
)
def income_over_standard(evidence: Evidence) -> pl.DataFrame:
    """Observed income after deductions is over the standard, and the household is not tapering."""
    return _clues(evidence, "P2")


@check(
    "P3",
    "核对收入高于申报收入",
    Identity.HOUSEHOLD,
    _LOW_INCOME,
    needs=(ITEMS, "low_income"),
    texts=Texts(PLAIN, PLAIN),
)
def income_over_declared(evidence: Evidence) -> pl.DataFrame:
    """Observed income before deductions is over the declared one by more than the tolerance."""
    return _clues(evidence, "P3")


@check("P4", "名下有机动车", Identity.HOUSEHOLD, _PROPERTY, needs=(ITEMS,), any_of=_ROSTERS, texts=Texts(PLAIN, PLAIN))
def vehicle(evidence: Evidence) -> pl.DataFrame:
    """A counted member holds a vehicle in use; weak where its only state letter is Q."""
    return _clues(evidence, "P4")


@check(
    "P5",
    "有两套以上住房或保障期间新增住房",
    Identity.HOUSEHOLD,
    _PROPERTY,
    needs=(ITEMS,),
    any_of=_ROSTERS,
    texts=Texts(PLAIN, PLAIN),
)
def homes(evidence: Evidence) -> pl.DataFrame:
    """Two or more homes in being, or one registered in a month after the benefit began."""
    return _clues(evidence, "P5")


@check(
    "P6",
    "名下有企业或个体工商户",
    Identity.HOUSEHOLD,
    _PROPERTY,
    needs=(ITEMS,),
    any_of=_ROSTERS,
    texts=Texts(PLAIN, PLAIN),
)
def business(evidence: Evidence) -> pl.DataFrame:
    """A counted member has a company or business of state 正常."""
    return _clues(evidence, "P6")


@check(
    "P7", "金融资产超过限额", Identity.HOUSEHOLD, _PROPERTY, needs=(ITEMS,), any_of=_ROSTERS, texts=Texts(PLAIN, PLAIN)
)
def balances(evidence: Evidence) -> pl.DataFrame:
    """Deposits and securities a head are over the limit."""
    return _clues(evidence, "P7")


@check(
    "B6",
    "收入超过标准但未进入渐退",
    Identity.HOUSEHOLD,
    "湖南省《社会救助兜底保障工作的实施方案》(2018-10-25)渐退规定",
    needs=(ITEMS, "low_income", "poverty_register"),
    if_landed=_EXPENSES,
    inclusion=InclusionList.TAPER,
    texts=Texts(PLAIN, PLAIN),
)
def untapered(evidence: Evidence) -> pl.DataFrame:
    """农村低保 in force with a member on the poverty register: income after deductions over the standard, no taper."""
    registered = members(evidence).join(linked(evidence, "poverty_register"), on=PERSON, how="semi")
    rural = (pl.col("scheme") == RURAL) & (pl.col("kind") == HouseholdKind.LOW_INCOME.value)
    over = rural & pl.col("taper_start_month").is_null() & is_over_standard("left")
    found = household_economy(evidence).households.filter(over)
    return _candidates(found.join(registered, on="household_no", how="semi"), "standard_fen", "left_per_head_fen")


@check(
    "B7",
    "支出型贫困候选",
    Identity.HOUSEHOLD,
    "湖南省《社会救助兜底保障工作的实施方案》(2018-10-25)刚性支出扣减",
    needs=(ITEMS, "applications"),
    if_landed=_EXPENSES,
    inclusion=InclusionList.EXPENDITURE,
    texts=Texts(PLAIN, PLAIN),
)
def poor_by_expense(evidence: Evidence) -> pl.DataFrame:
    """An application for 低保 whose income is over the standard before deductions and not after them."""
    applied = pl.col("kind") == HouseholdKind.APPLICATION.value
    poor = is_over_standard("income") & ~is_over_standard("left") & pl.col("left").is_not_null()
    return _candidates(
        household_economy(evidence).households.filter(applied & poor), "observed_fen", "left_per_head_fen"
    )


def _candidates(households: pl.DataFrame, declared: str, observed: str) -> pl.DataFrame:
    return households.select(
        "source",
        "file",
        "row_number",
        "household_no",
        "town",
        "village",
        pl.col("head_name").alias("name"),
        yuan(pl.col(declared)).alias("declared"),
        yuan(pl.col(observed)).alias("observed"),
        (pl.col(declared) - pl.col(observed)).alias("amount_fen"),
        pl.lit(ITEMS).alias("observed_source"),
    )
