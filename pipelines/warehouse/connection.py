"""The open warehouse file: its tables, how frames go in and come out, and transactions."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import cast

import duckdb
import polars as pl

from pipelines.warehouse.schema import require_readable
from pipelines.warehouse.tables import ORDINAL, OWNER, SCHEMA_NUMBER, ddl
from pipelines.workspace.machine import machine_error
from pipelines.workspace.mapped import let_go
from schemas.errors import BrokenWarehouseError, HeduiError, WarehouseAccessError, WorkspaceBusyError
from schemas.system import system_words

Value = str | int | float | bool | None | object
_FILE_MODE = 0o600
_INTERRUPTED = "Query interrupted"
_DAMAGED = ("Corrupt database file", "Could not read enough bytes")
"""In what DuckDB says where it comes upon a damaged or missing part of a file that it has opened already."""
_BATCH = 8 * 122_880
"""Rows handed over at a time: on its way in or out a row takes memory twice. DuckDB packs a row group of so many rows
once, and one that a batch leaves open twice."""
_LEAST = "1MB"


class Warehouse:
    """A warehouse, open for one process; close it or use it in a `with` block."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Opens the file and brings its tables to the declared form.

        Args:
            path: the DuckDB file, made where it does not exist.
            read_only: nothing will be written; the file must exist.

        Raises:
            WorkspaceBusyError: another process has it open.
            WarehouseAccessError: it may not be read or written.
            BrokenWarehouseError: it is no warehouse, or a broken one.
            OtherVersionError: a newer program wrote it, or an older one did and it is only to be read.
        """
        self._path, self._connection, self._begun = path, connect(path, read_only=read_only), False
        # Polars keeps short texts in its views; so handed over they are not held twice.
        self._connection.execute("SET arrow_output_version = '1.4'; SET produce_arrow_string_view = true")
        try:
            with damage_told(path):
                require_readable(path, self._connection, may_upgrade=not read_only)
                if not read_only:
                    _close_to_others(path)
                    self._declare()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Warehouse:
        """The warehouse itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes the file."""
        self.close()

    def beside(self) -> Warehouse:
        """The same file through a connection of its own, for another thread."""
        other = object.__new__(Warehouse)
        other._path, other._connection, other._begun = self._path, self._connection.cursor(), False
        return other

    def let_go(self) -> None:
        """Holds nothing of the file in memory until somebody asks for it again; nobody may be at work on it."""
        with suppress(duckdb.OutOfMemoryException):  # what it cannot do without it keeps
            self._connection.execute(f"SET memory_limit = '{_LEAST}'")
        self._connection.execute("RESET memory_limit")

    def close(self) -> None:
        """Writes out what is pending and closes the file."""
        self._connection.close()

    def begin(self) -> None:
        """Begins, unless it has, the transaction that the next `transaction` goes on with; closing undoes it."""
        if not self._begun:
            self._connection.begin()
            self._begun = True

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of a block, and of what has begun before it, or nothing of it."""
        self.begin()
        self._begun = False
        try:
            yield
        except BaseException:
            with suppress(duckdb.Error):  # of a damaged file DuckDB lets go of itself
                self._connection.rollback()
            raise
        self._connection.commit()

    @contextmanager
    def given(self, rows: pl.DataFrame, name: str = "given") -> Iterator[None]:
        """Lets the statements of a block read rows as the table `given`: a long list is slow as a value."""
        stream = _Stream(rows)
        self._connection.register(name, stream)
        try:
            yield
        except BaseException:
            with suppress(duckdb.Error):  # a transaction that is broken off takes it back itself
                self._connection.unregister(name)
            raise
        finally:
            stream.let_go()
        self._connection.unregister(name)

    def execute(self, statement: str, values: list[Value] | None = None) -> None:
        """Runs a statement whose result nobody needs."""
        with damage_told(self._path), _interruptible():
            self._connection.execute(statement, values or [])

    def query(self, statement: str, values: list[Value] | None = None) -> pl.DataFrame:
        """The rows of a query."""
        # Through the Arrow C interface, without pyarrow, DuckDB 2.0 says at its end that it has leaked its types.
        with damage_told(self._path), _interruptible():
            frame: pl.DataFrame = self._connection.sql(statement, params=values or []).pl()
        return frame

    def one(self, statement: str, values: list[Value] | None = None) -> tuple[object, ...] | None:
        """The first row of a query, None where there is none."""
        with damage_told(self._path), _interruptible():
            rows = self._connection.execute(
                statement, values or []
            ).fetchall()  # DuckDB 2.0 minds a result not read to its end
        return rows[0] if rows else None

    def insert(self, table: str, rows: pl.DataFrame) -> None:
        """Appends rows by column name."""
        for batch in rows.iter_slices(_BATCH):
            with self.given(batch, "incoming"):
                self.execute(f'INSERT INTO "{table}" BY NAME SELECT * FROM incoming')
            let_go()

    def append(self, table: str, owner: int, rows: pl.DataFrame) -> None:
        """Appends all rows of one owner, in order."""
        self.insert(table, rows.with_row_index(ORDINAL).with_columns(pl.lit(owner, pl.Int32).alias(OWNER)))

    def load(self, table: str, owner: int, columns: Mapping[str, pl.DataType]) -> pl.DataFrame:
        """All rows of one owner in their order, with the given columns and dtypes."""
        found = self.one(f'SELECT count(*) FROM "{table}" WHERE "{OWNER}" = ?', [owner])
        starts = range(0, cast("int", found[0]) if found else 0, _BATCH)
        parts = [self._load(table, owner, columns, start) for start in starts]
        return pl.concat(parts, rechunk=False) if parts else pl.DataFrame(schema=columns)

    def _load(self, table: str, owner: int, columns: Mapping[str, pl.DataType], start: int) -> pl.DataFrame:
        # What DuckDB hands over together it lets go of together: texts that are to be numbered are asked for apart.
        apart = {name: dtype for name, dtype in columns.items() if isinstance(dtype, pl.Categorical)}
        groups = ({name: columns[name] for name in columns if name not in apart}, apart)
        parts = [self._ordered(table, owner, group, start) for group in groups if group]
        return pl.concat(parts, how="horizontal").select(columns.keys())

    def _ordered(self, table: str, owner: int, columns: Mapping[str, pl.DataType], start: int) -> pl.DataFrame:
        names = ", ".join(f'"{name}"' for name in columns)
        frame = self.query(
            f'SELECT "{ORDINAL}", {names} FROM "{table}" WHERE "{OWNER}" = ? AND "{ORDINAL}" >= ? AND "{ORDINAL}" < ?',
            [owner, start, start + _BATCH],
        )
        ordered = frame if frame[ORDINAL].is_sorted() else frame.sort(ORDINAL)
        return ordered.select(pl.col(name).cast(dtype) for name, dtype in columns.items())

    def _declare(self) -> None:
        existing: dict[str, set[str]] = defaultdict(set)
        for table, column in self._connection.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
        ).fetchall():
            existing[table].add(column)
        with self.transaction():
            for statement in ddl({table: frozenset(columns) for table, columns in existing.items()}):
                self._connection.execute(statement)
            if self.one("SELECT 1 FROM schema_number WHERE number = ?", [SCHEMA_NUMBER]) is None:
                self.execute("INSERT INTO schema_number (number) VALUES (?)", [SCHEMA_NUMBER])


def connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    """A connection to the file, whatever is in it.

    Raises:
        WorkspaceBusyError: another process has it open.
        WarehouseAccessError: it may not be read or written.
        BrokenWarehouseError: it is no warehouse, or a broken one.
    """
    try:
        return duckdb.connect(path, read_only=read_only)
    except duckdb.Error as error:
        raise _unopened(path, error) from error


def require_whole(path: Path) -> None:
    """Looks whether a file is as long as it should be, which opening it does not.

    Raises:
        WorkspaceBusyError: another process has it open.
        WarehouseAccessError: it may not be read or written.
        BrokenWarehouseError: it was cut short, or is no warehouse.
    """
    with closing(connect(path, read_only=True)) as connection, damage_told(path):
        asked = connection.execute("SELECT block_size * total_blocks FROM pragma_database_size()").fetchall()
    log = path.with_name(f"{path.name}.wal")  # what stands in it may have no place in the file yet
    if not log.exists() and path.stat().st_size < cast("int", asked[0][0]):
        raise BrokenWarehouseError(f"{path} 不完整,缺少末尾的部分")


@contextmanager
def damage_told(path: Path) -> Iterator[None]:
    """Tells by its name of a file that turns out to be damaged after it was opened.

    Raises:
        BrokenWarehouseError: DuckDB says so.
    """
    try:
        yield
    except duckdb.Error as error:
        if any(sign in str(error) for sign in _DAMAGED):
            raise BrokenWarehouseError(f"{path} 已损坏,有一部分无法读出") from error
        raise


@contextmanager
def _interruptible() -> Iterator[None]:
    """Lets Ctrl-C be what it is everywhere else: DuckDB asks for signals while it works, and tells of one in its way.

    Raises:
        KeyboardInterrupt: a query was interrupted.
    """
    try:
        yield
    except RuntimeError as error:
        if str(error) == _INTERRUPTED:
            raise KeyboardInterrupt from error
        raise


class _Stream:
    """Rows as DuckDB takes them without pyarrow, which would copy them first."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self._rows = rows

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._rows.__arrow_c_stream__(requested_schema)

    def let_go(self) -> None:
        """Holds no rows any more: what was registered within a transaction DuckDB keeps until it is closed."""
        self._rows = self._rows.clear()


def _close_to_others(path: Path) -> None:
    try:
        path.chmod(_FILE_MODE)
    except PermissionError as error:
        raise _not_ours(path, system_words(error)) from error


def _unopened(path: Path, error: duckdb.Error) -> HeduiError:
    said = str(error).replace(str(path), "")  # the path may say anything
    if "Could not set lock" in said:
        return WorkspaceBusyError(f"{path} 正被另一进程使用", hint="请等该进程结束后再运行")
    if "Permission denied" in said or not os.access(
        path if path.exists() else path.parent, os.R_OK | os.W_OK, effective_ids=True
    ):
        return _not_ours(path, "权限不足")
    return machine_error(error) or BrokenWarehouseError(f"{path} 已损坏或不是数据仓库")


def _not_ours(path: Path, why: str) -> WarehouseAccessError:
    return WarehouseAccessError(f"无权读写数据仓库 {path}({why})")
