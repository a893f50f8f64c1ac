"""The file in which the own Prefect server keeps its runs: looked at before the server is started."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from pipelines.flows.home import damaged_aside, database_file
from pipelines.workspace.folders import Workspace

ELSEWHERE = ("PREFECT_API_DATABASE_CONNECTION_URL", "PREFECT_SERVER_DATABASE_CONNECTION_URL")
_PATIENCE_SECONDS = 2.0
_LOCKED = sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED


class DatabaseLockedError(Exception):
    """Another process holds the database."""


def make_usable(workspace: Workspace) -> Path | None:
    """Puts a damaged database aside, since nothing that a night needs stands in it.

    A database that a setting places elsewhere (PostgreSQL) is its server's concern and is left alone.

    Returns:
        Where the damaged one lies now; None where it was sound, or there was none.

    Raises:
        DatabaseLockedError: another process holds it, so that nobody can say.
    """
    path = database_file(workspace)
    if any(os.environ.get(name) for name in ELSEWHERE) or not path.exists():
        return None
    try:
        with closing(sqlite3.connect(path, timeout=_PATIENCE_SECONDS)) as database:
            database.execute("begin immediate")
            if database.execute("pragma quick_check(1)").fetchone() == ("ok",):
                return None
    except sqlite3.DatabaseError as error:
        if is_locked(error):
            raise DatabaseLockedError(str(path)) from error
    return _put_aside(path)


def is_locked(error: sqlite3.DatabaseError) -> bool:
    """Whether it says no more than that another process holds the database."""
    return error.sqlite_errorcode & 0xFF in _LOCKED  # the upper bits only say how


def _put_aside(path: Path) -> Path:
    aside = damaged_aside(path)
    for suffix in ("-wal", "-shm", ""):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.replace(aside.with_name(aside.name + suffix))
    return aside
