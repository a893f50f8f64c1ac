"""What comes in: income items of counted members, each with the amount found, counted and not counted."""

from __future__ import annotations

import polars as pl

from policies.economy.as_registered import item_as_registered
from policies.economy.exact import HOUSEHOLD
from policies.economy.members import SURE_GRADES, counted_members
from policies.economy.periods import END, START, months_inside, months_of_period
from policies.economy.registers import ITEMS, is_readable
from policies.evidence import Evidence, view
from policies.terms.health import window
from policies.terms.rows import linked, rows
from schemas.codes import INCOME_ITEMS
from schemas.linked import PERSON
from schemas.terms import NotIncome

RESIDENT_PENSION = "城乡居民养老金"
LINE_ORDER = ["file", "row_number"]


@view
def items_of_members(evidence: Evidence) -> pl.DataFrame:
    """economic_items rows of counted members: kind, household_no, person, then the fields of the extract and grade.

    Rows linked by grade D are not used; a person in two households brings his rows to both.
    """
    return rows_of_members(evidence, ITEMS)


def rows_of_members(evidence: Evidence, source: str) -> pl.DataFrame:
    """Rows of a register of counted members, linked by grade A-C; none of a register that may not be read."""
    found = linked(evidence, source) if is_readable(evidence, source) else rows(evidence, source).head(0)
    used = found.filter(pl.col("grade").is_in(SURE_GRADES))
    if "kind" in used.columns:
        used = used.rename({"kind": "expense"})
    members = counted_members(evidence)
    return members.join(used, on=PERSON, how="inner", maintain_order="left_right").sort(
        *HOUSEHOLD, *LINE_ORDER, maintain_order=True
    )


@view
def income_items(evidence: Evidence) -> pl.DataFrame:
    """The income items of counted members with their months, before any sum.

    Returns:
        kind, household_no, person, register, item, amount_fen (the total over the period), period_start, period_end,
        as_registered (`item_as_registered`), data_as_of, grade, file, row_number, months, months_inside (Int32; 0 where
        nothing counts), why_not
        (`NotIncome`, why all or part is not counted; null where all is).
    """
    income = items_of_members(evidence).filter(pl.col("item").is_in(INCOME_ITEMS))
    counts = is_counted_kind(pension_counts=bool(evidence.parameters["resident_pension_counted"]))
    timed = income.with_columns(months=months_of_period(), inside=months_inside(window(evidence)))
    return timed.select(
        *HOUSEHOLD,
        PERSON,
        "register",
        "item",
        "amount_fen",
        "period_start",
        "period_end",
        item_as_registered().alias("as_registered"),
        "data_as_of",
        "grade",
        "file",
        "row_number",
        "months",
        pl.when(counts).then(pl.col("inside")).otherwise(0).alias("months_inside"),
        pl.when(~counts)
        .then(pl.lit(NotIncome.KIND_NOT_COUNTED.value))
        .when(pl.col("months") == 0)
        .then(pl.lit(NotIncome.PERIOD_REVERSED.value))
        .when(pl.col("inside") < pl.col("months"))
        .then(pl.lit(NotIncome.OUTSIDE_WINDOW.value))
        .alias("why_not"),
    )


def is_counted_kind(*, pension_counts: bool) -> pl.Expr:
    """True for items that are income: 城乡居民养老金 only where the parameter says so (国办发〔2016〕70号)."""
    return (pl.col("item") != RESIDENT_PENSION) | pl.lit(pension_counts)


@view
def months_known(evidence: Evidence) -> pl.DataFrame:
    """Months of the window that some income item of a counted member covers; all others are unknown, not zero.

    Returns:
        kind, household_no, person, months_known (Int32), one row a member with any.
    """
    first, last = window(evidence)
    income = items_of_members(evidence).filter(pl.col("item").is_in(INCOME_ITEMS))
    inside = income.select(
        *HOUSEHOLD, PERSON, START.clip(lower_bound=first).alias("from"), END.clip(upper_bound=last).alias("to")
    ).filter(pl.col("from") <= pl.col("to"))
    each = inside.select(*HOUSEHOLD, PERSON, pl.int_ranges("from", pl.col("to") + 1).alias("month")).explode("month")
    return each.unique().group_by(*HOUSEHOLD, PERSON).agg(pl.len().cast(pl.Int32).alias("months_known"))
