"""What a cleaned resident id says: its 18-character form, and the keys that survive common damage."""

from __future__ import annotations

import numpy as np
import polars as pl

from matchers.ids.digits import CHECK_CHARACTERS, EIGHTEEN, YEAR_POSITION, checksum, digit_matrix
from matchers.ids.form import FIFTEEN, SCIENTIFIC

_CERTIFICATE_SHAPE = r"^([0-9]{17}[0-9X])([0-9])([0-9])(?:(B[0-9]))?$"
_KEPT_BY_SPREADSHEET = 15


def check_digit(seventeen: pl.Series) -> pl.Series:
    """Check character of the first 17 digits (GB 11643-1999, 4.2.3: ISO 7064 MOD 11-2).

    Args:
        seventeen: String series; anything but exactly 17 digits gives null.
    """
    well = seventeen.str.contains(r"^[0-9]{17}$").fill_null(False)
    sums = checksum(digit_matrix(seventeen.filter(well) + "0"))
    characters = pl.Series(np.array(list(CHECK_CHARACTERS))[sums], dtype=pl.String)
    blank = pl.Series(seventeen.name, [None], dtype=pl.String).new_from_index(0, seventeen.len())
    return blank.scatter(well.arg_true(), characters)


def convert_15_to_18(fifteen: pl.Series) -> pl.Series:
    """First-generation numbers as 18 characters: century 19 before the year, check character behind.

    Args:
        fifteen: String series; anything but 15 digits gives null.
    """
    well = fifteen.str.contains(FIFTEEN).fill_null(False)
    body = fifteen.set(~well, None)
    seventeen = body.str.head(YEAR_POSITION) + "19" + body.str.slice(YEAR_POSITION)
    return (seventeen + check_digit(seventeen)).alias(fifteen.name)


def to_fifteen(ids: pl.Series) -> pl.Series:
    """The first-generation number of 18 characters born in the 1900s, else null.

    A join on it finds the owner of a 15-digit number also where the registry's check character is wrong.
    """
    known = ids.str.contains(EIGHTEEN).fill_null(False) & (ids.str.slice(YEAR_POSITION, 2) == "19")
    kept = ids.set(~known, None)
    return (kept.str.head(YEAR_POSITION) + kept.str.slice(YEAR_POSITION + 2, 9)).alias(ids.name)


def id_part(ids: pl.Series) -> pl.Series:
    """First 18 characters of a 20- or 22-character certificate number, else null."""
    return ids.str.extract(_CERTIFICATE_SHAPE, 1)


def to_eighteen(ids: pl.Series) -> pl.Series:
    """Every number that names 18 characters by itself, in that form: 18 as it stands, 15 converted, certificate cut."""
    places = (~ids.str.contains(EIGHTEEN).fill_null(False)).arg_true()
    if places.is_empty():
        return ids
    rest = ids.gather(places)
    named = pl.select(pl.coalesce(id_part(rest), convert_15_to_18(rest))).to_series()
    return ids.clone().scatter(places, named)


def cut_prefix(ids: pl.Series) -> pl.Series:
    """First 15 digits of numbers that bear the mark of a spreadsheet, else null.

    A cell keeps 15 significant digits (the number then ends in 000) or a binary double (it is then a multiple of 32,
    64 or 128 like one number in 64 is by nature). About 9 % of cut numbers still pass the check, so that a right check
    character rules nothing out: look the whole number up first.
    """
    numeric = ids.str.contains(r"^[0-9]{18}$").fill_null(False)
    value = ids.set(~numeric, None).cast(pl.Int64)
    marked = (value % 1000 == 0) | (value.cast(pl.Float64).cast(pl.Int64) == value)
    return ids.set(~marked.fill_null(False), None).str.head(_KEPT_BY_SPREADSHEET)


def scientific_prefix(ids: pl.Series) -> pl.Series:
    """First six digits of `4.32902E+17` or `432902E+17` (zeros that the cell dropped put back), else null."""
    known = ids.str.contains(SCIENTIFIC).fill_null(False)
    digits = ids.set(~known, None).str.extract(r"^([0-9.]+)E").str.replace(".", "", literal=True)
    return digits.str.pad_end(YEAR_POSITION, "0").str.head(YEAR_POSITION).alias(ids.name)
