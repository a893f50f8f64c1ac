"""What befell people: deaths with who reported them, and the registry's statuses, which lag."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from data.district.dice import Dice
from data.district.population import days_before

_DEAD = 0.011
_ELDER_WEIGHT = 12.0
_MISSED = 0.28
_OTHER_STATUSES = (("迁出", 0.006), ("参军", 0.0015), ("服刑", 0.001), ("重户注销", 0.0005))
_LONGEST = 1200
_ELSEWHERE = ("广东省东莞市", "湖南省长沙市", "广西桂林市", "浙江省宁波市", "湖南省衡阳市")


def with_lives(people: pl.DataFrame, seed: int, as_of: date) -> pl.DataFrame:
    """Adds what befell everybody.

    Returns:
        `people` with `death_date` Date (null = living), `in_crematory`, `in_police`, `in_health` Boolean (who reports
        the death), `person_status`, `status_date`, `moved_to`, `marital_status`.
    """
    people = people.hstack(_deaths(people, Dice(seed, "deaths"), as_of))
    people = people.hstack(_statuses(people, Dice(seed, "statuses"), as_of))
    return people.with_columns(_marital(people, Dice(seed, "marital"), as_of))


def _deaths(people: pl.DataFrame, dice: Dice, as_of: date) -> pl.DataFrame:
    age = as_of.year - people["birth_date"].dt.year().to_numpy()
    weight = np.where(age > 65, _ELDER_WEIGHT, np.where(age > 4, 1.0, 0.0))
    share = _DEAD * people.height / weight.sum()
    dead = dice.chance(people.height, 1.0) & (dice.integers(people.height, 0, 10**6 - 1) < weight * share * 10**6)
    # Most recent months most, so that benefits still run for some.
    days = (dice.integers(people.height, 0, 1000) ** 2 * _LONGEST // 10**6).astype(np.int64)
    by = dice.cycle(people.height, 7)
    reported = {"in_crematory": (0, 1, 3, 6), "in_police": (1, 2), "in_health": (2, 3, 4)}
    return pl.DataFrame(
        {"death_date": days_before(as_of, days).zip_with(pl.Series(dead), pl.Series([None], dtype=pl.Date))}
        | {name: dead & np.isin(by, kinds) for name, kinds in reported.items()}
    )


def _statuses(people: pl.DataFrame, dice: Dice, as_of: date) -> pl.DataFrame:
    count = people.height
    unreported = ~pl.any_horizontal("in_crematory", "in_police", "in_health")
    other = dice.pick(count, ["正常", *(word for word, _ in _OTHER_STATUSES)], _shares())
    since = days_before(as_of, dice.integers(count, 5, 1500))
    lag = pl.Series(dice.integers(count, 0, 60))
    frame = people.select(
        "death_date",
        deregistered=pl.col("death_date").is_not_null()
        & (unreported | pl.lit(pl.Series(~dice.chance(count, _MISSED)))),
        age=as_of.year - pl.col("birth_date").dt.year(),
        male=pl.col("sex") == "男",
    ).with_columns(other=other, since=since, lag=lag, target=dice.pick(count, _ELSEWHERE))
    fits = (
        pl.when(pl.col("other") == "参军")
        .then(pl.col("male") & pl.col("age").is_between(18, 25))
        .otherwise((pl.col("other") != "服刑") | (pl.col("age") >= 18))
    )
    status = (
        pl.when("deregistered")
        .then(pl.lit("死亡注销"))
        .when(fits & pl.col("death_date").is_null())
        .then("other")
        .otherwise(pl.lit("正常"))
    )
    reported = pl.min_horizontal(pl.col("death_date").dt.offset_by(pl.format("{}d", "lag")), pl.lit(as_of))
    frame = frame.with_columns(person_status=status, reported=reported)
    return frame.select(
        "person_status",
        status_date=pl.when("deregistered").then("reported").when(pl.col("person_status") != "正常").then("since"),
        moved_to=pl.when(pl.col("person_status") == "迁出").then("target"),
    )


def _shares() -> list[float]:
    shares = [share for _, share in _OTHER_STATUSES]
    return [1 - sum(shares), *shares]


def _marital(people: pl.DataFrame, dice: Dice, as_of: date) -> pl.Series:
    alone = dice.pick(people.height, ["未婚", "丧偶", "离婚", "未说明"], [30, 45, 15, 10])
    paired = (pl.col("position") == "S").any().over("household") & pl.col("position").is_in(["H", "S"])
    young = pl.col("birth_date").dt.year() > as_of.year - 22
    return people.select(
        pl.when(paired | (pl.col("position") == "W"))
        .then(pl.lit("已婚"))
        .when(young)
        .then(pl.lit("未婚"))
        .otherwise(pl.lit(alone))
        .alias("marital_status")
    ).to_series()


def death_rows(people: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Rows of the deaths extract, one a person and reporter, with `person`."""
    by = {"in_crematory": "火化", "in_police": "公安", "in_health": "卫健"}
    rows = pl.concat(
        people.filter(pl.col(column)).select("person", "death_date", pl.lit(word).alias("death_source"))
        for column, word in by.items()
    ).sort("death_date", "person", "death_source")
    dice = Dice(seed, "death rows")
    slip = dice.chance(rows.height, 0.06)
    earlier = rows["death_date"].dt.offset_by("-1d").zip_with(pl.Series(slip), rows["death_date"])
    number = pl.Series(dice.integers(rows.height, 10**8, 10**9 - 1)).cast(pl.String)
    return rows.with_columns(death_date=earlier, certificate_no="S" + number)
