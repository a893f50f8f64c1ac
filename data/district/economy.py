"""Income, property and registrations of people, and what illness, school and work cost them."""

from __future__ import annotations

from datetime import date

import polars as pl

from data.district.dice import Dice
from data.district.edges import Edges
from data.district.world import World
from schemas.month import month_start

_ELSEWHERE = 0.012
# Register, item, share among the people verified, yearly or total amount in yuan from … to …
_ITEMS = (
    ("养老", "城乡居民养老金", 0.14, 1236, 1500),
    ("个税", "工资薪金", 0.055, 6000, 60000),
    ("工商", "经营收入", 0.012, 3000, 50000),
    ("社保", "职工养老金", 0.012, 12000, 36000),
    ("公积金", "公积金缴存", 0.01, 1200, 9000),
    ("财政供养", "在编人员", 0.012, 0, 0),
    ("车辆", "机动车", 0.03, 0, 0),
    ("车辆", "残疾人代步车", 0.006, 0, 0),
    ("不动产", "住宅", 0.10, 0, 0),
    ("不动产", "商业用房", 0.006, 0, 0),
    ("工商", "企业法人", 0.006, 0, 0),
    ("工商", "个体工商户", 0.02, 0, 0),
    ("银行", "存款余额", 0.10, 100, 20000),
    ("证券", "证券市值", 0.008, 1000, 30000),
    ("保险", "保险", 0.01, 5000, 80000),
)
_INCOME = ("工资薪金", "经营收入", "职工养老金", "城乡居民养老金")
_VEHICLE = ("A", None, "A,Q", "Q", "E", "B", "M", "P", "G,Q", "E,A", "I,J", "N")
YEAR = 12


def economic_items(world: World, verified: pl.Series, edges: Edges) -> pl.DataFrame:
    """Rows of the economic items extract: about the verified people, and about others as registers also hold them."""
    dice = world.dice("economic_items")
    others = pl.Series(dice.sample(world.people["person"].to_numpy(), world.count(_ELSEWHERE, 20)))
    people = pl.concat([verified.unique(maintain_order=True), others])
    parts = [_items(world, people, row, dice) for row in _ITEMS]
    rows = pl.concat([*parts, _rich(world, verified, dice)], how="diagonal")
    rows = _periods(world, rows, dice)
    rows = _properties(world, rows, dice)
    rows = world.admit(rows.remove(pl.col("person").is_in(edges.people.implode())).drop("turn"), "economic_items", 0.01)
    rows = pl.concat([rows, edges.items], how="diagonal_relaxed")
    return dice.rows(rows, dice.order(rows.height)).with_columns(data_as_of=pl.lit(world.as_of))


def _items(world: World, people: pl.Series, row: tuple[str, str, float, int, int], dice: Dice) -> pl.DataFrame:
    register, item, share, low, high = row
    chosen = people.filter(dice.flags(people.len(), share))
    if item == "住宅":
        chosen = pl.concat([chosen, chosen.head(chosen.len() // 12), chosen.head(chosen.len() // 40)])
    count = chosen.len()
    amount = (
        dice.numbers(count, low * 100, high * 100)
        if high
        else pl.Series([None], dtype=pl.Int64).new_from_index(0, count)
    )
    return pl.DataFrame({"person": chosen, "amount_fen": amount, "turn": dice.turns(count, 60)}).with_columns(
        register=pl.lit(register), item=pl.lit(item)
    )


def _rich(world: World, verified: pl.Series, dice: Dice) -> pl.DataFrame:
    """Deposits far over any limit."""
    chosen = pl.Series(dice.sample(verified.unique(maintain_order=True).to_numpy(), world.count(0.0002, 3)))
    return pl.DataFrame(
        {
            "person": chosen,
            "amount_fen": dice.numbers(chosen.len(), 8_000_000, 40_000_000),
            "turn": dice.turns(chosen.len(), 60),
        }
    ).with_columns(register=pl.lit("银行"), item=pl.lit("存款余额"))


def _periods(world: World, rows: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    """Periods of income: the window, a part of it, half in and half before it; of posts: running or just ended."""
    now = world.month
    first, last = now - YEAR, now - 1
    turn = pl.col("turn")
    start = turn.replace_strict(
        {0: last - 2, 1: first - 6, 2: first - 24, 3: last, 4: now, 5: first - 1}, default=first, return_dtype=pl.Int64
    )
    end = turn.replace_strict(
        {1: last - 6, 2: first - 1, 4: now, 5: last + 1, 6: last + 6}, default=last, return_dtype=pl.Int64
    )
    post_start = turn.replace_strict({0: now, 1: now + 1}, default=now - 60, return_dtype=pl.Int64)
    post_end = turn.replace_strict({2: now, 3: now - 1, 4: now + 3}, default=None, return_dtype=pl.Int64)
    income = pl.col("item").is_in(_INCOME)
    post = pl.col("item") == "在编人员"
    starts, ends = _month_table(now, last_day=False), _month_table(now, last_day=True)
    return rows.with_columns(
        period_start=pl.when(income)
        .then(start)
        .when(post)
        .then(post_start)
        .replace_strict(starts, default=None, return_dtype=pl.Date),
        period_end=pl.when(income)
        .then(end)
        .when(post)
        .then(post_end)
        .replace_strict(ends, default=None, return_dtype=pl.Date),
    )


def _month_table(now: int, *, last_day: bool) -> dict[int, date]:
    """Month index -> a day of that month: its first, or its last."""
    shift = 1 if last_day else 0
    days = pl.Series([month_start(month + shift) for month in range(now - 90, now + 24)]).dt.offset_by(
        "-1d" if last_day else "0d"
    )
    return dict(zip(range(now - 90, now + 24), days.to_list(), strict=True))


def _properties(world: World, rows: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    """States of vehicles, homes and firms, unit numbers (two rows of one unit are one home), days of registration."""
    count = rows.height
    turn = pl.col("turn")
    vehicle = pl.Series(_VEHICLE, dtype=pl.String).gather(dice.cycle(count, len(_VEHICLE)))
    firm = dice.pick(count, ["正常", "吊销", "注销"], [70, 12, 18])
    item = pl.col("item")
    home = item.is_in(["住宅", "商业用房"])
    car = item.is_in(["机动车", "残疾人代步车"])
    unit = pl.when(turn < 12).then("person").otherwise(pl.col("person") * 7 + turn)
    registered = pl.lit(world.as_of).dt.offset_by(pl.format("-{}d", dice.numbers(count, 1, 4500)))
    registers = home | car | item.is_in(["企业法人", "个体工商户"])
    return rows.with_columns(
        item_status=pl.when(car)
        .then(vehicle)
        .when(item.is_in(["企业法人", "个体工商户"]))
        .then(firm)
        .when(home)
        .then(pl.when(turn % 12 == 3).then(pl.lit("注销")).otherwise(pl.lit("现势"))),
        unit_no=pl.when(home).then(pl.lit("431103GB") + unit.cast(pl.String).str.zfill(9)),
        area=pl.when(home).then(pl.lit(dice.numbers(count, 60, 160)).cast(pl.Decimal(18, 4))),
        registered_on=pl.when(registers).then(registered),
    )


def rigid_expenses(world: World, verified: pl.Series, edges: Edges) -> pl.DataFrame:
    """Rows of the expenses extract: illness, school and work of some of the verified people, and of a few others."""
    dice = world.dice("rigid_expenses")
    others = pl.Series(dice.sample(world.people["person"].to_numpy(), world.count(0.002, 5)))
    people = pl.concat([verified.unique(maintain_order=True), others])
    parts = []
    for kind, share, low, high in (("医疗", 0.09, 300, 60000), ("教育", 0.03, 2000, 15000), ("就业", 0.015, 200, 4000)):
        chosen = people.filter(dice.flags(people.len(), share))
        count = chosen.len()
        parts.append(
            pl.DataFrame(
                {
                    "person": chosen,
                    "own_cost_fen": dice.numbers(count, low * 100, high * 100),
                    "turn": dice.turns(count, 20),
                }
            ).with_columns(kind=pl.lit(kind))
        )
    rows = pl.concat(parts)
    rows = _circumstances(world, rows.remove(pl.col("person").is_in(edges.people.implode())), dice)
    rows = world.admit(rows.drop("turn"), "rigid_expenses", 0.01)
    return pl.concat([rows, edges.expenses], how="diagonal_relaxed")


def _circumstances(world: World, rows: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    now, count, turn = world.month, rows.height, pl.col("turn")
    start = turn.replace_strict(
        {0: now - 18, 1: now - 13, 2: now - 14, 3: now}, default=now - 10, return_dtype=pl.Int64
    )
    end = turn.replace_strict({0: now - 13, 1: now - 12, 2: now - 10, 3: now}, default=now - 3, return_dtype=pl.Int64)
    medical, school = pl.col("kind") == "医疗", pl.col("kind") == "教育"
    return rows.with_columns(
        period_start=start.replace_strict(_month_table(now, last_day=False), return_dtype=pl.Date),
        period_end=end.replace_strict(_month_table(now, last_day=True), return_dtype=pl.Date),
        total_cost_fen=pl.col("own_cost_fen") * 5 // 2,
        major_illness_aid=pl.when(medical).then(pl.lit(dice.pick(count, ["是", "否", None], [35, 60, 5]))),
        stage=pl.when(school).then(pl.lit(dice.pick(count, ["普通高中", "中职", "高等教育", None], [40, 25, 30, 5]))),
        full_time=pl.when(school).then(pl.lit(dice.pick(count, ["是", "否"], [88, 12]))),
    )
