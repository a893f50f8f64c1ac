"""What of a kept history is otherwise by now, written again in it.

What nights said of clues grows for years, and a night changes little of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import cast

import duckdb

_NIGHTS = "publication"
_BY_NIGHT = frozenset({"clue_answer", "clue_said"})
"""Tables whose rows each belong to a night, and change only when that or an earlier one is published by another run."""
_PARTS = {"clue": "clue // 1000"} | dict.fromkeys(_BY_NIGHT, "as_of")
"""Table that grows with the nights -> what tells its parts; the others are small and written whole."""


def bring_up(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Iterable[str]]) -> None:
    """Writes those parts of tables again whose rows are not the same.

    Args:
        connection: a warehouse with what was kept of it attached as `kept`, within a transaction.
        tables: table -> its columns, which are the same in both.
    """
    rows = {name: ", ".join(f'"{column}"' for column in columns) for name, columns in tables.items()}
    since = _first_other_night(connection, rows[_NIGHTS])
    for name, row in rows.items():
        if name in _BY_NIGHT and _as_many_before(connection, name, since):
            _write_again(connection, name, "as_of >= ?", since)
        else:
            _write_other_parts(connection, name, row)


def _first_other_night(connection: duckdb.DuckDBPyConnection, row: str) -> date:
    """The first night that another run published: what is told of it and of later nights may be otherwise."""
    now, before = f"(SELECT {row} FROM {_NIGHTS})", f"(SELECT {row} FROM kept.{_NIGHTS})"
    others = f"({now} EXCEPT {before}) UNION ({before} EXCEPT {now})"
    return cast("date", _one(connection, f"SELECT coalesce(min(as_of), ?) FROM ({others})", date.max))


def _as_many_before(connection: duckdb.DuckDBPyConnection, name: str, night: date) -> bool:
    """Whether both have as many rows of earlier nights: so much is held against each other where no row is."""
    count = "SELECT count(*) FROM {} WHERE as_of < ?"
    return _one(connection, count.format(name), night) == _one(connection, count.format(f"kept.{name}"), night)


def _write_other_parts(connection: duckdb.DuckDBPyConnection, name: str, row: str) -> None:
    part = _PARTS.get(name, "0")
    digest = f"SELECT {part} AS part, count(*), bit_xor(hash({row})) FROM {{}} GROUP BY part"
    now, before = (connection.execute(digest.format(table)).fetchall() for table in (f'"{name}"', f'kept."{name}"'))
    if other := [*{part for part, *_ in {*now} ^ {*before}}]:
        _write_again(connection, name, f"{part} IN (SELECT unnest(?))", other)


def _write_again(connection: duckdb.DuckDBPyConnection, name: str, where: str, value: object) -> None:
    connection.execute(f'DELETE FROM kept."{name}" WHERE {where}', [value])
    connection.execute(f'INSERT INTO kept."{name}" BY NAME FROM "{name}" WHERE {where}', [value])


def _one(connection: duckdb.DuckDBPyConnection, query: str, *values: object) -> object:
    """The one value of a query."""
    return connection.execute(query, [*values]).fetchall()[0][0]
