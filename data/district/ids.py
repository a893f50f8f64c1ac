"""Resident ids of GB 11643: area code of first issue, birth date, order number (odd = male), check character."""

from __future__ import annotations

import numpy as np
import polars as pl

from data.district.dice import Bools, Dice, Ints

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"

# Where the people of the district were first registered: its own code before and after 1995, and neighbours' old codes.
OLD_CODES = ((432902, 70), (432901, 12), (432922, 7), (432921, 5), (432930, 3), (430422, 1), (510322, 1), (420583, 1))
NEW_CODES = ((431103, 78), (431102, 10), (431122, 5), (431121, 3), (441900, 1), (430481, 1), (522723, 1), (450324, 1))
_NEW_CODE_SINCE = 1996


def area_codes(years: Ints, dice: Dice) -> Ints:
    """Code of the county of first issue, by year of birth."""
    old, new = (np.array([code for code, _ in table]) for table in (OLD_CODES, NEW_CODES))
    old_drawn = old[dice.indexes(len(years), np.array([share for _, share in OLD_CODES], dtype=np.float64))]
    new_drawn = new[dice.indexes(len(years), np.array([share for _, share in NEW_CODES], dtype=np.float64))]
    return np.where(years < _NEW_CODE_SINCE, old_drawn, new_drawn)


def issue(codes: Ints, births: Ints, male: Ints, dice: Dice) -> Ints:
    """Bodies (17 digits) of distinct ids.

    Args:
        codes: area code.
        births: birth date as yyyymmdd.
        male: 1 for men, 0 for women.
        dice: chance for the order numbers.
    """
    bodies = codes * 10**11 + births * 1000 + dice.integers(len(codes), 0, 499) * 2 + male
    while (again := later_copies(bodies)).any():
        redrawn = dice.integers(int(again.sum()), 0, 499) * 2
        bodies[again] = bodies[again] // 1000 * 1000 + redrawn + male[again]
    return bodies


def later_copies(bodies: Ints) -> Bools:
    """True on every number that stands further up already."""
    copies = np.ones(len(bodies), dtype=np.bool_)
    copies[np.unique(bodies, return_index=True)[1]] = False
    return copies


def check_places(bodies: Ints) -> Ints:
    """Position in `CHECK_CHARACTERS` of the right check character (ISO 7064, MOD 11-2)."""
    total = np.zeros(len(bodies), dtype=np.int64)
    rest = bodies.copy()
    for weight in reversed(WEIGHTS):
        total += rest % 10 * weight
        rest //= 10
    return total % 11


def written(bodies: Ints, places: Ints | None = None) -> pl.Series:
    """Ids as text, with the right check character or that at the given places."""
    character = pl.Series(list(CHECK_CHARACTERS)).gather(check_places(bodies) if places is None else places)
    return pl.Series(bodies).cast(pl.String).str.zfill(17) + character


def sound(ids: pl.Series) -> pl.Series:
    """Whether each text is 18 characters with the right check character and a real birth date."""
    shaped = ids.str.contains(r"^[1-9][0-9]{16}[0-9X]$").fill_null(value=False)
    body = pl.select(pl.when(shaped).then(ids.str.head(17)).otherwise(pl.lit("0" * 17))).to_series().cast(pl.Int64)
    right = pl.Series(list(CHECK_CHARACTERS)).gather(check_places(body.to_numpy()))
    dated = ids.str.slice(6, 8).str.to_date("%Y%m%d", strict=False).is_not_null()
    return (shaped & dated & (ids.str.slice(17, 1) == right).fill_null(value=False)).rename("sound")
