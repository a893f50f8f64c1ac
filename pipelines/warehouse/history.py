"""What of the warehouse cannot be made anew, kept in a small file of its own after every run.

While a night is at work nobody else can open the warehouse; this file is always whole.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import duckdb

from pipelines.warehouse.brought_up import bring_up
from pipelines.warehouse.connection import Warehouse, connect, damage_told
from pipelines.warehouse.schema import require_readable
from pipelines.warehouse.tables import history_tables
from pipelines.workspace.folders import Workspace, put_in_place

_BLOCK_BYTES = 65_536
"""The tables are many and small: DuckDB's own size would take four times the room, its least twice the time."""
_NO_LOG = "RECOVERY_MODE 'no_wal_writes'"
"""A copy that did not become whole is thrown away, not mended."""


def keep_history(warehouse: Path, kept: Path) -> None:
    """Writes the tables that cannot be made anew into a warehouse file of their own, whole or not at all.

    Args:
        warehouse: the file of the warehouse, of this version of the program or an older one; nobody has it open.
        kept: where they go.

    Raises:
        WorkspaceBusyError: somebody has it open.
        OtherVersionError: a newer program wrote it.
    """
    aside = free_place(kept)
    if not (kept.exists() and _brought_up(warehouse, kept, aside)):
        _copied(warehouse, free_place(kept))
    put_in_place(aside, kept)


def is_kept(kept: Path) -> bool:
    """Whether the file is there, and nobody was killed while he made it."""
    return kept.exists() and not _aside(kept).exists()


@contextmanager
def _looked_into(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with closing(connect(warehouse, read_only=True)) as connection, damage_told(warehouse):
        require_readable(warehouse, connection, may_upgrade=True)
        yield connection


def _copied(warehouse: Path, aside: Path) -> None:
    with _looked_into(warehouse) as connection:
        connection.execute(f"ATTACH {quoted(aside)} AS kept (READ_WRITE, BLOCK_SIZE {_BLOCK_BYTES}, {_NO_LOG})")
        connection.begin()
        for name in history_tables(_columns(connection)):
            connection.execute(f'CREATE TABLE kept."{name}" AS FROM "{name}"')
        connection.commit()
        connection.execute("DETACH kept")


def _brought_up(warehouse: Path, kept: Path, aside: Path) -> bool:
    """Copies what was kept and changes in it what is otherwise by now; False where that cannot be done."""
    with _looked_into(warehouse) as connection, suppress(duckdb.Error):
        shutil.copyfile(kept, aside)
        connection.execute(f"ATTACH {quoted(aside)} AS kept (READ_WRITE, {_NO_LOG})")
        there = _columns(connection)
        now = {name: there[name] for name in history_tables(there)}
        if now != _columns(connection, "kept"):
            return False
        connection.begin()
        bring_up(connection, {name: [column for column, _ in columns] for name, columns in now.items()})
        connection.commit()
        connection.execute("DETACH kept")
        return True
    return False


def _columns(connection: duckdb.DuckDBPyConnection, database: str | None = None) -> dict[str, list[tuple[str, str]]]:
    """Table -> name and type of its columns."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    query = "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal AND database_name = "
    query += "current_database()" if database is None else "?"
    for table, *column in connection.execute(query, [] if database is None else [database]).fetchall():
        found[table].append(tuple(column))
    return dict(found)


def warehouse_from(kept: Path, warehouse: Path) -> None:
    """Makes a warehouse that knows what was kept and no row of any extract; the next night reads those again.

    Args:
        kept: what `keep_history` wrote.
        warehouse: the file to be made.

    Raises:
        BrokenWarehouseError: it is no such file, or a damaged one.
        OtherVersionError: a newer program wrote it.
    """
    with closing(connect(kept, read_only=True)) as connection, damage_told(kept):
        require_readable(kept, connection, may_upgrade=True)
        connection.execute(f"ATTACH {quoted(warehouse)} AS fresh (READ_WRITE)")
        connection.execute(f'COPY FROM DATABASE "{kept.stem}" TO fresh')


def open_to_write(workspace: Workspace) -> Warehouse:
    """The warehouse of a workspace for whoever holds its lock; one that is gone is made anew first.

    Raises:
        WorkspaceBusyError: another process has it open.
        WarehouseAccessError: it may not be read or written.
        BrokenWarehouseError: it, or what was kept of it, is damaged.
        OtherVersionError: a newer program wrote it.
    """
    make_anew(workspace.warehouse, workspace.history)
    return Warehouse(workspace.warehouse)


def make_anew(warehouse: Path, kept: Path) -> bool:
    """Makes a warehouse that is gone from what was kept of it, whole or not at all.

    Args:
        warehouse: the file of the warehouse.
        kept: what `keep_history` wrote.

    Returns:
        Whether it was gone, and anything was kept.

    Raises:
        BrokenWarehouseError: what was kept is damaged.
        OtherVersionError: a newer program wrote it.
    """
    if warehouse.exists() or not kept.exists():
        return False
    aside = free_place(warehouse)
    warehouse_from(kept, aside)
    warehouse.with_name(f"{warehouse.name}.wal").unlink(missing_ok=True)  # of the file that is gone
    put_in_place(aside, warehouse)
    return True


def free_place(path: Path) -> Path:
    """Where a file is made that is to take the place of another; what a killed run left there is cleared away."""
    aside = _aside(path)
    for left in (aside, aside.with_name(f"{aside.name}.wal")):
        left.unlink(missing_ok=True)
    return aside


def _aside(path: Path) -> Path:
    return path.with_name(f".{path.name}")


def quoted(path: Path) -> str:
    """A path as a text of SQL: `ATTACH` takes no parameter."""
    return "'" + str(path).replace("'", "''") + "'"
