"""How two characters relate (`Relation`), for arrays of pairs: variant forms, sound, shape."""

from __future__ import annotations

from enum import IntEnum
from functools import cache

import numpy as np
import numpy.typing as npt

from matchers.names.sounds import blurred
from matchers.names.tables import readings, rows, surname_pairs

Points = npt.NDArray[np.int64]
_POINTS = 0x32400  # the last plane of ideographs ends below
_SHIFT = 20


class Relation(IntEnum):
    """Relation of two characters, strongest first."""

    SAME = 0
    VARIANT = 1
    HOMOPHONE = 2
    LOOKALIKE = 3
    NEAR_HOMOPHONE = 4
    UNLIKE = 5


def relations(left: Points, right: Points, leading: npt.NDArray[np.bool_]) -> npt.NDArray[np.int8]:
    """Strongest relation of each pair of characters.

    Args:
        left: code points.
        right: code points of the same shape.
        leading: where the pair opens its names, so that surnames written for one another are variants.
    """
    keys, inverse = np.unique(_pair_keys(left, right), return_inverse=True)
    relation = _of_pairs(keys >> _SHIFT, keys & ((1 << _SHIFT) - 1), keys)[inverse.reshape(left.shape)]
    surnames = leading & _listed(_pair_keys(left, right), _surname_table())
    return np.asarray(np.where(surnames & (relation > Relation.VARIANT), np.int8(Relation.VARIANT), relation))


def _of_pairs(low: Points, high: Points, keys: Points) -> npt.NDArray[np.int8]:
    levels = (
        (Relation.SAME, low == high),
        (Relation.VARIANT, _listed(keys, _table("variants"))),
        (Relation.HOMOPHONE, _share(_sounds(), low, high)),
        (Relation.LOOKALIKE, _listed(keys, _table("lookalikes"))),
        (Relation.NEAR_HOMOPHONE, _share(_blurred_sounds(), low, high)),
    )
    relation = np.full(low.shape, Relation.UNLIKE, dtype=np.int8)
    for level, holds in reversed(levels):
        relation[holds] = level
    return relation


def _pair_keys(left: Points, right: Points) -> Points:
    return np.asarray((np.minimum(left, right) << _SHIFT) | np.maximum(left, right))


def _listed(keys: Points, table: Points) -> npt.NDArray[np.bool_]:
    """Whether each key stands in a sorted table."""
    places = np.minimum(np.searchsorted(table, keys), len(table) - 1)
    return np.asarray(table[places] == keys)


def _share(table: npt.NDArray[np.int16], left: Points, right: Points) -> npt.NDArray[np.bool_]:
    """Whether the two characters have a reading in common."""
    mine, theirs = table[left], table[right]
    return np.asarray(((mine[:, :, None] == theirs[:, None, :]) & (mine >= 0)[:, :, None]).any(axis=(1, 2)))


@cache
def _syllables() -> tuple[str, ...]:
    return tuple(sorted({syllable for spoken in readings().values() for syllable in spoken}))


@cache
def _sounds() -> npt.NDArray[np.int16]:
    """Code point -> numbers of its readings, filled up with -1."""
    numbers = {syllable: number for number, syllable in enumerate(_syllables())}
    table = np.full((_POINTS, max(map(len, readings().values()))), -1, dtype=np.int16)
    for place in range(table.shape[1]):
        spoken = {character: row[place] for character, row in readings().items() if len(row) > place}
        table[_points("".join(spoken)), place] = [numbers[syllable] for syllable in spoken.values()]
    return table


@cache
def _blurred_sounds() -> npt.NDArray[np.int16]:
    """The same with syllables that are run together under one number."""
    blurs = [blurred(syllable) for syllable in _syllables()]
    first = np.array([*map(blurs.index, blurs), -1], dtype=np.int16)
    return np.asarray(first[_sounds()])


@cache
def _table(name: str) -> Points:
    """Pair keys of a table whose rows are one character and those that go with it, sorted."""
    listed = rows(name)
    one = _points("".join(character * len(others) for character, others in listed))
    return np.unique(_pair_keys(one, _points("".join(others for _, others in listed))))


@cache
def _surname_table() -> Points:
    surnames, variants = zip(*surname_pairs(), strict=True)
    return np.unique(_pair_keys(_points("".join(surnames)), _points("".join(variants))))


def _points(text: str) -> Points:
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
