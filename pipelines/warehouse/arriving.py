"""Rows of extracts that are stored while others are read: reading leaves half a core idle, and linking none.

All is one transaction, which `store_extracts` ends: rows of a run that stops before it chose its extracts never were.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from pipelines.ingest.read import ExtractRead
from pipelines.ingest.repeated import are_many
from pipelines.warehouse.background import Background
from pipelines.warehouse.connection import Warehouse
from pipelines.warehouse.extracts import forget_rows, store_rows


class Arriving:
    """The rows of one run's extracts, on their way into the warehouse."""

    def __init__(self, background: Background, numbers: Mapping[str, int]) -> None:
        """Begins with none; `numbers`: source -> the number that its extract will be stored under."""
        self._background = background
        self._numbers = numbers
        self._taken: dict[str, ExtractRead] = {}

    def take(self, read: ExtractRead) -> None:
        """Stores the rows of an extract that has just been read, by whoever read it; of millions later.

        While they wait to be stored they cannot be put aside, for which a city has no memory to spare.
        """
        if not are_many(read.split.accepted.height):
            self._taken[read.source] = read
            self._background.write(partial(_stored, number=self._numbers[read.source], read=read))

    def settle(self, used: Mapping[str, ExtractRead]) -> frozenset[str]:
        """Takes those out again that are not used after all; the sources of the others.

        Args:
            used: source -> the extract that is used, where it was read.
        """
        arrived = frozenset(source for source, read in self._taken.items() if used.get(source) is read)
        for source in self._taken.keys() - arrived:
            self._background.write(partial(_taken_out, number=self._numbers[source], source=source))
        self._taken.clear()
        return arrived


def _stored(warehouse: Warehouse, number: int, read: ExtractRead) -> int:
    warehouse.begin()
    return store_rows(warehouse, number, read)


def _taken_out(warehouse: Warehouse, number: int, source: str) -> int:
    forget_rows(warehouse, number, source)
    return 0
