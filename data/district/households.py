"""Who lives with whom: households with head, spouse, children, parents, brothers and twins, and their ages."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from data.district.dice import Bools, Dice, Floats, Ints, Texts

# H head, S spouse, C child, T twin of the child before, P parent, B brother or sister, W child's wife, G grandchild.
# Shape of a household, share in a hundred households, ages of the head.
SHAPES = (
    ("H", 9, 22, 88),
    ("H", 5, 60, 94),
    ("HS", 15, 45, 86),
    ("HSC", 21, 26, 58),
    ("HSCC", 17, 28, 60),
    ("HSCT", 1, 28, 55),
    ("HSCCC", 2, 32, 62),
    ("HSCP", 6, 30, 56),
    ("HSCCP", 5, 32, 58),
    ("HSCCPP", 4, 32, 56),
    ("HC", 4, 30, 66),
    ("HCC", 2, 32, 62),
    ("HP", 2, 28, 60),
    ("HB", 2, 30, 74),
    ("HSCWG", 4, 52, 82),
    ("HCG", 1, 58, 84),
)
_DAYS = 365.25
_ADULT_PARENT = 20
OLDEST = 101


def people(count: int, dice: Dice, as_of: date) -> pl.DataFrame:
    """Draws households until they hold `count` people.

    Returns:
        One row a person, households together, heads first: `household` Int64, `position` String (letters of `SHAPES`),
        `birth_date` Date, `sex` String (男/女), `male_line` Boolean (bears the family's surname).
    """
    frame = _persons(count, dice)
    position = frame["position"].to_numpy()
    head_age = frame["head_age"].to_numpy()
    ages = _ages(position, head_age, dice)
    ages = _after_twins(position, ages)
    male = _sexes(position, dice)
    day = np.datetime64(as_of, "D") - (ages * _DAYS).astype(np.int64)
    born = np.minimum(day, np.datetime64(as_of, "D") - 7)
    return frame.select(
        "household",
        "position",
        birth_date=pl.Series(born).cast(pl.Date),
        sex=pl.Series(np.where(male, "男", "女")),
        male_line=pl.Series(_male_line(position, male)),
    )


def _persons(count: int, dice: Dice) -> pl.DataFrame:
    sizes = np.array([len(shape) for shape, *_ in SHAPES])
    shares = np.array([share for _, share, *_ in SHAPES], dtype=np.float64)
    needed = int(count / (sizes @ shares / shares.sum()) * 1.05) + 10
    drawn = dice.indexes(needed, shares)
    lowest, highest = (np.array([row[place] for row in SHAPES])[drawn] for place in (2, 3))
    households = pl.DataFrame(
        {
            "household": np.arange(needed),
            "head_age": dice.between(lowest, highest),
            "position": pl.Series([list(shape) for shape, *_ in SHAPES]).gather(drawn),
        }
    )
    return households.explode("position").head(count)


def _ages(position: Texts, head: Ints, dice: Dice) -> Floats:
    count = len(head)
    gap = dice.integers(count, _ADULT_PARENT, 34)
    grown = head - gap
    child = np.where(grown >= 0, grown, dice.integers(count, 0, 6))
    mature = np.maximum(child, 21)
    by_letter = {
        "H": head,
        "S": np.maximum(head + dice.integers(count, -5, 2), 20),
        "C": child,
        "T": child,
        "P": np.minimum(head + dice.integers(count, 19, 33), OLDEST - 1),
        "B": np.maximum(head + dice.integers(count, -9, 9), 16),
        "W": np.maximum(mature + dice.integers(count, -4, 1), 20),
        "G": np.maximum(child - dice.integers(count, 21, 28), 0),
    }
    ages = np.select([position == letter for letter in by_letter], list(by_letter.values()), default=head)
    return np.asarray(ages + dice.integers(count, 0, 364) / 366.0, dtype=np.float64)


def _after_twins(position: Texts, ages: Floats) -> Floats:
    """A twin is as old as the child before."""
    return np.asarray(np.where(position == "T", np.roll(ages, 1), ages), dtype=np.float64)


def _sexes(position: Texts, dice: Dice) -> Bools:
    count = len(position)
    male = dice.chance(count, 0.52)
    male = np.where(position == "H", dice.chance(count, 0.8), male)
    male = np.where(position == "B", dice.chance(count, 0.7), male)
    opposite = (position == "S") | ((position == "P") & (np.roll(position, 1) == "P"))
    male = np.where(opposite, ~np.roll(male, 1), male)
    male = np.where(position == "W", False, male)
    before_wife = np.roll(position, -1) == "W"
    return np.asarray(np.where((position == "C") & before_wife, True, male), dtype=np.bool_)


def _male_line(position: Texts, male: Bools) -> Bools:
    own_line = np.isin(position, ["C", "T", "B", "G"])
    elder = (position == "P") & male
    return np.asarray(own_line | elder | (np.isin(position, ["H", "S"]) & male), dtype=np.bool_)


def relations(frame: pl.DataFrame, dice: Dice) -> pl.Series:
    """与户主关系 of each person: 户主, 配偶 or 妻, 长子, 次女, 父亲, 弟, 儿媳, 孙子."""
    male = pl.col("sex") == "男"
    child = pl.col("position").is_in(["C", "T"])
    rank = child.cast(pl.Int64).cum_sum().over("household", "sex").clip(1, 3)
    ordinal = rank.replace_strict({1: "长", 2: "次", 3: "三"}, return_dtype=pl.String)
    exact = pl.lit(pl.Series(dice.chance(frame.height, 0.7)))
    by_letter = {
        "H": pl.lit("户主"),
        "S": pl.when(exact).then(pl.lit("配偶")).when(male).then(pl.lit("夫")).otherwise(pl.lit("妻")),
        "P": pl.when(male).then(pl.lit("父亲")).otherwise(pl.lit("母亲")),
        "B": pl.when(male).then(pl.lit("弟")).otherwise(pl.lit("妹")),
        "W": pl.lit("儿媳"),
        "G": pl.when(male).then(pl.lit("孙子")).otherwise(pl.lit("孙女")),
    }
    own = pl.when(male).then(pl.lit("子")).otherwise(pl.lit("女"))
    relation = pl.when(exact).then(ordinal + own).otherwise(own)
    for letter, word in by_letter.items():
        relation = pl.when(pl.col("position") == letter).then(word).otherwise(relation)
    return frame.select(relation.alias("relation")).to_series()
