"""Towns and villages of the district: streets and towns of 冷水滩区, with made-up villages."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from data.district.dice import Dice
from schemas.feed import town_of_county

DISTRICT = "冷水滩区"
STREETS = (
    "梅湾街道",
    "菱角山街道",
    "肖家园街道",
    "杨家桥街道",
    "梧桐街道",
    "凤凰街道",
    "珊瑚街道",
    "曲河街道",
    "仁湾街道",
    "岚角山街道",
)
TOWNS = ("花桥街镇", "普利桥镇", "牛角坝镇", "高溪市镇", "黄阳司镇", "上岭桥镇", "伊塘镇", "蔡市镇", "杨村甸乡")
_OPENING = "大小石竹茶塘白黄杨李上下新古双长高龙梅枫"
_CLOSING = "塘桥冲岭山坪湾洲井家坝田源铺"


def villages(people: int, dice: Dice) -> pl.DataFrame:
    """The villages of a district of that size.

    Returns:
        `town`, `village` String, `urban` Boolean, `weight` Float64 (share of the people).
    """
    count = min(max(people // 4000, 2), 10)
    towns = [town for pair in zip(STREETS[:count], TOWNS[:count], strict=False) for town in pair]
    towns += list(STREETS[len(TOWNS) : count])
    each = min(max(people // len(towns) // 700, 3), 14)
    names = [opening + closing for opening in _OPENING for closing in _CLOSING]
    rows = [
        (town, names[(17 * number + 23 * place) % len(names)] + _suffix(town), town in STREETS)
        for number, town in enumerate(towns)
        for place in range(each)
    ]
    frame = pl.DataFrame(rows, schema=["town", "village", "urban"], orient="row")
    return frame.with_columns(weight=pl.Series(0.5 + dice.integers(frame.height, 0, 100) / 100))


def in_counties(places: pl.DataFrame, counties: Sequence[str]) -> pl.DataFrame:
    """Villages dealt out to counties in turn, so that every county has towns of the same names."""
    if not counties:
        return places
    county = pl.int_range(pl.len()) % len(counties)
    names = pl.Series([town_of_county(one, "") for one in counties])
    return places.with_columns(town=pl.lit(names).gather(county) + pl.col("town"))


def _suffix(town: str) -> str:
    return "社区" if town in STREETS else "村"
