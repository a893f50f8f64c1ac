"""M3-M6: what a household on the low-income roll should be paid and was paid; households as written, no link needed."""

from __future__ import annotations

import polars as pl

from policies.checks.declaration import Identity, check
from policies.evidence import Evidence
from policies.law import MEASURES_PAYMENT
from policies.terms.absence import refused_households
from policies.terms.benefits import in_force, tapering
from policies.terms.money import yuan
from policies.terms.payments import account_names, due, money_received, month_payments, refused_payees
from policies.terms.rows import active, first_rows, place
from policies.terms.spelling import plain_name, plain_number
from schemas.leaving import PLAIN, Texts, name_after
from schemas.masking import masked

_TOLERANCE_FEN = 100


def _household(source: str, *columns: pl.Expr) -> list[pl.Expr | str]:
    return [*place(source), "household_no", *columns]


@check(
    "M3",
    "户月保障金与补差计算不符",
    Identity.HOUSEHOLD,
    MEASURES_PAYMENT,
    needs=("low_income",),
    texts=Texts(PLAIN, PLAIN),
)
def benefit_formula(evidence: Evidence) -> pl.DataFrame:
    """Not tapering, and off max(0, standard - income) x covered members by more than 1 yuan; amount = written - due."""
    certain = (
        in_force(evidence)
        .filter(~tapering(evidence.month))
        .join(refused_households(evidence, "low_income"), on="household_no", how="anti", maintain_order="left")
    )
    counted = active(evidence, "low_income").filter(pl.col("covered") == "是").group_by("household_no").len("people")
    judged = certain.join(counted, on="household_no", how="left", maintain_order="left").with_columns(
        expected=due(evidence) * pl.col("people").fill_null(0).cast(pl.Int64)
    )
    difference = pl.col("monthly_benefit_fen") - pl.col("expected")
    return judged.filter(difference.abs() > _TOLERANCE_FEN).select(
        *_household("low_income"),
        "town",
        "village",
        pl.col("head_name").alias("name"),
        yuan(pl.col("monthly_benefit_fen")).alias("declared"),
        yuan(pl.col("expected")).alias("observed"),
        difference.alias("amount_fen"),
        pl.lit("low_income").alias("observed_source"),
    )


@check(
    "M4a",
    "在保家庭当月无成功发放",
    Identity.HOUSEHOLD,
    MEASURES_PAYMENT,
    needs=("low_income", "low_income_payments"),
    texts=Texts(PLAIN, PLAIN),
)
def unpaid(evidence: Evidence) -> pl.DataFrame:
    """In force without a 成功 payment for m(D)."""
    missing = in_force(evidence).join(money_received(evidence), on="household_no", how="anti", maintain_order="left")
    certain = missing.join(refused_payees(evidence), on="household_no", how="anti", maintain_order="left")
    return certain.select(
        *_household("low_income"),
        "town",
        "village",
        pl.col("head_name").alias("name"),
        yuan(pl.col("monthly_benefit_fen") + pl.col("extra_benefit_fen").fill_null(0)).alias("declared"),
        pl.lit("当月无成功发放").alias("observed"),
        pl.lit("low_income_payments").alias("observed_source"),
    )


@check(
    "M4b",
    "不在保家庭当月有成功发放",
    Identity.HOUSEHOLD,
    MEASURES_PAYMENT,
    needs=("low_income", "low_income_payments"),
    texts=Texts(PLAIN, PLAIN),
)
def paid_out_of_force(evidence: Evidence) -> pl.DataFrame:
    """A 成功 payment for m(D) but not in force, unknown household numbers too; amount = paid."""
    received = money_received(evidence)
    return received.join(in_force(evidence), on="household_no", how="anti", maintain_order="left").select(
        *_household("low_income_payments"),
        "name",
        yuan(pl.col("paid")).alias("declared"),
        pl.lit("当月不在保").alias("observed"),
        pl.col("paid").alias("amount_fen"),
        pl.lit("low_income").alias("observed_source"),
    )


@check(
    "M4c",
    "当月发放金额与户月保障金不符",
    Identity.HOUSEHOLD,
    MEASURES_PAYMENT,
    needs=("low_income", "low_income_payments"),
    texts=Texts(PLAIN, PLAIN),
)
def paid_otherwise(evidence: Evidence) -> pl.DataFrame:
    """The sum of 成功 rows of m(D), where there is one, differs from monthly + extra benefit; amount = paid - due."""
    households = in_force(evidence).select(
        "household_no", "town", "village", due=pl.col("monthly_benefit_fen") + pl.col("extra_benefit_fen").fill_null(0)
    )
    both = money_received(evidence).join(households, on="household_no", maintain_order="left")
    certain = both.join(refused_payees(evidence), on="household_no", how="anti", maintain_order="left")
    return certain.filter(pl.col("paid") != pl.col("due")).select(
        *_household("low_income_payments"),
        "town",
        "village",
        "name",
        yuan(pl.col("paid")).alias("declared"),
        yuan(pl.col("due")).alias("observed"),
        (pl.col("paid") - pl.col("due")).alias("amount_fen"),
        pl.lit("low_income").alias("observed_source"),
    )


@check(
    "M5",
    "发放账户名称不是家庭成员",
    Identity.HOUSEHOLD,
    MEASURES_PAYMENT,
    needs=("low_income", "low_income_payments"),
    texts=Texts(name_after("账户名称 "), PLAIN),
)
def account_of_stranger(evidence: Evidence) -> pl.DataFrame:
    """账户名称 of a payment of m(D) is no member: no name as written, no linked registry name, not the head's."""
    paid = month_payments(evidence).with_columns(name_key=plain_name(pl.col("account_name"))).drop_nulls("name_key")
    strange = paid.join(account_names(evidence), on=["household_no", "name_key"], how="anti", maintain_order="left")
    certain = strange.join(
        refused_households(evidence, "low_income"), on="household_no", how="anti", maintain_order="left"
    )
    return first_rows(certain, "household_no").select(
        *_household("low_income_payments"),
        "name",
        pl.format("账户名称 {}", "account_name").alias("declared"),
        pl.lit("不是家庭成员").alias("observed"),
        pl.lit("low_income").alias("observed_source"),
    )


@check(
    "M6",
    "多户共用一个发放账户",
    Identity.HOUSEHOLD,
    MEASURES_PAYMENT,
    needs=("low_income", "low_income_payments"),
    texts=Texts(PLAIN, PLAIN),
)
def shared_account(evidence: Evidence) -> pl.DataFrame:
    """One account receives payments of m(D) of several households: one finding for each household."""
    paid = month_payments(evidence).with_columns(account=plain_number(pl.col("account_no"))).drop_nulls("account")
    holders = paid.group_by("account").agg(pl.col("household_no").n_unique().alias("households"))
    shared = paid.join(holders.filter(pl.col("households") > 1), on="account", maintain_order="left")
    return first_rows(shared, "household_no").select(
        *_household("low_income_payments"),
        "name",
        masked("account").alias("declared"),
        pl.format("{}户共用", "households").alias("observed"),
        pl.lit("low_income_payments").alias("observed_source"),
    )
