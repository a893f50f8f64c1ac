"""Since when each row of an extract is known, and until when its benefit's end is not.

Columns added to the rows: `_since` (Date, null = always), `_stop_known` (Date, null = the end was always known, or
there is none), `_home` (registry household whose move the row follows), `sent_by` (of a city, the county that sends
the row on the last night), `_odd` (its status contradicts its months).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from data.district.counties import ROLL_OF, SENT_BY, sent_by
from data.district.dice import Dice
from data.district.living.span import Span
from data.district.rosters import Rosters
from data.district.world import Roster, World
from schemas.month import MONTHS_IN_YEAR, month_expr, month_of

_Since = Callable[[pl.DataFrame, Span, Dice], pl.Expr | pl.Series]
RUNNING = {"low_income": "在保", "extreme_poverty": "在册", "orphans": "在册", "disability_allowances": "在册"}
ENDED = {"low_income": "停保", "extreme_poverty": "停止", "orphans": "停止", "disability_allowances": "停止"}
# What begins or ends as one: the household of the roll, elsewhere each row for itself.
_UNIT = {"low_income": "household_no", "poverty_register": "household_no"}
_NEW, _STOPPED, _LEAST = 0.08, 0.06, 3
_PAY_DAY = 9


def staged(world: World, roster: Roster, built: Rosters, span: Span) -> pl.DataFrame:
    """The rows of a roster with the columns that tell what a night before the last one sees of them."""
    dice = world.dice(f"living/{roster.source}")
    rows = roster.rows.with_columns(_since=_since(roster.source, roster.rows, span, dice))
    rolls = {source: one.rows for source, one in built.by_source.items()}
    rows = rows.with_columns(_homes(world, roster.source, rows, rolls))
    if world.counties:
        rows = rows.with_columns(sent_by(world, roster.source, rows, rolls).alias(SENT_BY))
    return _ended(roster.source, rows, span, dice) if roster.source in RUNNING else rows


def paid_and_reviewed(rows: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Payments and reviews of households that are new on the roll: not before the roll has them."""
    new = rows["low_income"].select("household_no", "_since").unique("household_no", maintain_order=True)
    new = new.rename({"_since": "_entered"})
    later = pl.max_horizontal("_since", "_entered").alias("_since")
    return {
        source: rows[source]
        .join(new, on="household_no", how="left", maintain_order="left")
        .with_columns(later)
        .drop("_entered")
        for source in ("low_income_payments", "reviews")
    }


def _since(source: str, rows: pl.DataFrame, span: Span, dice: Dice) -> pl.Expr | pl.Series:
    if source in _BY_DATE:
        return _BY_DATE[source](rows, span, dice)
    if source in RUNNING or source in _UNIT or source in ("economic_items", "rigid_expenses"):
        return _lately(rows, _UNIT.get(source), span, dice)
    return pl.lit(None, dtype=pl.Date)


def _lately(rows: pl.DataFrame, unit: str | None, span: Span, dice: Dice) -> pl.Series:
    """Some units of an extract are new: they appear between the nights, the others were there from the first."""
    units = rows.select(_unit=unit or pl.int_range(pl.len()))
    distinct = units.unique(maintain_order=True)
    new = dice.planted(distinct.height, _NEW, _LEAST, 1).is_not_null()
    appears = distinct.with_columns(_on=pl.when(new).then(span.days_in(distinct.height, dice)))
    return units.join(appears, on="_unit", how="left", maintain_order="left")["_on"]


def _reported_death(rows: pl.DataFrame, span: Span, dice: Dice) -> pl.Expr:
    return pl.col("death_date").dt.offset_by(pl.format("{}d", dice.numbers(rows.height, 0, 9)))


def _pay_day(rows: pl.DataFrame, span: Span, dice: Dice) -> pl.Expr:
    year, month = pl.col("pay_month") // MONTHS_IN_YEAR, pl.col("pay_month") % MONTHS_IN_YEAR + 1
    return pl.date(year, month, 1).dt.offset_by(f"{_PAY_DAY}d")


def _column(name: str) -> _Since:
    return lambda rows, span, dice: pl.col(name)


_BY_DATE: dict[str, _Since] = {
    "deaths": _reported_death,
    "marriages": _column("registered_on"),
    "low_income_payments": _pay_day,
    "disability": _column("issued_on"),
    "applications": _column("accepted_on"),
    "reviews": _column("verified_on"),
    "dossiers": _column("filed_on"),
}


def _homes(world: World, source: str, rows: pl.DataFrame, rolls: Mapping[str, pl.DataFrame]) -> pl.Series:
    if "registry_household" in rows.columns:
        return rows["registry_household"].alias("_home")
    if source in ROLL_OF:
        roll = rolls[ROLL_OF[source]].unique("household_no", keep="first")
        of_household = roll.select("household_no", _home="registry_household")
        return rows.select("household_no").join(of_household, on="household_no", how="left", maintain_order="left")[
            "_home"
        ]
    homes = world.people.select("person", _home="household")
    if "person" not in rows.columns:
        return pl.Series("_home", [None], dtype=pl.Int64).new_from_index(0, rows.height)
    return rows.select("person").join(homes, on="person", how="left", maintain_order="left")["_home"]


def _ended(source: str, rows: pl.DataFrame, span: Span, dice: Dice) -> pl.DataFrame:
    """Ends are entered in the list some days before they take effect; some running benefits end between the nights."""
    active = (pl.col("start_month") <= month_of(span.last)) & (
        pl.col("stop_month").is_null() | (pl.col("stop_month") > month_of(span.last))
    )
    rows = rows.with_columns(_odd=(pl.col("status") == RUNNING[source]) ^ active)
    units = rows.select(_unit=_UNIT.get(source) or pl.int_range(pl.len()))
    distinct = units.unique(maintain_order=True)
    stopped = dice.planted(distinct.height, _STOPPED, _LEAST, 1).is_not_null()
    entered = span.days_in(distinct.height, dice)
    ends = distinct.with_columns(_on=pl.when(stopped).then(entered), _late=dice.numbers(distinct.height, 0, 1))
    ends = units.join(ends, on="_unit", how="left", maintain_order="left")
    rows = rows.hstack(ends.drop("_unit"))
    stops = (
        pl.col("_on").is_not_null()
        & pl.col("stop_month").is_null()
        & (pl.col("start_month") < month_expr(pl.col("_on")))
    )
    natural = pl.date(pl.col("stop_month") // MONTHS_IN_YEAR, pl.col("stop_month") % MONTHS_IN_YEAR + 1, 1)
    return rows.with_columns(
        stop_month=pl.when(stops)
        .then(month_expr(pl.col("_on")) + pl.col("_late"))
        .otherwise("stop_month")
        .cast(pl.Int32),
        _stop_known=pl.when(stops).then("_on").otherwise(natural.dt.offset_by("-5d")),
    ).drop("_on", "_late")
