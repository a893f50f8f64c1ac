"""What a household owns or is registered for, with the state of the thing: scrapped, exempt, cancelled, weak."""

from __future__ import annotations

import polars as pl

from policies.economy.exact import HOUSEHOLD
from policies.economy.income import LINE_ORDER, items_of_members
from policies.economy.periods import touches
from policies.evidence import Evidence, view
from policies.terms.spelling import squeezed
from schemas.codes import BALANCE_ITEMS, INCOME_ITEMS, VEHICLE_STATES
from schemas.linked import PERSON
from schemas.terms import NotHeld, Strength

PAYROLL, VEHICLE, EXEMPT_VEHICLE, HOME = "在编人员", "机动车", "残疾人代步车", "住宅"
BUSINESSES = ("企业法人", "个体工商户")
_OUT_OF_USE = ["B", "E", "M", "P"]
_OVERDUE = "Q"


@view
def asset_lines(evidence: Evidence) -> pl.DataFrame:
    """Every item of a counted member that is not income, and whether it counts.

    Returns:
        kind, household_no, person, register, item, item_status, amount_fen, area, unit_no, registered_on,
        period_start, period_end, data_as_of, remark, grade, file, row_number, state_words (what the letters of a
        vehicle mean, as `违法未处理、逾期未检验`; null where there are none), counts (Boolean), why_not
        (`NotHeld`, null where it counts), strength (`weak` for a vehicle whose only letter is Q, else null).
    """
    items = items_of_members(evidence).filter(~pl.col("item").is_in(INCOME_ITEMS))
    judged = items.with_columns(why_not=_why_not(evidence.month)).with_columns(why_not=_home_once())
    return judged.select(
        *HOUSEHOLD,
        PERSON,
        "register",
        "item",
        "item_status",
        "amount_fen",
        "area",
        "unit_no",
        "registered_on",
        "period_start",
        "period_end",
        "data_as_of",
        "remark",
        "grade",
        *LINE_ORDER,
        pl.when(pl.col("item") == VEHICLE).then(_letters_in_words()).alias("state_words"),
        pl.col("why_not").is_null().alias("counts"),
        "why_not",
        pl.when((pl.col("item") == VEHICLE) & is_weak_vehicle()).then(pl.lit(Strength.WEAK.value)).alias("strength"),
    )


def vehicle_letters() -> pl.Expr:
    """The state letters of a vehicle, each once; none where it is in use."""
    return _letters().list.unique()


def _letters() -> pl.Expr:
    return pl.col("item_status").str.normalize("NFKC").str.to_uppercase().str.extract_all("[A-Z]")


def _letters_in_words() -> pl.Expr:
    words = pl.element().replace_strict(VEHICLE_STATES, default=None, return_dtype=pl.String)
    said = _letters().list.eval(words).list.drop_nulls().list.join("、")
    return pl.when(said != "").then(said)


def is_vehicle_in_use() -> pl.Expr:
    """No letter says that it was transferred (B), cancelled (E), scrapped by force (M) or cancelled by decree (P)."""
    return (vehicle_letters().list.set_intersection(_OUT_OF_USE).list.len() == 0).fill_null(value=True)


def is_weak_vehicle() -> pl.Expr:
    """The only letter is Q, overdue inspection: it may long have been scrapped without paper."""
    letters = vehicle_letters()
    return ((letters.list.len() == 1) & (letters.list.first() == _OVERDUE)).fill_null(value=False)


def is_in_being() -> pl.Expr:
    """A home whose registration is not 注销."""
    return (squeezed(pl.col("item_status")) != "注销").fill_null(value=True)


def is_operating() -> pl.Expr:
    """A company or business of state 正常; 吊销 and 注销 do not count."""
    return (squeezed(pl.col("item_status")) == "正常").fill_null(value=False)


def _why_not(month: int) -> pl.Expr:
    item = pl.col("item")
    return (
        pl.when((item == VEHICLE) & ~is_vehicle_in_use())
        .then(pl.lit(NotHeld.NOT_IN_USE.value))
        .when(item == EXEMPT_VEHICLE)
        .then(pl.lit(NotHeld.EXEMPT.value))
        .when((item == HOME) & ~is_in_being())
        .then(pl.lit(NotHeld.CANCELLED.value))
        .when(item.is_in(BUSINESSES) & ~is_operating())
        .then(pl.lit(NotHeld.NOT_OPERATING.value))
        .when((item == PAYROLL) & ~touches(month))
        .then(pl.lit(NotHeld.LEFT_PAYROLL.value))
        .when(~item.is_in([VEHICLE, HOME, PAYROLL, *BUSINESSES, *BALANCE_ITEMS]))
        .then(pl.lit(NotHeld.NO_LIMIT.value))
    )


def _home_once() -> pl.Expr:
    """Two rows of one 不动产单元号 in a household are one home (a couple's); a home without a number is its own."""
    unit = pl.col("unit_no").str.strip_chars().str.to_uppercase()
    numbered = (pl.col("item") == HOME) & pl.col("why_not").is_null() & (unit != "").fill_null(value=False)
    home = pl.struct(*HOUSEHOLD, pl.when(numbered).then(unit).alias("unit"))
    again = numbered & ~home.is_first_distinct()
    return pl.when(again).then(pl.lit(NotHeld.SAME_HOME.value)).otherwise("why_not")
