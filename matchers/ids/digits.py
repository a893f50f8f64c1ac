"""Resident ids as numbers: the check character of GB 11643-1999 (ISO 7064 MOD 11-2) and an exact integer code.

The arithmetic of the whole package stands here; it works on arrays of 18-character numbers, never on one string.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

Digits = npt.NDArray[np.int8]
Codes = npt.NDArray[np.int64]

LENGTH = 18
CHECK_POSITION = LENGTH - 1
YEAR_POSITION = 6
WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1], dtype=np.int64)
CHECK_CHARACTERS = "10X98765432"
# Value of one unit at each position in the integer code: the check character has 11 values, every other place 10.
PLACES = np.array([11 * 10**power for power in range(16, -1, -1)] + [1], dtype=np.int64)
SEVENTEEN = r"^[0-9]{16}[0-9X]$"
EIGHTEEN = r"^[0-9]{17}[0-9X]$"
NINETEEN = r"^[0-9]{18}[0-9X]$"


def digit_matrix(ids: pl.Series) -> Digits:
    """Digits of equally long numbers, one row a number (X counts 10).

    Args:
        ids: String series without nulls, every value of the same length, only 0-9 and X.
    """
    width = len(ids[0]) if ids.len() else LENGTH
    text = ids.str.join("").item().encode("ascii")
    digits = np.frombuffer(text, dtype=np.int8).reshape(ids.len(), width) - np.int8(ord("0"))
    return np.where(digits > 9, np.int8(10), digits)


def checksum(digits: Digits) -> npt.NDArray[np.int64]:
    """Weighted sum modulo 11 of 18-place digits; 1 where the check character is right."""
    sums = digits.astype(np.float32) @ WEIGHTS.astype(np.float32)  # exact: at most 1050, and many times faster
    return np.asarray(sums.astype(np.int64) % 11)


def encode(digits: Digits) -> Codes:
    """18-place digits as one exact integer each (1-to-1, below 2**63), cheap to join on."""
    return np.asarray(digits.astype(np.int64) @ PLACES)


def code_checksum(codes: Codes) -> npt.NDArray[np.int64]:
    """The same as `checksum`, from integer codes."""
    rest, total = codes // 11, codes % 11
    for weight in WEIGHTS[-2::-1]:
        total = total + weight * (rest % 10)
        rest = rest // 10
    return np.asarray(total % 11)


def real_dates(birthdays: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Whether integers YYYYMMDD are days of the calendar between 1800 and 2099."""
    year, month, day = birthdays // 10_000, birthdays // 100 % 100, birthdays % 100
    lengths = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    known = (month >= 1) & (month <= 12)
    last = lengths[np.where(known, month, 0)] + (leap & (month == 2))
    return np.asarray((year >= 1800) & (year <= 2099) & known & (day >= 1) & (day <= last))


def code_sound(codes: Codes) -> npt.NDArray[np.bool_]:
    """Whether the check character is right and the birth date real (GB 11643-1999, 4.2)."""
    return np.asarray((code_checksum(codes) == 1) & real_dates(codes // 11_000 % 10**8))


def id_codes(ids: pl.Series) -> pl.Series:
    """Integer code of each 18-character number; null for anything else.

    Args:
        ids: String series, any values.

    Returns:
        Int64 series of the same length and name.
    """
    text = pl.col("text")
    last = text.str.tail(1)
    check = pl.when(last == "X").then(10).otherwise(last.cast(pl.Int64, strict=False))
    # What is no digit does not become a number, but for a sign before it: the first must stand from 0 to before ":".
    eighteen = (text.str.len_bytes() == LENGTH) & (text >= "0") & (text < ":")
    code = pl.when(eighteen).then(text.str.head(CHECK_POSITION).cast(pl.Int64, strict=False) * 11 + check)
    return pl.DataFrame({"text": ids}).select(code.alias(ids.name)).to_series()


def ids_of_codes(codes: pl.Series) -> pl.Series:
    """The 18-character numbers behind integer codes; undoes `id_codes`."""
    last = (codes % 11).cast(pl.String).replace("10", "X")
    return ((codes // 11).cast(pl.String).str.zfill(17) + last).alias(codes.name)
