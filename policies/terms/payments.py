"""Payments of the payment month and what a household on the low-income roll is due; households as written."""

from __future__ import annotations

from datetime import date

import polars as pl

from policies.evidence import Evidence, view
from policies.terms.absence import refused_households, refused_numbers
from policies.terms.benefits import in_force, tapering
from policies.terms.registry import registered
from policies.terms.rows import active, active_in, first_rows, rows
from policies.terms.spelling import plain_name, plain_number
from policies.terms.standards import low_income_standard
from schemas.feed import Feed
from schemas.linked import PERSON
from schemas.month import month_of

_PAYMENTS = "low_income_payments"
_SUCCESS = "成功"


def payment_month(evidence: Evidence) -> pl.Expr:
    """P (month index): m(D), or the month of the payments' cut-off date where that is earlier.

    A payment that nobody has reported yet is not missing. Of a city in parts each county reports for itself, and p is
    that of the county that a row (column `file`) is of.
    """
    if evidence.counties is None:
        return pl.lit(_month_until(evidence, evidence.cut_offs.get(_PAYMENTS)))
    days = {one: evidence.counties.cut_offs.get(Feed(_PAYMENTS, one)) for one in evidence.counties.names}
    months = [_month_until(evidence, day) for day in days.values()]
    county, names = evidence.counties.of_row(), pl.Series(list(days), dtype=pl.String)
    return county.replace_strict(names, months, default=evidence.month, return_dtype=pl.Int32)


def _month_until(evidence: Evidence, cut_off: date | None) -> int:
    return min(evidence.month, month_of(cut_off)) if cut_off else evidence.month


@view
def month_payments(evidence: Evidence) -> pl.DataFrame:
    """Payments of p, successful or returned."""
    return rows(evidence, _PAYMENTS).filter(pl.col("pay_month") == payment_month(evidence))


@view
def in_force_then(evidence: Evidence) -> pl.DataFrame:
    """`household_no` of households that were in force in p."""
    return rows(evidence, "low_income").filter(active_in(payment_month(evidence))).select("household_no").unique()


@view
def paid_in_force(evidence: Evidence) -> pl.DataFrame:
    """Households in force in m(D), rows of `in_force`, that were so in p too: those due a payment of p."""
    return in_force(evidence).join(in_force_then(evidence), on="household_no", how="semi", maintain_order="left")


@view
def successful(evidence: Evidence) -> pl.DataFrame:
    """成功 payments of p."""
    return month_payments(evidence).filter(pl.col("pay_status") == _SUCCESS)


@view
def money_received(evidence: Evidence) -> pl.DataFrame:
    """One row a household with 成功 payments of p.

    Returns:
        household_no, paid (Int64 fen, their sum), and of the first of them file, row_number, name, person.
    """
    return (
        successful(evidence)
        .group_by("household_no", maintain_order=True)
        .agg(pl.col("total_fen").sum().alias("paid"), pl.col("file", "row_number", "name", PERSON).first())
    )


@view
def refused_payees(evidence: Evidence) -> pl.DataFrame:
    """`household_no` of households of whom a payment row was refused: by number, certificate or a member's id."""
    numbers = refused_numbers(evidence, _PAYMENTS)
    members = rows(evidence, "low_income")
    written = [
        first_rows(members, "household_no").select("household_no", number=plain_number(pl.col(column)))
        for column in ("certificate_no", "head_id_no")
    ]
    of_members = [
        members.select("household_no", number="id_clean"),
        members.select("household_no", registered(evidence, "id_no").alias("number")),
    ]
    met = pl.concat(written + of_members).join(numbers, on="number", how="semi")
    return pl.concat([refused_households(evidence, _PAYMENTS), met.select("household_no")]).unique()


@view
def account_names(evidence: Evidence) -> pl.DataFrame:
    """household_no, name_key: every name under which an account may be held, of members and of the head."""
    members, paid = rows(evidence, "low_income"), month_payments(evidence)
    names = [
        members.select("household_no", name_key="name"),
        members.select("household_no", name_key="head_name"),
        paid.select("household_no", name_key="name"),
        _registry_names(evidence, members),
        _registry_names(evidence, paid),
    ]
    return pl.concat(names).unique().with_columns(plain_name(pl.col("name_key"))).drop_nulls()


def _registry_names(evidence: Evidence, linked_rows: pl.DataFrame) -> pl.DataFrame:
    return linked_rows.select("household_no", registered(evidence, "name").alias("name_key"))


@view
def benefit_due(evidence: Evidence) -> pl.DataFrame:
    """Households in force with what 补差 gives them, as written (社会救助暂行办法 第十二条).

    Standard of the scheme less income per head, never below zero, times the covered members.

    Returns:
        columns of `in_force`, standard_fen, people (covered members as written), due_fen (a month), Int64.
    """
    covered = active(evidence, "low_income").filter(pl.col("covered") == "是").group_by("household_no").len("people")
    counted = in_force(evidence).join(covered, on="household_no", how="left", maintain_order="left")
    gap = (pl.col("standard_fen") - pl.col("monthly_income_per_head_fen")).clip(lower_bound=0)
    known = counted.with_columns(
        pl.col("people").fill_null(0).cast(pl.Int64), standard_fen=low_income_standard(evidence)
    )
    return known.with_columns(due_fen=gap * pl.col("people"))


@view
def due_by_formula(evidence: Evidence) -> pl.DataFrame:
    """The households of `benefit_due` whom 补差 tells what they are due.

    Who tapers is paid by other rules, and of whom a row was refused nobody knows how many are covered.
    """
    refused = refused_households(evidence, "low_income")
    steady = benefit_due(evidence).filter(~tapering(evidence.month))
    return steady.join(refused, on="household_no", how="anti", maintain_order="left")
