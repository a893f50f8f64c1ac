"""Which numbers a damaged id may have been: all within one edit, for an exact look-up in the registry.

Enumerating is cheaper than searching: a damaged number has a few hundred neighbours (about 20 with a right check
character), and each is one hash look-up. The registry is neither exploded nor compared fuzzily.
"""

from __future__ import annotations

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
    digit_matrix,
    encode,
    ids_of_codes,
)
from matchers.ids.edit import ID_EDIT, IdEdit

FIRST_YEAR, LAST_YEAR = 1900, 2099
# The check character X exchanged with the digit before it.
_MOVED_X = r"^[0-9]{16}X[0-9]$"
_BATCH = 20_000

_MARKS = 2**24
"""Places for marks of the registry's numbers: a city's millions leave most of them empty."""

Mask = npt.NDArray[np.bool_]


def neighbours_held(ids: pl.Series, registry: pl.Series, *, last_year: int = LAST_YEAR) -> pl.DataFrame:
    """Numbers of the registry from which a written id is one edit away, whatever their check characters.

    Edits: one wrong digit or check character; two neighbours exchanged; the outer two of three exchanged (jump); one
    character lost (17 written) or added (19 written); the year of birth wrong with all else equal.

    Args:
        ids: cleaned String series of damaged or unknown numbers, some thousands; values of 17, 18 or 19 characters
            are used, once each.
        registry: Int64 series of `id_codes` of the registry, any size; looked up as it is, never exploded.
        last_year: latest year of birth to offer where the year was wrong (from 1900 on); the as-of year saves
            look-ups.

    Returns:
        `id_no` String (as given), `candidate` String (18), `edit` Enum (`ID_EDIT`): one row a pair, the first edit in
        the order of `IdEdit` where several lead there. All candidates that the registry holds and no others; the
        written number itself is not among them.
    """
    known = ids.drop_nulls().unique(maintain_order=True)
    held = _Held(registry)
    frames = [pl.DataFrame(schema={"id_no": pl.String, "candidate": pl.String, "edit": ID_EDIT})]
    for pattern, edits in ((EIGHTEEN, _of_18), (_MOVED_X, _of_moved_x), (SEVENTEEN, _of_17), (NINETEEN, _of_19)):
        matching = known.filter(known.str.contains(pattern))
        parts = (matching[start : start + _BATCH] for start in range(0, matching.len(), _BATCH))
        frames.extend(_pairs(part, edits(digit_matrix(part), last_year), held) for part in parts)
    return pl.concat(frames)


class _Held:
    """The numbers of the registry, asked for candidates by the million of which it holds few."""

    def __init__(self, registry: pl.Series) -> None:
        self._codes = pl.DataFrame({"code": registry.drop_nulls()})
        self._marks = np.zeros(_MARKS, dtype=np.bool_)
        self._marks[_marks_of(self._codes["code"].to_numpy())] = True

    def may_hold(self, codes: Codes) -> Mask:
        """False for nearly all that it does not hold: a look at one mark instead of a search."""
        return np.asarray(self._marks[_marks_of(codes)])

    def of(self, candidates: pl.DataFrame) -> pl.DataFrame:
        """The candidates that it holds."""
        near = self._codes.join(candidates, on="code", how="semi")  # few, so that the table of the other join is small
        return candidates.join(near, on="code", how="semi")


def _marks_of(codes: Codes) -> Codes:
    return codes & (_MARKS - 1)


def _pairs(ids: pl.Series, edits: list[tuple[IdEdit, Codes]], held: _Held) -> pl.DataFrame:
    """Long form of (id x candidate) matrices; negative codes mark what is no candidate."""
    candidates = pl.concat([_long(edit, codes, held) for edit, codes in edits])
    kept = held.of(candidates.filter(pl.col("code") >= 0)).sort("row", "edit", "code")
    kept = kept.unique(["row", "code"], keep="first", maintain_order=True)
    frame = kept.select(id_no=ids.gather(kept["row"]), candidate=ids_of_codes(kept["code"]), edit=pl.col("edit"))
    return frame.filter(pl.col("id_no") != pl.col("candidate"))


def _long(edit: IdEdit, codes: Codes, held: _Held) -> pl.DataFrame:
    rows, places = np.nonzero(held.may_hold(codes))
    frame = pl.DataFrame({"row": rows.astype(np.uint32), "code": codes[rows, places]})
    return frame.with_columns(edit=pl.lit(edit.value, dtype=ID_EDIT))


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
