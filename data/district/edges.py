"""People living alone whose income, savings or sickness cost lies exactly on a limit, or a fen beyond it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from data.district.dice import Dice
from data.district.low_income import STANDARD_FEN
from data.district.world import World
from schemas.month import MONTHS_IN_YEAR, month_start

_TOLERANCE_FEN = 5000
_ASSET_MONTHS = 36
_KINDS = 6


@dataclass(frozen=True)
class Edges:
    """Rows for the registers: `items` of income and property, `expenses`; both with `person` and all that they need."""

    items: pl.DataFrame
    expenses: pl.DataFrame

    @property
    def people(self) -> pl.Series:
        """Whose rows these are; nothing else is to be said of them."""
        return self.items["person"].unique()


def edges(world: World, roll: pl.DataFrame, applying: pl.DataFrame) -> Edges:
    """Draws people of one-person households, on the roll and applying, and puts them on the limits in turn."""
    dice = world.dice("edges")
    on_roll = _on_roll(world, _alone(world, roll, "household_no"), dice)
    applicants = _alone(world, applying.filter(pl.col("scheme").is_in(list(STANDARD_FEN))), "application_no")
    spending = _spending(world, applicants, dice)
    window = {"period_start": pl.lit(_first(world)), "period_end": pl.lit(_last(world))}
    wages = pl.concat(
        [on_roll.filter(pl.col("kind") < 4), spending.with_columns(amount_fen=pl.col("wage"))], how="diagonal"
    )
    items = [
        wages.select("person", "amount_fen", register=pl.lit("个税"), item=pl.lit("工资薪金"), **window),
        on_roll.filter(pl.col("kind") >= 4).select(
            "person", "amount_fen", register=pl.lit("银行"), item=pl.lit("存款余额")
        ),
    ]
    expenses = spending.select(
        "person", own_cost_fen="cost", kind=pl.lit("医疗"), major_illness_aid=pl.lit("否"), **window
    )
    return Edges(pl.concat(items, how="diagonal"), expenses)


def _alone(world: World, rows: pl.DataFrame, number: str) -> pl.DataFrame:
    """Rows of one-person households whose person stands on one row only, is no stranger and is on the registry."""
    fit = world.people.filter(pl.col("death_date").is_null() & (pl.col("person_status") == "正常"))["person"]
    return rows.filter(
        (pl.len().over(number) == 1) & (pl.len().over("person") == 1) & pl.col("person").is_in(fit.implode())
    )


def _first(world: World) -> date:
    return month_start(world.month - MONTHS_IN_YEAR)


def _last(world: World) -> date:
    return month_start(world.month) - timedelta(days=1)


def _on_roll(world: World, alone: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    chosen = alone.filter(pl.col("person").is_in(dice.sample(alone["person"].to_numpy(), world.count(0.0006, 12))))
    kind = pl.col("kind")
    standard = pl.col("scheme").replace_strict(STANDARD_FEN, return_dtype=pl.Int64)
    declared = pl.col("monthly_income_per_head_fen") + _TOLERANCE_FEN
    monthly = pl.when(kind < 2).then(standard).otherwise(declared)
    beyond = kind % 2
    amount = pl.when(kind < 4).then((monthly + beyond) * MONTHS_IN_YEAR).otherwise(standard * _ASSET_MONTHS + beyond)
    return chosen.with_columns(kind=dice.turns(chosen.height, _KINDS)).select("person", "kind", amount_fen=amount)


def _spending(world: World, alone: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    """Applicants over the standard whom sickness costs twice their income, or a yuan more."""
    chosen = alone.filter(pl.col("person").is_in(dice.sample(alone["person"].to_numpy(), world.count(0.0002, 6))))
    wage = pl.col("scheme").replace_strict(STANDARD_FEN, return_dtype=pl.Int64) * MONTHS_IN_YEAR * 3 // 2
    kind = dice.turns(chosen.height, 3)
    return chosen.select("person", wage=wage, cost=wage * 2 + pl.lit(kind) * 100)
