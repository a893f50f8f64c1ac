"""Which version of the program wrote a warehouse, and whether this one can go on with it."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipelines.warehouse.tables import SCHEMA_NUMBER
from schemas.errors import OtherVersionError

_FIRST = 1


def schema_number(connection: duckdb.DuckDBPyConnection) -> int | None:
    """The number that a warehouse bears; that of the first version where it bears none, None where it has no tables."""
    tables = {str(name) for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if not tables:
        return None
    if "schema_number" not in tables:
        return _FIRST
    (number,) = connection.execute("SELECT max(number) FROM schema_number").fetchall()[0]
    return int(number or _FIRST)


def require_readable(path: Path, connection: duckdb.DuckDBPyConnection, *, may_upgrade: bool) -> None:
    """Refuses a warehouse that this program cannot use as it is.

    Args:
        path: its file, for the message.
        connection: to it.
        may_upgrade: it will be brought to today's form now.

    Raises:
        OtherVersionError: a newer program wrote it, or an older one did and it is only to be read.
    """
    number = schema_number(connection)
    if number is None or number == SCHEMA_NUMBER:
        return
    if number > SCHEMA_NUMBER:
        raise OtherVersionError(
            f"{path} 由更新的程序写成(结构版本 {number},本程序只认到 {SCHEMA_NUMBER})",
            hint="请安装写成它的那一版或更新的 hedui 后再运行;工作区未作任何改动",
        )
    if not may_upgrade:
        raise OtherVersionError(f"{path} 由较早的程序写成(结构版本 {number},本程序为 {SCHEMA_NUMBER})")
