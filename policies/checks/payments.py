"""M3-M6: what a household on the low-income roll is due, and was paid in p, the payment month; as written."""

from __future__ import annotations

import polars as pl

from policies.checks.declaration import FACTS, Identity, Rests, check
from policies.counties import FILES
from policies.evidence import Evidence
from policies.law import PAYMENT
from policies.terms.absence import refused_households
from policies.terms.heads import with_head
from policies.terms.payments import (
    account_names,
    due_by_formula,
    in_force_then,
    money_received,
    month_payments,
    paid_in_force,
    payment_month,
    refused_payees,
    successful,
)
from policies.terms.rows import first_rows, place
from policies.terms.spelling import plain_account, plain_name
from schemas.leaving import NO_NAMES, PLAIN, Texts, name_after
from schemas.linked import PERSON
from schemas.masking import masked
from schemas.meanings import Meanings
from schemas.money import yuan
from schemas.month import month_text

_TOLERANCE_FEN = 100
_NAMED = 5
"""Households that a text names; an account of a hundred is no secret of two neighbours."""


def _household(source: str) -> list[pl.Expr | str]:
    return [*place(source), "household_no", PERSON, "name"]


def _monthly(fen: str) -> pl.Expr:
    return pl.format("{}/月", yuan(pl.col(fen)))


@check(
    "M3",
    "户月保障金与补差计算不符",
    Identity.HOUSEHOLD,
    PAYMENT,
    Meanings("户月保障金", "按补差计算应发的户月保障金", limit="低保标准"),
    evidence=(FACTS,),
    rests=Rests.WRITTEN,
    needs=("low_income",),
    texts=NO_NAMES,
)
def benefit_formula(evidence: Evidence) -> pl.DataFrame:
    """Not tapering, and off 补差 of the covered members as written by more than 1 yuan; amount = written - due."""
    difference = pl.col("monthly_benefit_fen") - pl.col("due_fen")
    wrong = due_by_formula(evidence).filter(difference.abs() > _TOLERANCE_FEN)
    return with_head(evidence, wrong, "low_income").select(
        *_household("low_income"),
        "town",
        "village",
        _monthly("monthly_benefit_fen").alias("declared"),
        pl.format("{}({}人)", _monthly("due_fen"), "people").alias("observed"),
        pl.format("{}标准{}/人·月", "scheme", yuan(pl.col("standard_fen"))).alias("limit"),
        difference.alias("amount_fen"),
        pl.concat_list(pl.format("{} {} {}", "monthly_benefit_fen", "monthly_income_per_head_fen", "people")).alias(
            FACTS
        ),
        pl.lit("low_income").alias("observed_source"),
    )


@check(
    "M4a",
    "在保家庭当月无成功发放",
    Identity.HOUSEHOLD,
    PAYMENT,
    Meanings("户月保障金与分类施保金之和", "发放名册中的情况"),
    evidence=("declared",),
    rests=Rests.WRITTEN,
    needs=("low_income", "low_income_payments"),
    texts=NO_NAMES,
)
def unpaid(evidence: Evidence) -> pl.DataFrame:
    """In force in m(D) and in p, without a 成功 payment for p."""
    missing = paid_in_force(evidence).join(
        money_received(evidence), on="household_no", how="anti", maintain_order="left"
    )
    certain = missing.join(refused_payees(evidence), on="household_no", how="anti", maintain_order="left")
    return with_head(evidence, certain, "low_income").select(
        *_household("low_income"),
        "town",
        "village",
        pl.format("{}/月", yuan(_granted())).alias("declared"),
        _in_month(evidence, "无成功发放"),
        pl.lit("low_income_payments").alias("observed_source"),
    )


@check(
    "M4b",
    "不在保家庭当月有成功发放",
    Identity.HOUSEHOLD,
    PAYMENT,
    Meanings("当月成功发放金额", "低保花名册中的情况"),
    evidence=(FACTS,),
    rests=Rests.WRITTEN,
    needs=("low_income", "low_income_payments"),
    texts=NO_NAMES,
)
def paid_out_of_force(evidence: Evidence) -> pl.DataFrame:
    """A 成功 payment for p but not in force then, unknown household numbers too; amount = paid."""
    received = money_received(evidence)
    stray = received.join(in_force_then(evidence), on="household_no", how="anti", maintain_order="left")
    told = with_head(evidence, stray, "low_income").join(_amounts(evidence), on="household_no", maintain_order="left")
    return told.select(
        *_household("low_income_payments"),
        FACTS,
        yuan(pl.col("paid")).alias("declared"),
        _in_month(evidence, "不在保"),
        pl.col("paid").alias("amount_fen"),
        pl.lit("low_income").alias("observed_source"),
    )


@check(
    "M4c",
    "当月发放金额与户月保障金不符",
    Identity.HOUSEHOLD,
    PAYMENT,
    Meanings("当月成功发放金额", "户月保障金与分类施保金之和"),
    evidence=(FACTS,),
    rests=Rests.WRITTEN,
    needs=("low_income", "low_income_payments"),
    texts=NO_NAMES,
)
def paid_otherwise(evidence: Evidence) -> pl.DataFrame:
    """In force in m(D) and p, and the 成功 rows of p, if any, do not add up to what is due; amount = paid - due."""
    households = paid_in_force(evidence).select("household_no", "town", "village", due=_granted())
    both = money_received(evidence).join(households, on="household_no", maintain_order="left")
    certain = both.join(refused_payees(evidence), on="household_no", how="anti", maintain_order="left")
    uneven = certain.filter(pl.col("paid") != pl.col("due"))
    told = with_head(evidence, uneven, "low_income").join(_amounts(evidence), on="household_no", maintain_order="left")
    return told.select(
        *_household("low_income_payments"),
        pl.concat_list(FACTS, pl.format("应发 {}", "due")).alias(FACTS),
        "town",
        "village",
        yuan(pl.col("paid")).alias("declared"),
        yuan(pl.col("due")).alias("observed"),
        (pl.col("paid") - pl.col("due")).alias("amount_fen"),
        pl.lit("low_income").alias("observed_source"),
    )


@check(
    "M5",
    "发放账户名称不是家庭成员",
    Identity.HOUSEHOLD,
    PAYMENT,
    Meanings("发放账户名称", "低保家庭成员中有无此人"),
    evidence=(FACTS,),
    rests=Rests.WRITTEN,
    needs=("low_income", "low_income_payments"),
    texts=Texts(name_after("账户名称 "), PLAIN),
)
def account_of_stranger(evidence: Evidence) -> pl.DataFrame:
    """账户名称 of a payment of p is no member: no name as written, no linked registry name, not the head's."""
    paid = month_payments(evidence).with_columns(name_key=plain_name(pl.col("account_name"))).drop_nulls("name_key")
    strange = paid.join(account_names(evidence), on=["household_no", "name_key"], how="anti", maintain_order="left")
    certain = strange.join(
        refused_households(evidence, "low_income"), on="household_no", how="anti", maintain_order="left"
    )
    told = first_rows(certain, "household_no").join(_paid_to(certain), on="household_no", maintain_order="left")
    return with_head(evidence, told, "low_income").select(
        *_household("low_income_payments"),
        FACTS,
        pl.format("账户名称 {}", "account_name").alias("declared"),
        pl.lit("不是家庭成员").alias("observed"),
        pl.lit("low_income").alias("observed_source"),
    )


@check(
    "M6",
    "多户共用一个发放账户",
    Identity.HOUSEHOLD,
    PAYMENT,
    Meanings("发放账号", "共用该账户的其他家庭"),
    evidence=(FACTS,),
    rests=Rests.WRITTEN,
    everywhere=True,
    needs=("low_income", "low_income_payments"),
    texts=NO_NAMES,
)
def shared_account(evidence: Evidence) -> pl.DataFrame:
    """One account receives payments of p of several households: one finding for each, which names the others."""
    paid = month_payments(evidence).with_columns(account=plain_account(pl.col("account_no"))).drop_nulls("account")
    holders = paid.group_by("account").agg(
        pl.col("household_no").unique().sort().alias("holders"), pl.col("file").unique().alias(FILES)
    )
    shared = paid.join(holders.filter(pl.col("holders").list.len() > 1), on="account", maintain_order="left")
    facts = _paid_to(shared.with_columns(name_key=plain_name(pl.col("account_name"))), "account")
    told = first_rows(shared, "household_no").join(facts, on="household_no", maintain_order="left")
    return with_head(evidence, told, "low_income").select(
        *_household("low_income_payments"),
        FACTS,
        FILES,
        masked("account").alias("declared"),
        _others().alias("observed"),
        pl.lit("low_income_payments").alias("observed_source"),
    )


def _others() -> pl.Expr:
    """The households beside this one that are paid by its account: the first of them by number, and how many."""
    others = pl.col("holders").list.set_difference(pl.concat_list("household_no")).list.sort()
    named = others.list.head(_NAMED).list.join("、")
    more = pl.when(others.list.len() > _NAMED).then(pl.format("等{}户", others.list.len())).otherwise(pl.lit(""))
    return pl.format("与{}{}共用", named, more)


def _amounts(evidence: Evidence) -> pl.DataFrame:
    """household_no and its different amounts paid: one more payment of an amount is no other evidence."""
    return _listed(successful(evidence), pl.format("实发 {}", "total_fen"))


def _paid_to(paid: pl.DataFrame, *more: str) -> pl.DataFrame:
    """household_no, and under what name and in which amounts it was paid."""
    return _listed(paid, pl.concat_str("name_key", "total_fen", *more, separator=" ", ignore_nulls=True))


def _listed(paid: pl.DataFrame, fact: pl.Expr) -> pl.DataFrame:
    return paid.group_by("household_no").agg(fact.unique().alias(FACTS))


def _in_month(evidence: Evidence, words: str) -> pl.Expr:
    return pl.format("{}{}", month_text(payment_month(evidence)), pl.lit(words)).alias("observed")


def _granted() -> pl.Expr:
    """What the roll says is to be paid a month: 户月保障金 and 分类施保金."""
    return pl.col("monthly_benefit_fen") + pl.col("extra_benefit_fen").fill_null(0)
