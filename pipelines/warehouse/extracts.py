"""Extracts in the warehouse: stored once by content, found again by content, chosen for a date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

import polars as pl

from pipelines.ingest.accept import Split
from pipelines.ingest.control import CONTROL_BREAKS
from pipelines.ingest.read import ExtractRead, FileRead
from pipelines.warehouse.connection import Warehouse
from pipelines.warehouse.tables import (
    EXTRACT_COLUMNS,
    FILE_COLUMNS,
    OWNER,
    accepted_table,
    refused_columns,
    refused_table,
)
from pipelines.workspace.fingerprint import digest
from schemas.extracts import EXTRACTS
from schemas.outputs import OUTPUTS


@dataclass(frozen=True)
class Selection:
    """Which extracts a run for a date uses.

    Attributes:
        as_of: the date of the ingest that chose them.
        numbers: source -> number of the extract.
        ever_landed: sources of which any file was ever seen.
    """

    as_of: date
    numbers: dict[str, int]
    ever_landed: frozenset[str]

    @property
    def fingerprint(self) -> str:
        """Which extracts these are, as one word."""
        return digest(sorted(self.numbers.items()))


def find_extract(warehouse: Warehouse, source: str, content: str, code: str) -> int | None:
    """Number of the extract with this content, read by this very program; None where there is none."""
    found = warehouse.one(
        "SELECT number FROM extract WHERE source = ? AND content = ? AND code = ?", [source, content, code]
    )
    return cast("int", found[0]) if found else None


def rows_before(warehouse: Warehouse, source: str, cut_off: date) -> tuple[date, int] | None:
    """Cut-off date and data rows of the newest extract of an earlier cut-off date; None where there is none.

    Whatever program read it: its files have as many rows.
    """
    found = warehouse.one(
        "SELECT cut_off, number FROM extract WHERE source = ? AND cut_off < ? ORDER BY cut_off DESC, number DESC",
        [source, cut_off],
    )
    if found is None:
        return None
    day, number = cast("tuple[date, int]", found)
    rows = warehouse.one(f"SELECT coalesce(sum(rows), 0)::BIGINT FROM extract_file WHERE {OWNER} = ?", [number])
    return day, cast("int", rows[0]) if rows else 0


def number_extracts(warehouse: Warehouse, sources: Iterable[str]) -> dict[str, int]:
    """Source -> the number that its extract will be stored under."""
    found = warehouse.one("SELECT coalesce(max(number), 0) FROM extract")
    last = cast("int", found[0]) if found else 0
    return {source: number for number, source in enumerate(sources, last + 1)}


def store_extracts(
    warehouse: Warehouse,
    extracts: Mapping[str, ExtractRead],
    contents: Mapping[str, str],
    code: str,
    selection: Selection,
) -> int:
    """Stores extracts whole (rows, refused rows, quarantine entries, files, control breaks) and that they were chosen.

    Args:
        warehouse: where.
        extracts: source -> what was read.
        contents: source -> fingerprint of what its files hold.
        code: fingerprint of the program that read them.
        selection: the choice that they are part of; a later ingest for its date takes its place.

    Returns:
        Rows stored.
    """
    with warehouse.transaction():
        for source, extract in extracts.items():
            _store(warehouse, selection.numbers[source], extract, contents[source], code)
        _store_selection(warehouse, selection)
        _forget_unused(warehouse)
    return sum(extract.split.accepted.height + extract.split.refused.height for extract in extracts.values())


def _store(warehouse: Warehouse, number: int, read: ExtractRead, content: str, code: str) -> None:
    header = pl.DataFrame([(number, read.source, read.cut_off, content, code)], schema=EXTRACT_COLUMNS, orient="row")
    files = [(one.file, one.sha256, one.size, one.rows, one.quarantined) for one in read.files]
    warehouse.insert("extract", header)
    warehouse.append("extract_file", number, pl.DataFrame(files, schema=FILE_COLUMNS, orient="row"))
    warehouse.append(accepted_table(read.source), number, read.split.accepted)
    warehouse.append(refused_table(read.source), number, read.split.refused)
    warehouse.append("quarantine", number, read.split.quarantine)
    warehouse.append("control_break", number, read.control)


def _store_selection(warehouse: Warehouse, selection: Selection) -> None:
    form = {"source": pl.String(), "number": pl.Int32()}
    chosen = pl.DataFrame(list(selection.numbers.items()), schema=form, orient="row")
    landed = pl.DataFrame({"source": sorted(selection.ever_landed)}, schema={"source": pl.String()})
    for table, rows in (("selection", chosen), ("ever_landed", landed)):
        warehouse.execute(f"DELETE FROM {table} WHERE as_of = ?", [selection.as_of])
        warehouse.insert(table, rows.with_columns(pl.lit(selection.as_of).alias("as_of")))


def load_extract(warehouse: Warehouse, number: int, columns: Mapping[str, pl.DataType] | None = None) -> ExtractRead:
    """The extract of that number, as it was when it was read.

    Args:
        warehouse: where.
        number: of the extract.
        columns: those of the accepted rows that are wanted, with their dtypes; all where it is None.
    """
    found = warehouse.one("SELECT source, cut_off FROM extract WHERE number = ?", [number])
    if found is None:
        raise KeyError(f"no extract {number} in the warehouse")
    source, cut_off = cast("tuple[str, date]", found)
    extract = EXTRACTS[source]
    files = warehouse.load("extract_file", number, FILE_COLUMNS)
    return ExtractRead(
        source=source,
        cut_off=cut_off,
        files=tuple(FileRead(*row) for row in files.iter_rows()),
        split=Split(
            accepted=warehouse.load(accepted_table(source), number, columns or extract.accepted),
            refused=warehouse.load(refused_table(source), number, refused_columns(extract)),
            quarantine=warehouse.load("quarantine", number, OUTPUTS["quarantine"].dtypes),
        ),
        control=warehouse.load("control_break", number, CONTROL_BREAKS),
    )


def _forget_unused(warehouse: Warehouse) -> None:
    """Lets go of extracts that no date uses any more: read by an older program, or sent again in other words."""
    unused = warehouse.query("SELECT number, source FROM extract WHERE number NOT IN (SELECT number FROM selection)")
    for number, source in unused.iter_rows():
        for table in ("extract_file", "quarantine", "control_break", accepted_table(source), refused_table(source)):
            warehouse.execute(f'DELETE FROM "{table}" WHERE {OWNER} = ?', [number])
        warehouse.execute("DELETE FROM extract WHERE number = ?", [number])


def all_selections(warehouse: Warehouse) -> list[Selection]:
    """What the newest ingest for each date chose."""
    days = warehouse.query("SELECT DISTINCT as_of FROM selection ORDER BY as_of")["as_of"]
    return [selection for day in days if (selection := find_selection(warehouse, day)) is not None]


def find_selection(warehouse: Warehouse, as_of: date) -> Selection | None:
    """What the newest ingest for a date no later than `as_of` chose; None where there was none."""
    found = warehouse.one("SELECT max(as_of) FROM selection WHERE as_of <= ?", [as_of])
    if found is None or found[0] is None:
        return None
    day = cast("date", found[0])
    chosen = warehouse.query("SELECT source, number FROM selection WHERE as_of = ? ORDER BY number", [day])
    landed = warehouse.query("SELECT source FROM ever_landed WHERE as_of = ?", [day])
    return Selection(day, dict(chosen.iter_rows()), frozenset(landed["source"]))


def landed_before(warehouse: Warehouse, as_of: date) -> frozenset[str]:
    """Sources of which a file was seen by an ingest for `as_of` or earlier."""
    found = warehouse.query("SELECT DISTINCT source FROM ever_landed WHERE as_of <= ?", [as_of])
    return frozenset(found["source"])
