"""Connected components of whole numbers that are tied pair by pair, and of keys, which are numbers of any size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]


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
    left, right = (
        np.concatenate([np.empty(0, np.int64), *(_nodes(persons, keys, pair[side]) for pair in pairs)])
        for side in (0, 1)
    )
    pairs.clear()
    return Groups(persons, keys, components(left, right, persons + keys.size))


def _keys(persons: int, numbers: Sequence[Numbers]) -> Numbers:
    """The numbers that are no person's, each once, sorted."""
    return np.unique(np.concatenate([np.empty(0, np.uint64), *(one[one >= persons] for one in numbers)]))


def components(left: Places, right: Places, nodes: int) -> Places:
    """The smallest node that each node is connected to.

    In each round every group takes the number of its smallest neighbour, so that there are few rounds.

    Args:
        left: one end of each tie.
        right: the other.
        nodes: how many nodes there are.
    """
    labels = np.arange(nodes, dtype=np.int64)
    while True:
        a, b = labels[left], labels[right]
        apart = a != b
        if not apart.any():
            return labels
        left, right = left[apart], right[apart]
        np.minimum.at(labels, np.maximum(a, b)[apart], np.minimum(a, b)[apart])
        labels = _settled(labels)


def _settled(labels: Places) -> Places:
    """Every node under the last of the labels that its own leads to."""
    while True:
        further = labels[labels]
        if np.array_equal(further, labels):
            return labels
        labels = further


def _nodes(persons: int, keys: Numbers, wanted: Numbers) -> Places:
    nodes = wanted.astype(np.int64)
    is_key = wanted >= persons
    nodes[is_key] = persons + np.searchsorted(keys, wanted[is_key])
    return nodes
