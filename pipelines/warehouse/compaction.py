"""Copies a warehouse of which much is free into a fresh file: DuckDB uses free blocks again, but gives none back."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import cast

from pipelines.warehouse.connection import connect, damage_told
from pipelines.warehouse.history import free_place, quoted
from pipelines.workspace.folders import put_in_place

LEAST_WORTH = 64 * 1024 * 1024
"""Free bytes below which nobody minds them."""


def compact(warehouse: Path, least_worth: int = LEAST_WORTH) -> int:
    """Copies the file where more of it is free than used.

    Args:
        warehouse: the file; nobody has it open.
        least_worth: free bytes from which it is done.

    Returns:
        Bytes that the file has become smaller.

    Raises:
        WorkspaceBusyError: somebody has it open.
        BrokenWarehouseError: it is damaged.
    """
    before, aside = warehouse.stat().st_size, free_place(warehouse)
    with closing(connect(warehouse, read_only=False)) as connection, damage_told(warehouse):
        connection.execute("CHECKPOINT")
        size = connection.execute("SELECT block_size, used_blocks, free_blocks FROM pragma_database_size()").fetchall()
        block, used, free = cast("tuple[int, int, int]", size[0])
        if free <= used or free * block < least_worth:
            return 0
        connection.execute(f"ATTACH {quoted(aside)} AS fresh")
        connection.execute(f'COPY FROM DATABASE "{warehouse.stem}" TO fresh')
        connection.execute("DETACH fresh")
    if warehouse.with_name(f"{warehouse.name}.wal").exists():  # somebody wrote meanwhile, and the copy lacks it
        return 0
    put_in_place(aside, warehouse)
    return before - warehouse.stat().st_size
