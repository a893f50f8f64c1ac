"""Marriages and divorces: of couples who live together, of people who married elsewhere, and what came before."""

from __future__ import annotations

import polars as pl

from data.district.dice import Dice
from data.district.world import World

_OFFICES = ("冷水滩区民政局", "零陵区民政局", "祁阳县民政局", "东安县民政局")
_FIRST_YEAR = 1980
_PAIR = ("husband_person", "wife_person")


def marriages(world: World, poor: pl.Series) -> pl.DataFrame:
    """Rows of the marriages extract by date.

    Args:
        world: the district.
        poor: persons on the low-income roll, some of whom married outside their household.

    Returns:
        Fields of the extract but names and ids, with `husband_person` and `wife_person`.
    """
    dice = world.dice("marriages")
    couples = _wed(world, _couples(world), dice)
    outside = _wed(world, _outside(world, poor, dice), dice)
    elsewhere = _wed(world, _with_strangers(world, dice), dice)
    weddings = pl.concat([couples, outside, elsewhere]).with_columns(event_type=pl.lit("IA"))
    rows = pl.concat(
        [
            weddings.filter(dice.flags(weddings.height, 0.93)),
            _later(world, weddings, dice),
            _parted(world, couples, poor, dice),
            _before(world, couples, dice),
        ]
    )
    count = rows.height
    place = dice.pick(count, _OFFICES, [88, 5, 4, 3])
    number = (
        pl.lit("J431103-")
        + pl.col("registered_on").dt.strftime("%Y-")
        + dice.numbers(count, 10**5, 10**6 - 1).cast(pl.String)
    )
    return rows.with_columns(office=place, certificate_no=number).sort("registered_on", *_PAIR, "event_type")


def _couples(world: World) -> pl.DataFrame:
    """Heads with spouses, and sons with their wives, by household."""
    people = world.people.select("person", "position", "sex", before=pl.col("person").shift(1))
    second = people.filter(pl.col("position").is_in(["S", "W"]))
    male = pl.col("sex") == "男"
    return second.select(
        husband_person=pl.when(male).then("person").otherwise("before"),
        wife_person=pl.when(male).then("before").otherwise("person"),
    )


def _outside(world: World, poor: pl.Series, dice: Dice) -> pl.DataFrame:
    """People of two households who married each other: some of the poor, and others."""
    alone = pl.col("marital_status").is_in(["未婚", "离婚", "丧偶"]) & (
        pl.col("birth_date").dt.year() < world.as_of.year - 23
    )
    singles = world.people.filter(alone).select("person", "sex", poor=pl.col("person").is_in(poor.implode()))
    by_sex = [singles.filter(pl.col("sex") == sex) for sex in ("男", "女")]
    count = min(world.count(0.0006, 6), *(side.height // 2 for side in by_sex))
    columns = {}
    for name, side in zip(_PAIR, by_sex, strict=True):
        # Two in three of either side are of the poor, so that their roll can be wrong about a spouse.
        pools = [side.filter("poor")["person"].to_numpy(), side.remove(pl.col("poor"))["person"].to_numpy()]
        first = dice.sample(pools[0], 2 * count // 3)
        rest = dice.sample(pools[1], count - len(first))
        columns[name] = pl.concat([pl.Series(first), pl.Series(rest)]).shuffle(seed=int(dice.integers(1, 0, 10**6)[0]))
    return pl.DataFrame(columns)


def _with_strangers(world: World, dice: Dice) -> pl.DataFrame:
    """People who married somebody from elsewhere, and couples of whom the registry knows neither."""
    alone = pl.col("marital_status").is_in(["离婚", "丧偶"]) & (pl.col("birth_date").dt.year() < world.as_of.year - 25)
    singles = world.people.filter(alone & pl.lit(dice.flags(world.size, 0.35))).select("person", "sex")
    strangers = world.strangers.filter(pl.col("birth_date").dt.year() < world.as_of.year - 25)
    both = world.count(0.001, 2)
    drawn = pl.Series(dice.sample(strangers["person"].to_numpy(), singles.height + 2 * both))
    singles = singles.head(max(drawn.len() - 2 * both, 0))
    male = singles["sex"] == "男"
    partner = drawn.head(singles.height)
    mixed = pl.DataFrame(
        {_PAIR[0]: singles["person"].zip_with(male, partner), _PAIR[1]: partner.zip_with(male, singles["person"])}
    )
    rest = drawn.slice(singles.height)
    half = rest.len() // 2
    return pl.concat([mixed, pl.DataFrame({_PAIR[0]: rest.head(half), _PAIR[1]: rest.slice(half, half)})])


def _wed(world: World, pairs: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    """Gives each pair the day of its wedding: in their twenties, or lately where they are older than the registers."""
    births = world.identities.select("person", "birth_date")
    for name in _PAIR:
        births_of = births.rename({"person": name, "birth_date": f"{name}_born"})
        pairs = pairs.join(births_of, on=name, how="left", maintain_order="left")
    younger = pl.max_horizontal(*(f"{name}_born" for name in _PAIR))
    age = dice.numbers(pairs.height, 20 * 365 + 10, 28 * 365)
    young = younger.dt.offset_by(pl.format("{}d", age))
    lately = pl.lit(world.as_of).dt.offset_by(pl.format("-{}d", dice.numbers(pairs.height, 1, 700)))
    day = pl.when(young < lately).then(young).otherwise(lately)
    married = pairs.select(*_PAIR, registered_on=day)
    return married.filter(pl.col("registered_on").dt.year() >= _FIRST_YEAR)


def _later(world: World, weddings: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    """What follows a wedding: reissued papers, a divorce, a divorce and a second wedding, a divorce on the same day."""
    courses = (
        (0.02, (("ICA", 300),)),
        (0.012, (("IB", 700),)),
        (0.003, (("IB", 700), ("IA", 900))),
        (0.002, (("IB", 500), ("ICB", 800))),
        (0.002, (("IB", 0),)),
        (0.001, (("ICB", 600),)),
        (0.001, (("IB", 400), ("ICA", 400))),
    )
    parts = []
    for share, events in courses:
        chosen = weddings.filter(dice.flags(weddings.height, share))
        for kind, after in events:
            last = pl.lit(world.as_of).dt.offset_by(pl.format("-{}d", dice.numbers(chosen.height, 15, 60)))
            day = pl.min_horizontal(pl.col("registered_on").dt.offset_by(f"{after}d"), last)
            later = pl.max_horizontal(day, "registered_on") if after else pl.col("registered_on")
            parts.append(chosen.with_columns(registered_on=later, event_type=pl.lit(kind)))
    return pl.concat(parts)


def _parted(world: World, couples: pl.DataFrame, poor: pl.Series, dice: Dice) -> pl.DataFrame:
    """Couples of the poor who divorced lately and still live together; some of them married again since."""
    both = couples.filter(pl.all_horizontal(pl.col(name).is_in(poor.implode()) for name in _PAIR))
    chosen = both.filter(dice.flags(both.height, 0.03))
    divorce = chosen.with_columns(registered_on=pl.lit(world.as_of).dt.offset_by("-50d"), event_type=pl.lit("IB"))
    again = divorce.filter(dice.flags(divorce.height, 0.3)).with_columns(
        pl.col("registered_on").dt.offset_by("20d"), event_type=pl.lit("IA")
    )
    return pl.concat([divorce, again])


def _before(world: World, couples: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    """Earlier marriages of some, with strangers, and their divorces."""
    chosen = couples.filter(dice.flags(couples.height, 0.02) & (pl.col("registered_on").dt.year() > _FIRST_YEAR + 6))
    former = dice.sample(world.strangers["person"].to_numpy(), chosen.height)
    chosen = chosen.head(len(former)).with_columns(wife_person=pl.Series(former))
    wedding = chosen.with_columns(pl.col("registered_on").dt.offset_by("-5y"), event_type=pl.lit("IA"))
    divorce = chosen.with_columns(pl.col("registered_on").dt.offset_by("-1y"), event_type=pl.lit("IB"))
    return pl.concat([wedding, divorce])
