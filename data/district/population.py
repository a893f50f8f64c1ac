"""The people of the district as the civil registry holds them, with all that makes linking them hard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from data.district import households, ids, naming
from data.district.dice import Dice, Ints
from data.district.ids import later_copies
from data.district.places import in_counties, villages

_NAMESAKES = 0.004
_SHARED = 0.0005
_WRONG_CHECK = 0.0005
_FORMER_ID = 0.003
_FORMER_NAME = 0.006
ETHNICITIES = (("汉族", 95.0), ("瑶族", 4.0), ("苗族", 0.5), ("壮族", 0.3), ("土家族", 0.2))


def population(count: int, seed: int, as_of: date, counties: Sequence[str] = ()) -> pl.DataFrame:
    """Draws `count` people of the registry, in the order of its file; of a city in the counties named.

    Returns:
        `person` Int64 (the row's position), `household` Int64, `position`, `relation`, `name`, `former_name`, `sex`,
        `birth_date` Date, `id_no`, `former_id_no`, `kin_id` (a kinsman's number), `ethnicity`, `town`,
        `village`, `urban` Boolean, `address`.
    """
    frame = households.people(count, Dice(seed, "households"), as_of)
    frame = _settle(frame, count, counties, Dice(seed, "places")).with_row_index("person").cast({"person": pl.Int64})
    frame = frame.with_columns(
        naming.names(frame, Dice(seed, "names")), households.relations(frame, Dice(seed, "relations"))
    )
    frame = _namesakes(frame, Dice(seed, "namesakes"))
    frame = _identify(frame, Dice(seed, "ids"))
    frame = _share_numbers(_former(frame, Dice(seed, "former")), Dice(seed, "shared"))
    return frame.with_columns(_kin(frame, Dice(seed, "kin")))


def _kin(frame: pl.DataFrame, dice: Dice) -> pl.Series:
    """Number of a kinsman that may slip onto a person's row: the head's, or that of the brother or sister before."""
    sibling = pl.col("position").is_in(["C", "T"]) & pl.col("position").shift(1).is_in(["C", "T"])
    beside = sibling & dice.flags(frame.height, 0.5)
    kin = {
        column: pl.when(beside).then(pl.col(column).shift(1)).otherwise(pl.col(column).first().over("household"))
        for column in ("id_no", "name")
    }
    another = (kin["id_no"] != pl.col("id_no")) & (kin["name"] != pl.col("name"))
    return frame.select(pl.when(another).then(kin["id_no"]).alias("kin_id")).to_series()


def _settle(frame: pl.DataFrame, count: int, counties: Sequence[str], dice: Dice) -> pl.DataFrame:
    """Each household lives in a village; the registry's file goes village by village."""
    places = in_counties(villages(count, dice), counties)
    homes = pl.DataFrame({"household": frame["household"].unique(maintain_order=True)})
    place = np.sort(dice.indexes(homes.height, places["weight"].to_numpy()))
    number = dice.integers(homes.height, 1, 12)
    homes = homes.hstack(dice.rows(places.select("town", "village", "urban"), place)).with_columns(
        address=pl.col("village") + pl.Series(number).cast(pl.String) + "组",
        ethnicity=dice.pick(homes.height, [name for name, _ in ETHNICITIES], [share for _, share in ETHNICITIES]),
    )
    return frame.join(homes, on="household", how="left", maintain_order="left")


def _namesakes(frame: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    """Some people bear the name of another of the same sex, half of them with the same birth date."""
    count = max(int(frame.height * _NAMESAKES), 6)
    chosen = dice.sample(np.arange(frame.height), 2 * count)
    half = len(chosen) // 2
    pairs = pl.DataFrame({"like": chosen[:half], "person": chosen[half : 2 * half]})
    facts = frame.select("person", "name", "sex", "birth_date")
    pairs = pairs.join(facts.rename({"person": "like"}), on="like").join(facts.select("person", own="sex"), on="person")
    pairs = pairs.filter(pl.col("sex") == pl.col("own")).sort("person")
    same_day = pl.int_range(pl.len()) % 2 == 0
    near_age = pairs.with_columns(birth_date=pl.when(same_day).then("birth_date")).select(
        "person", "name", "birth_date"
    )
    # Only who is nobody's child or parent here may change age: heads living alone.
    alone = frame.filter(pl.len().over("household") == 1)["person"].implode()
    near_age = near_age.with_columns(birth_date=pl.when(pl.col("person").is_in(alone)).then("birth_date"))
    return frame.update(near_age, on="person", how="left")


def _identify(frame: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    born = frame["birth_date"]
    years = born.dt.year().to_numpy().astype(np.int64)
    days = born.dt.strftime("%Y%m%d").cast(pl.Int64).to_numpy()
    male = (frame["sex"] == "男").cast(pl.Int64).to_numpy()
    bodies = ids.issue(ids.area_codes(years, dice), days, male, dice)
    places = ids.check_places(bodies)
    wrong = dice.sample(np.arange(frame.height), max(int(frame.height * _WRONG_CHECK), 2))
    places[wrong] = (places[wrong] + dice.integers(len(wrong), 1, 9)) % len(ids.CHECK_CHARACTERS)
    return frame.with_columns(id_no=ids.written(bodies, places), _body=pl.Series(bodies))


def _former(frame: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    """Some had another number once (a cancelled double entry, a corrected birth date), some another name."""
    chosen = np.sort(dice.sample(np.arange(frame.height), max(int(frame.height * _FORMER_ID), 3)))
    bodies = frame["_body"].to_numpy()
    old = other_bodies(bodies, chosen, dice)
    former_ids = pl.DataFrame({"person": chosen, "former_id_no": ids.written(old)})
    renamed = np.sort(dice.sample(np.arange(frame.height), max(int(frame.height * _FORMER_NAME), 3)))
    former = pl.DataFrame({"person": renamed, "former_name": naming.former_names(frame["name"].gather(renamed), dice)})
    return (
        frame.drop("_body")
        .join(former_ids, on="person", how="left", maintain_order="left")
        .join(former, on="person", how="left", maintain_order="left")
    )


def other_bodies(bodies: Ints, chosen: Ints, dice: Dice) -> Ints:
    """Numbers nobody holds: the same person's with another day or year of birth and another order number."""
    own = bodies[chosen]
    day = dice.integers(len(own), 1, 28)
    year = own // 10**7 % 10**4 - dice.integers(len(own), 0, 2)
    old = own // 10**11 * 10**11 + year * 10**7 + own // 10**5 % 100 * 10**5 + day * 1000
    old += dice.integers(len(own), 100, 399) * 2 + own % 2
    while (again := np.isin(old, bodies) | later_copies(old)).any():
        old[again] += 2
    return old


def _share_numbers(frame: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    """A few pairs hold one number: a hand copied it twice in 1986."""
    whole = frame.filter(pl.col("former_id_no").is_null())
    count = max(int(frame.height * _SHARED), 2)
    chosen = dice.sample(whole["person"].to_numpy(), 2 * count)
    half = len(chosen) // 2
    facts = frame.select(like="person", id_no="id_no", birth_date="birth_date", sex="sex")
    pairs = pl.DataFrame({"like": chosen[:half], "person": chosen[half : 2 * half]}).join(facts, on="like")
    own = frame.select("person", own="household", alone=pl.len().over("household") == 1)
    pairs = pairs.join(own, on="person").with_columns(
        birth_date=pl.when("alone").then("birth_date"), sex=pl.when("alone").then("sex")
    )
    return frame.update(pairs.select("person", "id_no", "birth_date", "sex").sort("person"), on="person", how="left")


def days_before(as_of: date, days: Ints) -> pl.Series:
    """Dates so many days before a date."""
    return pl.Series(np.datetime64(as_of, "D") - days).cast(pl.Date)
