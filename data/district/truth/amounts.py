"""What family M must find: allowances not drawn, and amounts that are not what they should be."""

from __future__ import annotations

import polars as pl

from data.district.declared import allowance_standards, low_income_standards, support_standards
from data.district.truth.absence import households_in_doubt, households_refused, missing, persons_in_doubt
from data.district.truth.findings import found
from data.district.truth.reading import Reading, active_in
from schemas.codes import ALLOWANCE

_ONE_YUAN = 100


def amounts(reading: Reading) -> list[pl.DataFrame]:
    """Findings M1a, M1b, M2, M3, M4a to M4c, M5, M6, M7."""
    return [
        *_omitted(reading),
        _allowance_amount(reading),
        *_households(reading),
        _account_name(reading),
        _shared_account(reading),
        _support(reading),
    ]


def entitled(reading: Reading) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Persons entitled to 生活补贴 and to 护理补贴: `p`."""
    valid = reading.living(reading.certificates).join(reading.supported, on="p", how="anti")
    orphans = reading.active("orphans").drop_nulls("p")
    living = valid.join(reading.covered, on="p", how="semi").join(orphans, on="p", how="anti")
    return living.select("p"), valid.filter(pl.col("level").is_in(["一级", "二级"])).select("p")


def _omitted(reading: Reading) -> list[pl.DataFrame]:
    # Somebody missing from a roll that excludes the allowance may be entitled or not.
    others = [
        persons_in_doubt(reading, source)
        for source in ("extreme_poverty", "orphans", "disability", "disability_allowances")
    ]
    doubt = pl.col("p").is_in(pl.concat(others).implode())
    absence = missing(reading, "disability_allowances") | {"doubt": doubt}
    cases = zip(("M1a", "M1b"), entitled(reading), ALLOWANCE.words, strict=True)
    return [
        found(check, people.join(reading.allowance(kind), on="p", how="anti"), p=pl.col("p"), **absence)
        for check, people, kind in cases
    ]


def _allowance_amount(reading: Reading) -> pl.DataFrame:
    due = pl.col("allowance").replace_strict(allowance_standards(reading.policy), return_dtype=pl.Int64)
    rows = reading.active("disability_allowances").drop_nulls("p").filter(pl.col("amount_fen") != due)
    return found("M2", rows.unique("p"), p=pl.col("p"))


def in_force(reading: Reading) -> pl.DataFrame:
    """Households in force as written, with what their first row says and `number` of covered members as written."""
    rows = reading.active("low_income")
    number = (pl.col("covered") == "是").sum().cast(pl.Int64).alias("number")
    columns = (
        "scheme",
        "monthly_benefit_fen",
        "monthly_income_per_head_fen",
        "extra_benefit_fen",
        "start_month",
        "taper_start_month",
        "town",
        "village",
    )
    return rows.group_by("household_no", maintain_order=True).agg(*(pl.col(name).first() for name in columns), number)


def paid_this_month(reading: Reading) -> pl.DataFrame:
    """Payments of the payment month."""
    return reading.rows["low_income_payments"].filter(pl.col("pay_month") == reading.payment_month)


def _households(reading: Reading) -> list[pl.DataFrame]:
    households = in_force(reading)
    successes = paid_this_month(reading).filter(pl.col("pay_status") == "成功")
    paid = successes.group_by("household_no").agg(pl.col("total_fen").sum())
    number = pl.col("household_no")
    standard = pl.col("scheme").replace_strict(low_income_standards(reading.policy), return_dtype=pl.Int64)
    due = (standard - pl.col("monthly_income_per_head_fen")).clip(0) * pl.col("number")
    off = pl.col("monthly_benefit_fen") - due
    tapering = (pl.col("taper_start_month") <= reading.month).fill_null(value=False)
    wrong = households.filter((off.abs() > _ONE_YUAN) & ~tapering)
    due_then = reading.rows["low_income"].filter(active_in(reading.payment_month)).select("household_no")
    in_both = households.join(due_then, on="household_no", how="semi", maintain_order="left")
    unpaid = in_both.join(paid, on="household_no", how="anti")
    surplus = paid.join(due_then, on="household_no", how="anti")
    gap = pl.col("total_fen") - pl.col("monthly_benefit_fen") - pl.col("extra_benefit_fen").fill_null(0)
    uneven = in_both.join(paid, on="household_no").filter(gap != 0)
    roll, pay = (
        number.is_in(households_refused(reading, source).implode()) for source in ("low_income", "low_income_payments")
    )
    # A member who heads another household may have been paid on a row of that one that was refused.
    members = reading.rows["low_income"]
    payees = members.filter(pl.col("person").is_in(persons_in_doubt(reading, "low_income_payments").implode()))
    payee = number.is_in(payees["household_no"].unique().implode())
    return [
        found("M3", wrong, household_no=number, amount_fen=off, withheld=roll),
        found("M4a", unpaid, household_no=number, withheld=pay, doubt=roll | payee),
        found("M4b", surplus, household_no=number, doubt=roll),
        found("M4c", uneven, household_no=number, amount_fen=gap, withheld=pay, doubt=roll | payee),
    ]


def _account_name(reading: Reading) -> pl.DataFrame:
    roll = reading.rows["low_income"]
    linked = roll.join(reading.people.select("p", registry_name="name"), on="p").select(
        "household_no", account_name="registry_name"
    )
    written = roll.select("household_no", account_name="name")
    heads = roll.select("household_no", account_name="head_name")
    rows = paid_this_month(reading).drop_nulls("account_name")
    own_head = rows.join(reading.people.select("p", registry_name="name"), on="p").select(
        "household_no", account_name="registry_name"
    )
    known = pl.concat([linked, written, heads, own_head])
    strange = rows.join(known, on=["household_no", "account_name"], how="anti")
    doubtful = households_in_doubt(reading, "low_income").implode()
    unknown = ~pl.col("household_no").is_in(roll["household_no"].implode()) | (pl.col("pay_status") != "成功")
    households = strange.group_by("household_no", maintain_order=True).agg(pl.col("pay_status").max())
    return found(
        "M5", households, household_no=pl.col("household_no"), doubt=pl.col("household_no").is_in(doubtful) | unknown
    )


def _shared_account(reading: Reading) -> pl.DataFrame:
    rows = paid_this_month(reading).drop_nulls("account_no")
    shared = rows.group_by("account_no").agg(pl.col("household_no").n_unique().alias("n")).filter(pl.col("n") > 1)
    households = rows.join(shared, on="account_no").unique("household_no", maintain_order=True)
    return found("M6", households, household_no=pl.col("household_no"))


def _support(reading: Reading) -> pl.DataFrame:
    standard = pl.col("scheme").replace_strict(support_standards(reading.policy), return_dtype=pl.Int64)
    rows = reading.supported.filter(pl.col("monthly_amount_fen") < standard)
    return found("M7", rows.unique("p"), p=pl.col("p"))
