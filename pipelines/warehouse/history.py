"""What of the warehouse cannot be made anew, kept in a small file of its own after every run.

While a night is at work nobody else can open the warehouse; this file is always whole.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.warehouse.connection import connect
from pipelines.warehouse.schema import require_readable
from pipelines.warehouse.tables import history_tables
from pipelines.workspace.folders import put_in_place

_BLOCK_BYTES = 16_384
"""The least that DuckDB allows: the tables are many and small."""


def keep_history(warehouse: Path, kept: Path) -> None:
    """Writes the tables that cannot be made anew into a fresh warehouse file, whole or not at all.

    Args:
        warehouse: the file of the warehouse, of this version of the program or an older one; nobody has it open.
        kept: where they go.

    Raises:
        WorkspaceBusyError: somebody has it open.
        OtherVersionError: a newer program wrote it.
    """
    aside = kept.with_name(f".{kept.name}")
    aside.unlink(missing_ok=True)
    connection = connect(warehouse, read_only=True)
    try:
        require_readable(warehouse, connection, may_upgrade=True)
        names = [str(name) for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        connection.execute(f"ATTACH {quoted(aside)} AS kept (READ_WRITE, BLOCK_SIZE {_BLOCK_BYTES})")
        for name in history_tables(names):
            connection.execute(f'CREATE TABLE kept."{name}" AS FROM "{name}"')
        connection.execute("DETACH kept")
    finally:
        connection.close()
    put_in_place(aside, kept)


def quoted(path: Path) -> str:
    """A path as a text of SQL: `ATTACH` takes no parameter."""
    return "'" + str(path).replace("'", "''") + "'"
