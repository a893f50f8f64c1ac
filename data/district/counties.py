"""A city of several counties: who lives where, whose roll a household is on, and which county sends each row.

In a city a town is known as `<county>/<town>`; towns of two counties bear the same names. Agencies' files name the
county, and in their cells towns stand alone.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from data.district.dice import Dice
from data.district.world import World
from schemas.feed import ABOVE

COUNTIES = (
    "冷水滩区",
    "零陵区",
    "祁阳县",
    "东安县",
    "双牌县",
    "道县",
    "江永县",
    "宁远县",
    "蓝山县",
    "新田县",
    "江华县",
)
SENT_BY = "sent_by"
"""The county that sends a row."""
ROLL_OF = {"low_income_payments": "low_income", "reviews": "low_income"} | dict.fromkeys(
    ("dossiers", "assistance_measures"), "poverty_register"
)
"""Source -> the roll whose households its rows speak of, and whose county sends them."""
_ELSEWHERE = 0.08
_SECOND_ELSEWHERE = 0.6
_CREMATED_ELSEWHERE = 0.25


def county_of(town: str = "town") -> pl.Expr:
    """The county of a town of a city; null in a district, or where no town is known."""
    parts = pl.col(town).str.split(ABOVE)
    return pl.when(parts.list.len() > 1).then(parts.list.first())


def without_county(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows as their county writes them: towns without its name."""
    if "town" not in rows.columns:
        return rows
    return rows.with_columns(pl.col("town").str.split(ABOVE).list.last())


def elsewhere(world: World, roll: pl.DataFrame) -> pl.DataFrame:
    """The low-income roll with some households on that of another county than the one in which they are registered.

    Of those who stand on it twice, most stand on the rolls of two counties: some have moved and the old roll ended in
    time, some did not.
    """
    if not world.counties:
        return roll
    dice = world.dice("low_income/elsewhere")
    first = roll.unique("household_no", keep="first", maintain_order=True)
    second = (~first["person"].is_first_distinct()) & dice.flags(first.height, _SECOND_ELSEWHERE)
    away = first.filter(second | dice.flags(first.height, _ELSEWHERE)).select("household_no", county=county_of())
    places = world.people.select("town", "village", county=county_of()).unique(maintain_order=True)
    moved = [_placed(of, places.filter(pl.col("county") != county), dice) for (county,), of in _by_county(away)]
    return roll.update(pl.concat(moved), on="household_no") if moved else roll


def _by_county(rows: pl.DataFrame) -> list[tuple[tuple[object, ...], pl.DataFrame]]:
    return list(rows.partition_by("county", as_dict=True, maintain_order=True).items())


def _placed(households: pl.DataFrame, places: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    drawn = dice.rows(places, dice.integers(households.height, 0, places.height - 1))
    return households.select("household_no").hstack(drawn.select("town", "village"))


def sent_by(world: World, source: str, rows: pl.DataFrame, rosters: Mapping[str, pl.DataFrame]) -> pl.Series:
    """The county that sends each row: that of the roll, of the town that it names, or where its person is registered.

    Args:
        world: the city.
        source: of the rows.
        rows: with their persons.
        rosters: source -> rows of the rolls.
    """
    homes = pl.concat([one.select("person", home=county_of()) for one in (world.people, world.strangers)])
    parts = [rows.select(county_of()).to_series()] if "town" in rows.columns else []
    if source in ROLL_OF:
        roll = rosters[ROLL_OF[source]].select("household_no", county=county_of())
        of_household = roll.unique("household_no", keep="first")
        told = rows.select("household_no").join(of_household, on="household_no", how="left", maintain_order="left")
        parts.append(told["county"])
    for person in (name for name in rows.columns if name in ("person", "husband_person", "wife_person")):
        whose = rows.select(person=person).join(homes, on="person", how="left", maintain_order="left")["home"]
        parts.append(_cremated(world, whose) if source == "deaths" else whose)
    return pl.DataFrame([one.alias(str(at)) for at, one in enumerate(parts)]).select(pl.coalesce(pl.all())).to_series()


def _cremated(world: World, homes: pl.Series) -> pl.Series:
    """Some died, or were cremated, in another county."""
    dice = world.dice("deaths/elsewhere")
    count = len(world.counties)
    by = pl.Series(dice.integers(homes.len(), 1, max(count - 1, 1)))
    place = homes.replace_strict(list(world.counties), list(range(count)), return_dtype=pl.Int64)
    other = ((place + by) % count).replace_strict(list(range(count)), list(world.counties), return_dtype=pl.String)
    return other.zip_with(dice.flags(homes.len(), _CREMATED_ELSEWHERE), homes)
