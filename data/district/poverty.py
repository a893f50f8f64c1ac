"""The poverty register with its households' dossiers and the assistance they are due."""

from __future__ import annotations

import polars as pl

from data.district.counties import county_of
from data.district.dice import Dice
from data.district.places import DISTRICT
from data.district.world import World
from schemas.codes import ASSISTANCE_FIELD, HOUSEHOLD_ATTRIBUTE
from schemas.extracts.dossiers import DOSSIER_ITEMS

_SHARE = 0.045
POOR = ("未脱贫", "返贫")
_ORDINARY = "一般贫困户"
_PREFIX = "431103000"
_CAUSES = ("因病", "因残", "因学", "缺技术", "缺劳力", "缺资金", "交通条件落后", "自身发展动力不足")
_SKILLS = ("普通劳动力", "技能劳动力", "弱劳动力或半劳动力", "丧失劳动力", "无劳动力")
_HELPERS = ("帮扶甲", "帮扶乙", "帮扶丙", "帮扶丁")


def poverty_register(world: World, roll: pl.DataFrame, supported: pl.DataFrame) -> pl.DataFrame:
    """Rows of the poverty register, one a person, with `person` and `registry_household`."""
    dice = world.dice("poverty_register")
    households = _households(world, roll, supported, dice)
    people = world.people.select("person", "relation", "death_date", registry_household="household")
    rows = households.join(people, on="registry_household", how="left", maintain_order="left")
    rows = rows.remove(dice.flags(rows.height, 0.03) & (pl.col("relation") != "户主"))
    rows = rows.with_columns(
        person_no=pl.col("household_no")
        + pl.int_range(1, pl.len() + 1).over("household_no").cast(pl.String).str.zfill(2),
        household_size=pl.len().over("household_no").cast(pl.Int32),
        health=dice.pick(
            rows.height, ["健康", "长期慢性病", "患有大病", "残疾", "长期慢性病,残疾"], [60, 20, 5, 10, 5]
        ),
        labour_skill=dice.pick(rows.height, _SKILLS, [35, 5, 25, 10, 25]),
    )
    rows = rows.drop("death_date")
    members = rows["relation"] != "户主"
    rows = world.admit(rows, "poverty_register", 0.012, eligible=members)
    return world.admit(rows, "poverty_register/in need", 0.0, eligible=members & _in_need(rows))


def _in_need(rows: pl.DataFrame) -> pl.Series:
    """Rows of poor people whose attribute says that a roll should hold them: of these some are of no registry."""
    poor = rows["poverty_status"].is_in(POOR)
    return poor & rows["household_attribute"].is_in([word for word in HOUSEHOLD_ATTRIBUTE.words if word != _ORDINARY])


def _households(world: World, roll: pl.DataFrame, supported: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    heads = world.people.filter(pl.col("position") == "H").select(
        "person", "town", "village", "urban", registry_household="household"
    )
    size = world.size / max(heads.height, 1)
    on_roll = pl.col("registry_household").is_in(roll["registry_household"].implode())
    with_support = pl.col("person").is_in(supported["person"].implode())
    wanted = min(max(int(world.size * _SHARE / size), 10), heads.height)
    linked = heads.filter((on_roll | with_support) & ~pl.col("urban") & dice.flags(heads.height, 0.75))
    urban = heads.filter((on_roll | with_support) & pl.col("urban") & dice.flags(heads.height, 0.04))
    others = heads.filter(~on_roll & ~with_support & ~pl.col("urban"))
    chosen = dice.sample(others["registry_household"].to_numpy(), wanted - linked.height - urban.height)
    frame = pl.concat([linked, urban, others.filter(pl.col("registry_household").is_in(chosen))]).sort(
        "registry_household"
    )
    frame = frame.with_columns(_attributes(frame, roll, supported, dice))
    return frame.drop("person", "urban")


def _attributes(
    frame: pl.DataFrame, roll: pl.DataFrame, supported: pl.DataFrame, dice: Dice
) -> list[pl.Expr | pl.Series]:
    count = frame.height
    own = (
        pl.when(pl.col("person").is_in(supported["person"].implode()))
        .then(pl.lit("特困供养贫困户"))
        .when(pl.col("registry_household").is_in(roll["registry_household"].implode()))
        .then(pl.lit("低保贫困户"))
        .otherwise(pl.lit(_ORDINARY))
    )
    kind = pl.lit(dice.turns(count, 16))
    on_a_roll = own != _ORDINARY
    shown = (
        pl.when(on_a_roll & (kind == 0))
        .then(pl.lit(_ORDINARY))
        .when(on_a_roll & (kind == 1))
        .then(pl.lit("特困供养贫困户"))
        .when(~on_a_roll & (kind == 2))
        .then(pl.lit("低保贫困户"))
        .otherwise(own)
    )
    moved = on_a_roll & (kind == 3)
    status = dice.pick(count, ["未脱贫", "已脱贫", "预脱贫", "返贫"], [20, 72, 5, 3])
    number = pl.lit(_PREFIX) + pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(6)
    return [
        number.alias("household_no"),
        pl.coalesce(county_of(), pl.lit(DISTRICT)).alias("county"),
        pl.when(moved).then(pl.col("village").shift(7, fill_value="大塘村")).otherwise("village").alias("village"),
        dice.pick(count, ["1组", "2组", "3组", "4组", None]).alias("hamlet"),
        shown.alias("household_attribute"),
        status.alias("poverty_status"),
        pl.when(pl.lit(status) == "已脱贫")
        .then(pl.lit(dice.numbers(count, 2014, 2018)))
        .cast(pl.Int32)
        .alias("out_year"),
        dice.pick(count, _CAUSES).alias("cause"),
        pl.lit(dice.numbers(count, 210000, 950000)).alias("annual_net_income_per_head_fen"),
        pl.lit(dice.pick(count, ["2013-12-01", "2015-11-20", "2017-06-30"]).str.to_date()).alias("identified_on"),
    ]


def dossiers(world: World, register: pl.DataFrame) -> pl.DataFrame:
    """Rows of the dossiers extract: most complete, some lacking items, some filed twice; `person` = the head."""
    dice = world.dice("dossiers")
    heads = register.group_by("household_no", maintain_order=True).agg(
        pl.col("person").first(), pl.col("household_attribute").first()
    )
    wanted = (pl.col("household_attribute") != _ORDINARY) | pl.lit(dice.flags(heads.height, 0.05))
    rows = heads.filter(wanted & pl.lit(dice.flags(heads.height, 0.97)))
    rows = pl.concat([rows, rows.filter(dice.flags(rows.height, 0.03))])
    count = rows.height
    careless = dice.flags(count, 0.06)
    items = [
        pl.when(pl.lit(careless & dice.flags(count, 0.3))).then(pl.lit(word)).otherwise(pl.lit("有")).alias(item.name)
        for item, word in zip(DOSSIER_ITEMS, ("无", "无", "无", "无", None, "无"), strict=True)
    ]
    filed = pl.lit(world.as_of).dt.offset_by(pl.format("-{}d", dice.numbers(count, 30, 900)))
    return (
        rows.with_columns(*items, filed_on=filed).drop("household_attribute").sort("household_no", maintain_order=True)
    )


def measures(world: World, register: pl.DataFrame) -> pl.DataFrame:
    """Rows of the assistance extract, one a household and field."""
    dice = world.dice("assistance_measures")
    households = register.select("household_no").unique(maintain_order=True)
    rows = households.join(pl.DataFrame({"field": ASSISTANCE_FIELD.words}), how="cross")
    count = rows.height
    due, late = dice.flags(count, 0.45), dice.flags(count, 0.02)
    delivered = due & ~late | dice.flags(count, 0.01)
    day = pl.lit(world.as_of).dt.offset_by(pl.format("-{}d", dice.numbers(count, 5, 600)))
    yes = {True: "是", False: "否"}
    return rows.with_columns(
        due=due.replace_strict(yes, return_dtype=pl.String),
        delivered=delivered.replace_strict(yes, return_dtype=pl.String),
        delivered_on=pl.when(delivered).then(day),
        helper=dice.pick(count, _HELPERS),
    )
