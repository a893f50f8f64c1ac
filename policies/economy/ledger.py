"""The sums of a household: income of the window, what is deducted, what is left, exact and unrounded."""

from __future__ import annotations

import polars as pl

from policies.economy.assets import asset_lines
from policies.economy.exact import HOUSEHOLD, WIDE, common_scale, half_up, rounded_shares, with_share
from policies.economy.expenses import deducted_kinds, expense_items
from policies.economy.households import verified_households
from policies.economy.income import LINE_ORDER, income_items
from policies.economy.known import is_known, is_known_if_landed
from policies.economy.members import household_members
from policies.economy.registers import EXPENSES, ITEMS
from policies.evidence import Evidence, view
from schemas.codes import BALANCE_ITEMS
from schemas.linked import PERSON
from schemas.month import MONTHS_IN_YEAR

_NOTHING = pl.lit(0, WIDE)
_SHARED = (*HOUSEHOLD, "months", "months_inside")


@view
def scales(evidence: Evidence) -> pl.DataFrame:
    """One scale a household for its income and its expenses, so that they compare as integers."""
    parts = [income_items(evidence).select(_SHARED), expense_items(evidence).select(_SHARED)]
    return common_scale(pl.concat(parts))


@view
def income_lines(evidence: Evidence) -> pl.DataFrame:
    """`income_items` with share, scale (Int128), found_fen, counted_fen, not_counted_fen (Int64).

    found = counted + not counted on every line; the counted fen of a household add up to its published sum.
    """
    order = [*LINE_ORDER, PERSON]
    lines = with_share(income_items(evidence), scales(evidence)).with_columns(
        pl.col("scale").fill_null(1), found_fen="amount_fen"
    )
    counted = lines.with_columns(counted_fen=rounded_shares(order))
    return counted.with_columns(not_counted_fen=pl.col("found_fen") - pl.col("counted_fen")).drop("amount_fen")


@view
def expense_lines(evidence: Evidence) -> pl.DataFrame:
    """`expense_items` with share, scale (Int128), found_fen, counted_fen, deducted_fen (Int64), deducted (Boolean).

    counted is what lies in the window; deducted is the same where its kind passes the threshold, else 0.
    """
    shares = with_share(expense_items(evidence), scales(evidence))
    kinds = deducted_kinds(shares, sums_of_income(evidence), evidence.parameters).drop("spent")
    lines = (
        shares.join(kinds, on=[*HOUSEHOLD, "expense"], how="left", maintain_order="left")
        .with_columns(pl.col("scale").fill_null(1), pl.col("deducted").fill_null(value=False), found_fen="amount_fen")
        .with_columns(kept=~pl.col("deducted"))
    )
    # Deducted kinds come first, so that the running sum ends a household's deductions on their exact total.
    counted = lines.with_columns(counted_fen=rounded_shares(["kept", "expense", *LINE_ORDER, PERSON]))
    return counted.with_columns(deducted_fen=pl.when("deducted").then("counted_fen").otherwise(0)).drop(
        "amount_fen", "kept"
    )


@view
def sums_of_income(evidence: Evidence) -> pl.DataFrame:
    """kind, household_no, income, scale (Int128): the income of the window of every verified household, times scale.

    Unknown where there is no usable extract of incomes; then no cost can be held against it either.
    """
    lines = with_share(income_items(evidence), scales(evidence))
    sums = lines.group_by(HOUSEHOLD).agg(pl.col("share").sum().alias("income"))
    households = verified_households(evidence).select(*HOUSEHOLD, known=is_known(evidence, ITEMS))
    both = households.join(sums, on=HOUSEHOLD, how="left").join(scales(evidence), on=HOUSEHOLD, how="left")
    income = pl.when("known").then(pl.col("income").fill_null(_NOTHING))
    return both.with_columns(income.alias("income"), pl.col("scale").fill_null(1)).drop("known")


@view
def ledger(evidence: Evidence) -> pl.DataFrame:
    """`verified_households` with the sums that the rules compare; null is unknown.

    Returns:
        the columns of `verified_households`, then members_counted, months_unknown (Int64), income, deducted, left,
        scale, divisor (Int128; sums are times scale, and divisor = 12 x members x scale makes them per head and
        month), observed_fen, left_per_head_fen, income_fen, deductions_fen, balances_fen (Int64, rounded half up).
    """
    heads = counted_heads(evidence)
    joined = verified_households(evidence).join(heads, on=HOUSEHOLD, how="left", maintain_order="left")
    for sums in (sums_of_income(evidence), _deducted(evidence), _balances(evidence)):
        joined = joined.join(sums, on=HOUSEHOLD, how="left", maintain_order="left")
    counts = joined.with_columns(pl.col("members_counted").fill_null(0))
    known = is_known_if_landed(evidence, EXPENSES)
    seen = counts.with_columns(
        income=pl.when(_is_seen(evidence)).then("income"),
        deducted=pl.when(_somebody_read() & known & ~pl.col("undecided").fill_null(value=False)).then(
            pl.col("deducted").fill_null(_NOTHING)
        ),
        balances_fen=pl.when(_is_seen(evidence)).then(pl.col("balances_fen").fill_null(0)),
        divisor=pl.col("members_counted").cast(WIDE) * MONTHS_IN_YEAR * pl.col("scale"),
    )
    return _rounded(evidence, seen.drop("undecided").with_columns(left=left_after_deductions()))


def left_after_deductions() -> pl.Expr:
    """Income less deductions, never below zero (province's 2018 plan); unknown where either is."""
    return (pl.col("income") - pl.col("deducted")).clip(lower_bound=_NOTHING)


def is_counted() -> pl.Expr:
    """Somebody counts, so that an amount a head means something."""
    return pl.col("members_counted") > 0


def is_over_standard(sums: str) -> pl.Expr:
    """True where a sum (`income` before, `left` after deductions) a head and month is over the standard, unrounded."""
    return is_counted() & (pl.col(sums) > pl.col("standard_fen").cast(WIDE) * pl.col("divisor")).fill_null(value=False)


@view
def counted_heads(evidence: Evidence) -> pl.DataFrame:
    """kind, household_no, members_counted (Int64), authorised or not: to count heads reads nobody's economy."""
    return (
        household_members(evidence)
        .group_by(HOUSEHOLD)
        .agg(pl.col("counted").sum().cast(pl.Int64).alias("members_counted"))
    )


def _is_seen(evidence: Evidence) -> pl.Expr:
    return _somebody_read() & is_known(evidence, ITEMS)


def _somebody_read() -> pl.Expr:
    return pl.col("authorised") & is_counted()


def _deducted(evidence: Evidence) -> pl.DataFrame:
    shares = with_share(expense_items(evidence), scales(evidence))
    kinds = deducted_kinds(shares, sums_of_income(evidence), evidence.parameters)
    spent = pl.col("spent").filter("deducted").sum()
    return kinds.group_by(HOUSEHOLD).agg(deducted=spent, undecided=pl.col("deducted").null_count() > 0)


def _balances(evidence: Evidence) -> pl.DataFrame:
    balances = asset_lines(evidence).filter(pl.col("item").is_in(BALANCE_ITEMS))
    return balances.group_by(HOUSEHOLD).agg(pl.col("amount_fen").sum().alias("balances_fen"))


def _rounded(evidence: Evidence, sums: pl.DataFrame) -> pl.DataFrame:
    return sums.with_columns(
        observed_fen=half_up(pl.col("income"), pl.col("divisor")),
        left_per_head_fen=half_up(pl.col("left"), pl.col("divisor")),
        income_fen=half_up(pl.col("income"), pl.col("scale")),
        deductions_fen=pl.when(is_known(evidence, EXPENSES)).then(half_up(pl.col("deducted"), pl.col("scale"))),
    )
