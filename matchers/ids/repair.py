"""Which numbers a damaged id may have been: all within one edit, for an exact look-up in the registry.

Enumerating is cheaper than searching: a damaged number has a few hundred neighbours (about 20 with a right check
character), and each is one hash look-up. The registry is neither exploded nor compared fuzzily.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from matchers.ids.digits import (
    CHECK_POSITION,
    EIGHTEEN,
    LENGTH,
    NINETEEN,
    PLACES,
    SEVENTEEN,
    YEAR_POSITION,
    Codes,
    Digits,
    code_checksum,
    digit_matrix,
    encode,
    ids_of_codes,
)
from matchers.ids.edit import ID_EDIT, IdEdit
from matchers.ids.form import FIFTEEN
from matchers.shards import Shards

FIRST_YEAR, LAST_YEAR = 1900, 2099
_LAST_OF_FIFTEEN = 1999
# The check character X exchanged with the digit before it.
_MOVED_X = r"^[0-9]{16}X[0-9]$"
_BATCH = 2_000
"""Ids at a time: some hundred candidates each."""

_MARKS = 32
"""Marks for each number of the registry, one bit each: nearly all are empty, and they fit into a processor's cache."""
_STRETCH = 1 << 24
"""Marks that are set at a time."""
_CANDIDATES = {"row": pl.UInt32(), "code": pl.Int64(), "edit": ID_EDIT}


class HeldNumbers:
    """The numbers of the registry, asked for candidates by the million of which it holds few."""

    def __init__(self, numbers: Shards, marks: npt.NDArray[np.uint8]) -> None:
        """Takes the integer codes (`matchers.ids.digits.id_codes`) of the registry and what `marks_of` made of them."""
        self._numbers = numbers
        self._bytes = marks

    def may_hold(self, codes: Codes) -> npt.NDArray[np.bool_]:
        """False for nearly all that it does not hold: a look at one mark instead of a search."""
        of_byte = self._bytes[(codes >> 3) & (self._bytes.size - 1)]
        return np.asarray(of_byte >> (codes & 7).astype(np.uint8) & 1, dtype=np.bool_)

    def of(self, candidates: pl.DataFrame) -> pl.DataFrame:
        """The candidates (`code`, and whatever stands beside it) that it holds."""
        return candidates.filter(self._numbers.count(candidates["code"]) > 0)


def marks_of(codes: Codes, room: Callable[[int, type[np.generic]], npt.NDArray[Any]]) -> npt.NDArray[np.uint8]:
    """So many marks as `HeldNumbers` looks at, eight a byte, those of the codes set; a stretch of them at a time."""
    marks = max(8, 1 << (codes.size * _MARKS).bit_length())
    packed = room(marks // 8, np.uint8)
    for start in range(0, marks, _STRETCH):
        stretch = np.zeros(min(_STRETCH, marks), dtype=np.bool_)
        for some in (codes[first : first + _STRETCH] for first in range(0, codes.size, _STRETCH)):
            places = (some & (marks - 1)) - start
            stretch[places[(places >= 0) & (places < stretch.size)]] = True
        packed[start // 8 : (start + stretch.size) // 8] = np.packbits(stretch, bitorder="little")
    return packed


def neighbours_held(ids: pl.Series, held: HeldNumbers, *, last_year: int = LAST_YEAR) -> pl.DataFrame:
    """Numbers of the registry from which a written id is one edit away, whatever their check characters.

    Edits: one wrong digit or check character; two neighbours exchanged; the outer two of three exchanged (jump); one
    character lost (17 written) or added (19 written); the year of birth wrong with all else equal.

    Args:
        ids: cleaned String series of damaged or unknown numbers, some thousands; values of 15, 17, 18 or 19
            characters are used, once each. Of fifteen digits all but a lost or an added one is thought of.
        held: the numbers of the registry.
        last_year: latest year of birth to offer where the year was wrong (from 1900 on); the as-of year saves
            look-ups.

    Returns:
        `id_no` String (as given), `candidate` String (18), `edit` Enum (`ID_EDIT`): one row a pair, the first edit in
        the order of `IdEdit` where several lead there. All candidates that the registry holds and no others; the
        written number itself is not among them.
    """
    known = ids.drop_nulls().unique(maintain_order=True)
    candidates = [pl.DataFrame(schema=_CANDIDATES)]
    for pattern, edits in (
        (EIGHTEEN, _of_18),
        (_MOVED_X, _of_moved_x),
        (SEVENTEEN, _of_17),
        (NINETEEN, _of_19),
        (FIFTEEN, _of_15),
    ):
        rows = known.str.contains(pattern).arg_true()
        for part in (rows[start : start + _BATCH] for start in range(0, rows.len(), _BATCH)):
            codes = edits(digit_matrix(known.gather(part)), last_year)
            candidates.extend(_likely(part, edit, found, held) for edit, found in codes)
    return _pairs(known, held.of(pl.concat(candidates)))


def _likely(ids: pl.Series, edit: IdEdit, codes: Codes, held: HeldNumbers) -> pl.DataFrame:
    """Long form of a matrix (id x candidate), of those that may be held; negative codes mark what is no candidate."""
    flat = codes.ravel()
    places = np.flatnonzero(held.may_hold(flat))
    frame = pl.DataFrame({"row": ids.gather(places // codes.shape[1]), "code": flat[places]})
    return frame.filter(pl.col("code") >= 0).select("row", "code", edit=pl.lit(edit.value, dtype=ID_EDIT))


def _pairs(ids: pl.Series, found: pl.DataFrame) -> pl.DataFrame:
    kept = found.sort("row", "edit", "code").unique(["row", "code"], keep="first", maintain_order=True)
    frame = kept.select(id_no=ids.gather(kept["row"]), candidate=ids_of_codes(kept["code"]), edit=pl.col("edit"))
    return frame.filter(pl.col("id_no") != pl.col("candidate"))


def _of_18(digits: Digits, last_year: int) -> list[tuple[IdEdit, Codes]]:
    return [
        (IdEdit.ONE_SUBSTITUTION, _substituted(digits)),
        (IdEdit.CHECK_ONLY, _shifted(digits, np.arange(11) - digits[:, [CHECK_POSITION]], CHECK_POSITION)),
        (IdEdit.TRANSPOSITION, _exchanged(digits, 1)),
        (IdEdit.JUMP_TRANSPOSITION, _exchanged(digits, 2)),
        (IdEdit.WRONG_YEAR, _other_years(digits, last_year)),
    ]


def _of_moved_x(digits: Digits, _last_year: int) -> list[tuple[IdEdit, Codes]]:
    places = [*range(CHECK_POSITION - 1), CHECK_POSITION, CHECK_POSITION - 1]
    return [(IdEdit.TRANSPOSITION, encode(digits[:, places])[:, None])]


def _of_17(digits: Digits, _last_year: int) -> list[tuple[IdEdit, Codes]]:
    """Any character put in at any place; X only as the last."""
    inserted = []
    for place in range(LENGTH):
        gap = np.insert(digits, place, 0, axis=1)
        codes = _shifted(gap, np.arange(11 if place == CHECK_POSITION else 10), place)
        inserted.append(np.where(_inner_x(gap)[:, None], -1, codes))
    return [(IdEdit.LOST_DIGIT, np.concatenate(inserted, axis=1))]


def _of_19(digits: Digits, _last_year: int) -> list[tuple[IdEdit, Codes]]:
    shortened = [np.delete(digits, place, axis=1) for place in range(LENGTH + 1)]
    return [(IdEdit.ADDED, np.stack([np.where(_inner_x(rest), -1, encode(rest)) for rest in shortened], axis=1))]


def _of_15(digits: Digits, last_year: int) -> list[tuple[IdEdit, Codes]]:
    """As of the number that they became, whose check character is reckoned anew."""
    century, check = (np.full((len(digits), 1), value, dtype=np.int8) for value in (19, 0))
    whole = np.hstack([digits[:, :YEAR_POSITION], century // 10, century % 10, digits[:, YEAR_POSITION:], check])
    edits = dict(_of_18(whole, min(last_year, _LAST_OF_FIFTEEN)))
    del edits[IdEdit.CHECK_ONLY]
    return [(edit, _checked(codes, encode(whole))) for edit, codes in edits.items()]


def _checked(codes: Codes, unedited: Codes) -> Codes:
    """The codes with the right check character; what is no edit at all is no candidate."""
    body = codes - codes % 11
    return np.where((codes < 0) | (body == unedited[:, None]), -1, body + (1 - code_checksum(body)) % 11)


def _shifted(digits: Digits, change: Codes, place: int) -> Codes:
    return np.asarray(encode(digits)[:, None] + change * PLACES[place])


def _substituted(digits: Digits) -> Codes:
    places = range(CHECK_POSITION)
    return np.concatenate([_shifted(digits, np.arange(10) - digits[:, [place]], place) for place in places], axis=1)


def _exchanged(digits: Digits, distance: int) -> Codes:
    """Codes after exchanging each two places `distance` apart; a moved X is no digit."""
    exchanged = []
    for place in range(LENGTH - distance):
        moved = digits.copy()
        moved[:, [place, place + distance]] = moved[:, [place + distance, place]]
        exchanged.append(np.where(_inner_x(moved), -1, encode(moved)))
    return np.stack(exchanged, axis=1)


def _other_years(digits: Digits, last_year: int) -> Codes:
    """Any other year of birth, month, day, area, sequence and check character as they stand."""
    place = YEAR_POSITION + 3
    written = digits[:, YEAR_POSITION : place + 1].astype(np.int64) @ np.array([1000, 100, 10, 1])
    return _shifted(digits, np.arange(FIRST_YEAR, last_year + 1) - written[:, None], place)


def _inner_x(digits: Digits) -> npt.NDArray[np.bool_]:
    """Rows in which a moved X stands where only a digit may."""
    return np.asarray((digits[:, :CHECK_POSITION] == 10).any(axis=1))
