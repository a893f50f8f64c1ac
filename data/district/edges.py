"""People living alone whose income, savings or sickness cost lies exactly on a limit, or a fen beyond it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from data.district.declared import low_income_standards
from data.district.dice import Dice
from data.district.world import World
from schemas.codes import LOW_INCOME_SCHEME
from schemas.month import MONTHS_IN_YEAR, month_start

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
    for_low_income = pl.col("scheme").is_in(LOW_INCOME_SCHEME.words)
    applicants = _alone(world, applying.filter(for_low_income), "application_no")
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
    standard = _standard(world)
    declared = pl.col("monthly_income_per_head_fen") + int(world.policy["income_tolerance_fen"])
    monthly = pl.when(kind < 2).then(standard).otherwise(declared)
    beyond = kind % 2
    limit = standard * MONTHS_IN_YEAR * int(world.policy["asset_limit_years"])
    amount = pl.when(kind < 4).then((monthly + beyond) * MONTHS_IN_YEAR).otherwise(limit + beyond)
    return chosen.with_columns(kind=dice.turns(chosen.height, _KINDS)).select("person", "kind", amount_fen=amount)


def _spending(world: World, alone: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    """Applicants over the standard whom sickness costs just as many times their income as counts, or a yuan more."""
    chosen = alone.filter(pl.col("person").is_in(dice.sample(alone["person"].to_numpy(), world.count(0.0002, 6))))
    wage = _standard(world) * MONTHS_IN_YEAR * 3 // 2
    kind = dice.turns(chosen.height, 3)
    times = int(world.policy["medical_threshold"])
    return chosen.select("person", wage=wage, cost=wage * times + pl.lit(kind) * 100)


def _standard(world: World) -> pl.Expr:
    return pl.col("scheme").replace_strict(low_income_standards(world.policy), return_dtype=pl.Int64)
