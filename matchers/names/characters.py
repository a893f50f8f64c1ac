"""How two characters relate (`Relation`), for arrays of pairs: variant forms, sound, shape."""

from __future__ import annotations

from enum import IntEnum
from functools import cache

import numpy as np
import numpy.typing as npt

from matchers.names.sounds import blurred
from matchers.names.tables import pairs, readings, surname_pairs

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
    surnames = leading & np.isin(_pair_keys(left, right), _surname_table())
    return np.asarray(np.where(surnames & (relation > Relation.VARIANT), np.int8(Relation.VARIANT), relation))


def _of_pairs(low: Points, high: Points, keys: Points) -> npt.NDArray[np.int8]:
    levels = (
        (Relation.SAME, low == high),
        (Relation.VARIANT, np.isin(keys, _table("variants"))),
        (Relation.HOMOPHONE, _share(_sounds(), low, high)),
        (Relation.LOOKALIKE, np.isin(keys, _table("lookalikes"))),
        (Relation.NEAR_HOMOPHONE, _share(_blurred_sounds(), low, high)),
    )
    relation = np.full(low.shape, Relation.UNLIKE, dtype=np.int8)
    for level, holds in reversed(levels):
        relation[holds] = level
    return relation


def _pair_keys(left: Points, right: Points) -> Points:
    return np.asarray((np.minimum(left, right) << _SHIFT) | np.maximum(left, right))


def _share(table: npt.NDArray[np.int16], left: Points, right: Points) -> npt.NDArray[np.bool_]:
    """Whether the two characters have a reading in common."""
    mine, theirs = table[left], table[right]
    return np.asarray(((mine[:, :, None] == theirs[:, None, :]) & (mine >= 0)[:, :, None]).any(axis=(1, 2)))


@cache
def _sounds() -> npt.NDArray[np.int16]:
    return _reading_table({character: list(syllables) for character, syllables in readings().items()})


@cache
def _blurred_sounds() -> npt.NDArray[np.int16]:
    return _reading_table({character: [blurred(s) for s in syllables] for character, syllables in readings().items()})


def _reading_table(spoken: dict[str, list[str]]) -> npt.NDArray[np.int16]:
    """Code point -> numbers of its readings, filled up with -1."""
    numbers = {syllable: number for number, syllable in enumerate(sorted({s for row in spoken.values() for s in row}))}
    table = np.full((_POINTS, max(map(len, spoken.values()))), -1, dtype=np.int16)
    for character, syllables in spoken.items():
        table[ord(character), : len(syllables)] = [numbers[syllable] for syllable in syllables]
    return table


@cache
def _table(name: str) -> Points:
    return _keys_of(pairs(name))


@cache
def _surname_table() -> Points:
    return _keys_of(list(surname_pairs()))


def _keys_of(characters: list[tuple[str, str]]) -> Points:
    points = np.array([[ord(left), ord(right)] for left, right in characters], dtype=np.int64)
    return np.unique(_pair_keys(points[:, 0], points[:, 1]))
