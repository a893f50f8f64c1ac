"""What must go out: rigid expenses of counted members, and which kinds of them policy deducts from income."""

from __future__ import annotations

import polars as pl

from policies.economy.exact import HOUSEHOLD, WIDE
from policies.economy.income import rows_of_members
from policies.economy.members import STAGES
from policies.economy.periods import months_inside, months_of_period
from policies.economy.registers import EXPENSES
from policies.evidence import Evidence, view
from policies.terms.health import window
from schemas.linked import PERSON
from schemas.parameter import Parameters
from schemas.terms import NotIncome

THRESHOLD = {"医疗": "medical_threshold", "教育": "education_threshold", "就业": "employment_threshold"}


@view
def expense_items(evidence: Evidence) -> pl.DataFrame:
    """The rigid expenses of counted members with their months, before any sum.

    Returns:
        kind, household_no, person, expense (医疗、教育、就业), stage, full_time, amount_fen (own cost over the period),
        period_start, period_end, grade, file, row_number, months, months_inside (Int32; 0 where nothing counts),
        why_not (`NotIncome`).
    """
    timed = rows_of_members(evidence, EXPENSES).with_columns(
        months=months_of_period(), inside=months_inside(window(evidence)), refusal=schooling_refusal()
    )
    return timed.select(
        *HOUSEHOLD,
        PERSON,
        "expense",
        "stage",
        "full_time",
        pl.col("own_cost_fen").alias("amount_fen"),
        "period_start",
        "period_end",
        "grade",
        "file",
        "row_number",
        "months",
        pl.when(pl.col("refusal").is_null()).then(pl.col("inside")).otherwise(0).alias("months_inside"),
        pl.coalesce(
            "refusal",
            pl.when(pl.col("months") == 0)
            .then(pl.lit(NotIncome.PERIOD_REVERSED.value))
            .when(pl.col("inside") < pl.col("months"))
            .then(pl.lit(NotIncome.OUTSIDE_WINDOW.value)),
        ).alias("why_not"),
    )


def schooling_refusal() -> pl.Expr:
    """Why a cost of schooling cannot be deducted: only 全日制普通高中、中职、高等教育 can (province's 2018 plan, ②)."""
    schooling = pl.col("expense") == "教育"
    return (
        pl.when(schooling & (pl.col("full_time") != "是").fill_null(value=True))
        .then(pl.lit(NotIncome.NOT_FULL_TIME.value))
        .when(schooling & ~pl.col("stage").is_in(STAGES).fill_null(value=False))
        .then(pl.lit(NotIncome.NO_STAGE.value))
    )


def deducted_kinds(shares: pl.DataFrame, income: pl.DataFrame, parameters: Parameters) -> pl.DataFrame:
    """Which kinds of expense a household may deduct, whole: those over their threshold x its income of the window.

    医疗 ① and 教育 ② over 2 x the income, 就业 ③ from the first fen (province's 2018 plan; compared unrounded).

    Args:
        shares: kind, household_no, expense, share (Int128, scaled) a line.
        income: kind, household_no, income (Int128, same scale; null: unknown) a household.
        parameters: the thresholds.

    Returns:
        kind, household_no, expense, spent (Int128, scaled), deducted (Boolean; null where the income that it would
        have to exceed is unknown), one row a household and kind.
    """
    times = {expense: int(parameters[name]) for expense, name in THRESHOLD.items()}
    threshold = pl.col("expense").replace_strict(times, return_dtype=pl.Int64()).cast(WIDE)
    spent = shares.group_by(*HOUSEHOLD, "expense").agg(pl.col("share").sum().alias("spent"))
    both = spent.join(income, on=HOUSEHOLD, how="left")
    exceeded = pl.when(threshold == 0).then(pl.lit(0, WIDE)).otherwise(threshold * pl.col("income"))
    return both.select(*HOUSEHOLD, "expense", "spent", (pl.col("spent") > exceeded).alias("deducted"))
