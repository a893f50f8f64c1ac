"""Connected components of whole numbers that are tied pair by pair, and of keys, which are numbers of any size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int32]
Tied = tuple[Places, Places]
_AT_A_TIME = 1_000_000
"""Ties that are looked at together: what that takes does not grow with the people."""


@dataclass(frozen=True, eq=False)
class Groups:
    """Which group every node belongs to: the persons by their positions, then the keys.

    Attributes:
        persons: how many persons there are.
        keys: the keys that are no person's position, sorted.
        labels: the group of each node: the smallest node in it.
    """

    persons: int
    keys: Numbers
    labels: Places

    def nodes(self, keys: Numbers) -> Places:
        """The nodes of persons and keys, all of which it knows."""
        return _nodes(self.persons, self.keys, keys)


def closed_groups(persons: int, pairs: list[tuple[Numbers, Numbers]], others: Sequence[Numbers]) -> Groups:
    """The groups that pairs of persons or keys make.

    Args:
        persons: numbers below it are persons, all others keys.
        pairs: what is tied, each as two arrays of one length; taken out, for a city has many.
        others: keys that may be tied to nothing, and are groups of their own.
    """
    keys = _keys(persons, [*others, *(side for pair in pairs for side in pair)])
    tied = list(_tied(persons, keys, pairs))
    return Groups(persons, keys, components(tied, persons + keys.size))


def _keys(persons: int, numbers: Sequence[Numbers]) -> Numbers:
    """The numbers that are no person's, each once, sorted."""
    return np.unique(np.concatenate([np.empty(0, np.uint64), *(np.unique(one[one >= persons]) for one in numbers)]))


def _tied(persons: int, keys: Numbers, pairs: list[tuple[Numbers, Numbers]]) -> Iterator[Tied]:
    """The nodes of pairs, which are taken out, some at a time."""
    while pairs:
        left, right = pairs.pop()
        for start in range(0, left.size, _AT_A_TIME):
            some = slice(start, start + _AT_A_TIME)
            yield _nodes(persons, keys, left[some]), _nodes(persons, keys, right[some])


def components(tied: list[Tied], nodes: int) -> Places:
    """The smallest node that each node is connected to.

    In each round every group takes the number of its smallest neighbour, so that there are few rounds.

    Args:
        tied: both ends of ties, some at a time; those whose ends have come together are taken out.
        nodes: how many nodes there are.
    """
    labels = np.arange(nodes, dtype=np.int32)
    while tied:
        before = labels.copy()
        tied[:] = [apart for some in tied for apart in _joined(labels, before, *some)]
        labels = _settled(labels)
    return labels


def _joined(labels: Places, before: Places, left: Places, right: Places) -> Iterator[Tied]:
    """Gives groups the number of their smallest neighbour; the ties between what lay in two groups before, if any."""
    a, b = before[left], before[right]
    apart = a != b
    if apart.any():
        a, b = a[apart], b[apart]
        np.minimum.at(labels, np.maximum(a, b), np.minimum(a, b))
        yield left[apart], right[apart]


def _settled(labels: Places) -> Places:
    """Every node under the last of the labels that its own leads to."""
    while True:
        further = labels[labels]
        if np.array_equal(further, labels):
            return labels
        labels = further


def _nodes(persons: int, keys: Numbers, wanted: Numbers) -> Places:
    nodes = wanted.astype(np.int32)
    is_key = wanted >= persons
    nodes[is_key] = persons + np.searchsorted(keys, wanted[is_key])
    return nodes
