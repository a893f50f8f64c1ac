"""What of the warehouse cannot be made anew, kept in a small file of its own after every run.

While a night is at work nobody else can open the warehouse; this file is always whole.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.warehouse.connection import connect
from pipelines.warehouse.schema import require_readable
from pipelines.warehouse.tables import history_tables
from pipelines.workspace.folders import put_in_place

_BLOCK_BYTES = 65_536
"""The tables are many and small: DuckDB's own size would take four times the room, its least twice the time."""


def keep_history(warehouse: Path, kept: Path) -> None:
    """Writes the tables that cannot be made anew into a fresh warehouse file, whole or not at all.

    Args:
        warehouse: the file of the warehouse, of this version of the program or an older one; nobody has it open.
        kept: where they go.

    Raises:
        WorkspaceBusyError: somebody has it open.
        OtherVersionError: a newer program wrote it.
    """
    aside = free_place(kept)
    connection = connect(warehouse, read_only=True)
    try:
        require_readable(warehouse, connection, may_upgrade=True)
        names = [str(name) for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        connection.execute(f"ATTACH {quoted(aside)} AS kept (READ_WRITE, BLOCK_SIZE {_BLOCK_BYTES})")
        connection.begin()
        for name in history_tables(names):
            connection.execute(f'CREATE TABLE kept."{name}" AS FROM "{name}"')
        connection.commit()
        connection.execute("DETACH kept")
    finally:
        connection.close()
    put_in_place(aside, kept)


def warehouse_from(kept: Path, warehouse: Path) -> None:
    """Makes a warehouse that knows what was kept and no row of any extract; the next night reads those again.

    Args:
        kept: what `keep_history` wrote.
        warehouse: the file to be made.

    Raises:
        BrokenWarehouseError: it is no such file.
        OtherVersionError: a newer program wrote it.
    """
    connection = connect(kept, read_only=True)
    try:
        require_readable(kept, connection, may_upgrade=True)
        connection.execute(f"ATTACH {quoted(warehouse)} AS fresh (READ_WRITE)")
        connection.execute(f'COPY FROM DATABASE "{kept.stem}" TO fresh')
    finally:
        connection.close()


def free_place(path: Path) -> Path:
    """Where a file is made that is to take the place of another; what a killed run left there is cleared away."""
    aside = path.with_name(f".{path.name}")
    for left in (aside, aside.with_name(f"{aside.name}.wal")):
        left.unlink(missing_ok=True)
    return aside


def quoted(path: Path) -> str:
    """A path as a text of SQL: `ATTACH` takes no parameter."""
    return "'" + str(path).replace("'", "''") + "'"
