"""What the builders of the extracts share: the people, strangers of no registry, and the date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import polars as pl

from data.district import ids, naming
from data.district.declared import policy_on
from data.district.dice import Dice, Ints
from data.district.population import days_before
from schemas.extract import Extract
from schemas.extracts import EXTRACTS
from schemas.month import month_of
from schemas.parameter import Parameters

_STRANGERS = 0.05
_NAMESAKE_STRANGERS = 0.4


@dataclass(frozen=True)
class World:
    """The true state of the district.

    Attributes:
        people: registry persons (`population`, `statuses`), row = `person` unless some are not registered yet.
        strangers: people of no registry row, numbered on from the last person: `person`, `name`, `sex`, `birth_date`,
            `id_no`, `town`, `village`.
        as_of: the date of the extracts.
        seed: seed of every draw.
        counties: of a city, whose towns are known as `<county>/<town>`; none in a district.
    """

    people: pl.DataFrame
    strangers: pl.DataFrame
    as_of: date
    seed: int
    counties: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Number of registry persons, those not registered yet too: strangers are numbered from here on."""
        return int(self.strangers["person"][0])

    @property
    def month(self) -> int:
        """Month index of the date."""
        return month_of(self.as_of)

    @cached_property
    def policy(self) -> Parameters:
        """The parameters of the day."""
        return policy_on(self.as_of)

    def dice(self, purpose: str) -> Dice:
        """The stream of one purpose."""
        return Dice(self.seed, purpose)

    def count(self, share: float, least: int = 1) -> int:
        """So many in a district of this size: a share of its people, but at least some."""
        return max(int(self.size * share), least)

    def admit(
        self,
        rows: pl.DataFrame,
        purpose: str,
        share: float,
        *,
        person: str = "person",
        least: int = 1,
        eligible: pl.Series | None = None,
    ) -> pl.DataFrame:
        """Puts strangers in the place of some of the people of a roster.

        Args:
            rows: a roster with the column `person`.
            purpose: names the stream.
            share: share of the rows.
            person: the column.
            least: at least so many, where there are rows enough.
            eligible: rows that may speak of a stranger; default all.
        """
        dice = self.dice(f"{purpose}/strangers")
        pool = (eligible if eligible is not None else pl.repeat(value=True, n=rows.height, eager=True)).arg_true()
        count = min(max(int(rows.height * share), least), pool.len() // 3, self.strangers.height)
        chosen = dice.sample(pool.cast(pl.Int64).to_numpy(), count)
        who = dice.sample(self.strangers["person"].to_numpy(), count)
        return rows.with_columns(rows[person].scatter(chosen, who))

    @cached_property
    def doubles(self) -> pl.DataFrame:
        """People whose number (`shared`) or whose name and birth date (`twin_name`) another has too, with `person`."""
        facts = self.people.select(
            "person", shared=pl.col("id_no").is_duplicated(), twin_name=pl.struct("name", "birth_date").is_duplicated()
        )
        return facts.filter(pl.col("shared") | pl.col("twin_name"))

    @cached_property
    def identities(self) -> pl.DataFrame:
        """Everybody, registry persons and strangers: `person`, `name`, `sex`, `birth_date`, `id_no`."""
        columns = ["person", "name", "sex", "birth_date", "id_no"]
        return pl.concat([self.people.select(columns), self.strangers.select(columns)])


@dataclass(frozen=True)
class Roster:
    """One extract before anybody miswrote it.

    Attributes:
        source: the extract.
        rows: fields of the declaration that are known, in their dtypes, and for each subject its `person` column.
    """

    source: str
    rows: pl.DataFrame

    @property
    def extract(self) -> Extract:
        """The declaration."""
        return EXTRACTS[self.source]


def person_column(role: str | None) -> str:
    """Name of the column that holds a subject's true person."""
    return f"{role}_person" if role else "person"


def strangers(people: pl.DataFrame, seed: int, as_of: date) -> pl.DataFrame:
    """Draws people whom the registry does not hold; two in five bear the name of somebody it does hold."""
    dice = Dice(seed, "strangers")
    count = int(people.height * _STRANGERS) + 300
    age_days = dice.integers(count, 200, 34000)
    born = days_before(as_of, age_days)
    sexes = dice.pick(count, ["男", "女"])
    like = dice.rows(people, dice.integers(count, 0, people.height - 1))
    frame = pl.DataFrame({"birth_date": born, "sex": sexes}).with_columns(
        like["town"], like["village"], household=pl.int_range(pl.len())
    )
    name = like["name"].zip_with(pl.Series(dice.chance(count, _NAMESAKE_STRANGERS)), naming.other_names(frame, dice))
    sex = like["sex"].zip_with(name == like["name"], sexes)
    bodies = _unheld(born, sex, people["id_no"], dice)
    return frame.select(
        pl.int_range(people.height, people.height + count, dtype=pl.Int64).alias("person"),
        name.alias("name"),
        sex.alias("sex"),
        "birth_date",
        ids.written(bodies).alias("id_no"),
        "town",
        "village",
    )


def _unheld(born: pl.Series, sex: pl.Series, held: pl.Series, dice: Dice) -> Ints:
    """Ids like the registry's but none of them, nor one with the same area, birth date and sex."""
    days = born.dt.strftime("%Y%m%d").cast(pl.Int64).to_numpy()
    male = (sex == "男").cast(pl.Int64).to_numpy()
    years = born.dt.year().to_numpy().astype(np.int64)
    bodies = ids.issue(ids.area_codes(years, dice), days, male, dice)
    known = held.str.head(17).cast(pl.Int64).to_numpy()
    while (again := np.isin(bodies, known)).any():
        bodies[again] += 2 * dice.integers(int(again.sum()), 1, 50)
    return bodies
