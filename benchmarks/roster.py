"""Makes the peers' task: a dirty roster and the registry in which its people are to be found, with the truth.

The registry is that of one or several synthetic districts side by side, each with area codes, towns and villages of its
own. The roster takes whole households of it, one row a member, in the columns of the low-income roll. What is wrong
with it is the damage of the synthetic district (`data.district.damage`) at its usual rates, as shares of the rows:

* id: 15 digits 1.3 %, one wrong digit 0.8 %, two digits swapped 0.5 %, cut to 15 digits and zeros by a spreadsheet
  0.4 %, one digit lost 0.25 %, wrong year 0.2 %, in scientific notation 0.08 %, none or zeros 0.4 %, the head's or a
  brother's or sister's 0.2 %; two in five of those with a former number bear that one (0.12 %);
* name: homophone 1 %, placeholder for a rare character 0.5 %, a character in pinyin 0.3 %, look-alike 0.25 %,
  traditional form 0.2 %, given name swapped 0.15 %, variant 0.12 %, character lost 0.1 %, added 0.06 %, wrong 0.1 %,
  quite another name 0.4 %, none 0.05 %; three in ten of those with a former name bear that one (0.18 %);
* form only: full width, blanks, quotation marks, notes in brackets: ids 1.6 %, names 0.6 %;
* outsiders of no registry row: 2 %, two in five of them namesakes of somebody in the registry, in his village;
* households that live in another village than they are registered in: 5 %.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.normal import normal_registry, normal_roster
from data.district import ids
from data.district.damage import Care, miswrite
from data.district.dice import Dice
from data.district.population import population
from data.district.world import strangers

AS_OF = date(2019, 6, 30)
_DISTRICT_SIZE = 500_000
_OUTSIDERS = 0.02
_MOVED = 0.05
_NUMBERS = ("id_no", "former_id_no", "kin_id")
_FIRST_OWN_CODE = 434000
"""Area codes of a city's further districts: of the province, and beyond all that were ever issued there."""


def make(folder: Path, people: int, rows: int, seed: int, dirt: float) -> None:
    """Writes `registry.parquet`, `roster.parquet`, `truth.parquet`, and the first two in normal form for the peer.

    Args:
        folder: an existing folder.
        people: number of registry persons, in districts of half a million.
        rows: rows of the roster, whole households.
        seed: seed of every draw.
        dirt: factor on the rates of damage.
    """
    districts = max(people // _DISTRICT_SIZE, 1)
    made = [_district(people // districts, rows // districts, seed, number, dirt) for number in range(districts)]
    registry, roster, truth = (pl.concat(parts) for parts in zip(*made, strict=True))
    registry.write_parquet(folder / "registry.parquet")
    roster.write_parquet(folder / "roster.parquet")
    truth.with_row_index("row").write_parquet(folder / "truth.parquet")
    normal_registry(registry).write_parquet(folder / "normal_registry.parquet")
    normal_roster(roster).write_parquet(folder / "normal_roster.parquet")


def _district(count: int, rows: int, seed: int, number: int, dirt: float) -> tuple[pl.DataFrame, ...]:
    """Registry, roster and truth of one district of the city."""
    people = population(count, seed + number, AS_OF)
    outsiders = _apart(strangers(people, seed + number, AS_OF), number)
    people = _apart(people, number)
    dice = Dice(seed + number, "roster")
    members = _members(people, rows, dice)
    admitted = np.sort(dice.sample(np.arange(members.height), int(members.height * _OUTSIDERS)))
    instead = dice.sample(outsiders["person"].to_numpy(), len(admitted))
    members = members.with_columns(members["person"].scatter(admitted, instead))
    named = _named(members, pl.concat([people, outsiders], how="diagonal"), count)
    written = miswrite(named, people.select("town", "village", "name"), Care(dirt, kin=True), dice)
    lived = _elsewhere(named, people, dice)
    return _registry(people, number), _roster(lived, written, number), _truth(named, written, number * count)


def _members(people: pl.DataFrame, rows: int, dice: Dice) -> pl.DataFrame:
    """Members of households drawn until there are so many rows, households in the order of the registry."""
    sizes = people.group_by("household", maintain_order=True).agg(size=pl.len())
    drawn = dice.rows(sizes, dice.order(sizes.height)).filter(pl.col("size").cum_sum() <= rows)
    return people.join(drawn.select("household"), on="household", how="semi", maintain_order="left").select(
        "household", "person", "relation", "town", "village"
    )


def _named(members: pl.DataFrame, everybody: pl.DataFrame, registered: int) -> pl.DataFrame:
    """The members with all that `miswrite` asks of them."""
    facts = ("name", "id_no", "former_name", "former_id_no", "kin_id", "sex", "birth_date")
    named = members.join(everybody.select("person", *facts), on="person", how="left", maintain_order="left")
    return named.with_columns(known=pl.col("person") < registered, certificate=pl.lit(None, pl.String))


def _elsewhere(named: pl.DataFrame, people: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    """Lets some households live in the village of somebody else."""
    households = named.select("household").unique(maintain_order=True)
    moved = households.filter(dice.flags(households.height, _MOVED))
    places = dice.rows(people.select("town", "village"), dice.integers(moved.height, 0, people.height - 1))
    return named.update(moved.hstack(places), on="household", how="left")


def _registry(people: pl.DataFrame, number: int) -> pl.DataFrame:
    """The columns of the civil registry that the linkage reads."""
    return people.select(
        *("id_no", "former_id_no", "name", "former_name", "birth_date", "sex", "town", "village"),
        household_no=_numbered("R", number),
    )


def _roster(named: pl.DataFrame, written: pl.DataFrame, number: int) -> pl.DataFrame:
    """The columns of the low-income roll that the linkage reads."""
    rows = named.select("relation", "sex", "town", "village", household_no=_numbered("D", number))
    rows = rows.with_columns(written["name"], written["id_no"], disability_certificate_no=pl.lit(None, pl.String))
    return rows.with_columns(
        head_name=pl.col("name").first().over("household_no"), head_id_no=pl.col("id_no").first().over("household_no")
    )


def _truth(named: pl.DataFrame, written: pl.DataFrame, before: int) -> pl.DataFrame:
    """`person` (row of the registry, null = outsider) and what damage was done."""
    person = pl.when("known").then(pl.col("person") + before).cast(pl.UInt32)
    return named.select(person.alias("person")).hstack(written.select("id_kind", "name_kind", "form_kind"))


def _numbered(letter: str, number: int) -> pl.Expr:
    return pl.format("{}{}-{}", pl.lit(letter), pl.lit(number), "household").alias("household_no")


def _apart(people: pl.DataFrame, number: int) -> pl.DataFrame:
    """Gives a further district towns, villages and area codes of its own, so that no number is issued twice."""
    if number == 0:
        return people
    own = pl.lit(f"{number}区")
    numbers = [name for name in _NUMBERS if name in people.columns]
    return people.with_columns(
        *((own + pl.col(name)).alias(name) for name in ("town", "village")),
        *(_issued_by(people[name], number) for name in numbers),
    )


def _issued_by(numbers: pl.Series, number: int) -> pl.Series:
    """The same numbers with area codes of that district; a right check character is right again."""
    codes = [code for table in (ids.OLD_CODES, ids.NEW_CODES) for code, _ in table]
    own = [str(_FIRST_OWN_CODE + 100 * number + place) for place in range(len(codes))]
    body = numbers.str.head(6).replace_strict([str(code) for code in codes], own) + numbers.str.slice(6, 11)
    was_right = ids.sound(numbers)
    present = body.is_not_null()
    renewed = ids.written(body.filter(present).cast(pl.Int64).to_numpy())
    right = body.clone().scatter(present.arg_true(), renewed)
    wrong = body + numbers.str.slice(17)
    return right.zip_with(was_right, wrong).alias(numbers.name)


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5]))
