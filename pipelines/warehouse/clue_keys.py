"""Which key the ids of recorded clues were made with, and how unkeyed ones come under it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pipelines.warehouse.aliases import add_aliases
from pipelines.warehouse.connection import Warehouse
from pipelines.warehouse.nights import key_nights


def other_keys(warehouse: Warehouse, clue_key: str) -> frozenset[str]:
    """Names of the keys of recorded ids that are not this one."""
    found = warehouse.query("SELECT DISTINCT clue_key FROM publication WHERE clue_key <> ?", [clue_key])
    return frozenset(found["clue_key"])


def key_history(warehouse: Warehouse, clue_key: str, keyed: Callable[[Iterable[str]], list[str]]) -> None:
    """Gives the clues that were recorded under unkeyed ids their keyed ones; all or none.

    Args:
        warehouse: where.
        clue_key: name of the key.
        keyed: unkeyed ids -> ids.
    """
    if warehouse.one("SELECT 1 FROM publication WHERE clue_key IS NULL AND ran IS NOT NULL") is not None:
        with warehouse.transaction():
            add_aliases(warehouse, None, key_nights(warehouse, clue_key, keyed))
