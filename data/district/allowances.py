"""The two disability allowances: who is due them and gets them, and who gets them all the same."""

from __future__ import annotations

import numpy as np
import polars as pl

from data.district.care_rolls import terms
from data.district.declared import allowance_standards
from data.district.dice import Dice
from data.district.world import World
from schemas.codes import ALLOWANCE

_LIVING, _NURSING = ALLOWANCE.words
_RECEIVES = 0.93
# Paid minus due, in fen.
_OFF = (0, -1000, -1, 4000, 6000)


def allowances(
    world: World, roll: pl.DataFrame, certificates: pl.DataFrame, supported: pl.DataFrame, orphaned: pl.DataFrame
) -> pl.DataFrame:
    """Rows of the allowances extract, with `person`."""
    dice = world.dice("disability_allowances")
    latest = certificates.sort("person", "issued_on").unique("person", keep="last", maintain_order=True)
    latest = latest.filter(pl.col("person") < world.size)
    due = _due(world, roll, latest, supported, dice)
    rows = pl.concat([due, _undue(world, latest, supported, orphaned, due, dice)])
    rows = rows.with_row_index("row").with_columns(terms(world, rows.height, dice, edge=pl.col("planted")))
    off = pl.Series(_OFF).gather(dice.indexes(rows.height, np.array([96.0, 1, 1, 1, 1])))
    standard = pl.col("allowance").replace_strict(allowance_standards(world.policy), return_dtype=pl.Int64)
    named = latest.select("person", "certificate_no", "level", "category")
    places = world.people.select("person", "town", "village")
    shown = dice.flags(rows.height, 0.95)
    rows = rows.join(named, on="person", how="left", maintain_order="left").join(
        places, on="person", how="left", maintain_order="left"
    )
    rows = rows.with_columns(amount_fen=standard + off, certificate_no=pl.when(shown).then("certificate_no"))
    return rows.drop("row", "planted").sort("town", "village", "person", "allowance", maintain_order=True)


def _due(world: World, roll: pl.DataFrame, latest: pl.DataFrame, supported: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    valid = latest.filter(
        (pl.col("certificate_status") == "正常")
        & (pl.col("valid_until").is_null() | (pl.col("valid_until") >= world.as_of))
    ).remove(pl.col("person").is_in(supported["person"].implode()))
    covered = roll.filter(
        (pl.col("covered") == "是") & (pl.col("stop_month").is_null() | (pl.col("stop_month") > world.month))
    )["person"]
    living = valid.filter(pl.col("person").is_in(covered.implode())).select("person", allowance=pl.lit(_LIVING))
    nursing = valid.filter(pl.col("level").is_in(["一级", "二级"])).select("person", allowance=pl.lit(_NURSING))
    rows = pl.concat([living, nursing])
    return rows.filter(dice.flags(rows.height, _RECEIVES)).with_columns(planted=pl.lit(value=False))


def _undue(
    world: World, latest: pl.DataFrame, supported: pl.DataFrame, orphaned: pl.DataFrame, due: pl.DataFrame, dice: Dice
) -> pl.DataFrame:
    """Who should not have it: supported people, orphans, uncovered or mildly disabled ones, and who has it twice."""
    count = world.count(0.0004, 8)
    mild = latest.remove(pl.col("level").is_in(["一级", "二级"]))["person"]
    everybody = pl.Series(dice.sample(np.arange(world.size), count // 4))
    groups = (
        (supported["person"], _LIVING),
        (supported["person"], _NURSING),
        (orphaned["person"], _LIVING),
        (latest["person"], _LIVING),
        (mild, _NURSING),
        (everybody, _NURSING),
        (due.filter(pl.col("allowance") == _LIVING)["person"], _LIVING),
        (due.filter(pl.col("allowance") == _NURSING)["person"], _NURSING),
    )
    chosen = [
        (pl.Series(dice.sample(people.filter(people < world.size).to_numpy(), count)), word) for people, word in groups
    ]
    return pl.concat(
        pl.DataFrame({"person": people}).cast(pl.Int64).with_columns(allowance=pl.lit(word), planted=pl.lit(value=True))
        for people, word in chosen
    )
