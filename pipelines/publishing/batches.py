"""Batches for the city platform: which one a publication holds, and how those published come on record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.publishing.names import CITY_PLATFORM
from pipelines.publishing.tables import read_tables
from pipelines.run.city import CityPlatform
from pipelines.warehouse import Warehouse
from pipelines.warehouse.city import batch_numbers, record_batch
from pipelines.workspace.folders import Workspace
from pipelines.workspace.manifest import read_manifest
from policies.city_platform.batch import batch_rows, mode_due
from policies.city_platform.history import History
from reports.city_done import batch_named, done_lines
from reports.city_platform import Batch, Drop, batch_cells
from reports.city_rows import (
    KEY,
    NUMBER,
    OPERATION,
    CityRows,
    cell_hashes,
    digest_of_cells,
    digest_of_files,
    raw_key,
)
from reports.csv import read_cells
from schemas.outputs import OUTPUTS
from schemas.outputs.city_returned import CITY_RETURNED
from schemas.terms import CityMode, Operation

_NO_CONTENT = {
    field.label for table in OUTPUTS.values() if table.city_platform for field in table.fields if not field.content
}
_OPERATIONS = {label: word for word, label in Operation.labels().items()}


@dataclass(frozen=True, eq=False)
class RecordedBatch:
    """A batch as it comes on record.

    Attributes:
        mode: what it holds.
        digest: all its files as one word.
        rows: file, key, operation, content (hash; null: withdrawn) of each of its rows.
    """

    mode: str
    digest: str
    rows: pl.DataFrame

    @classmethod
    def of(cls, batch: Batch, drops: Iterable[Drop]) -> RecordedBatch:
        """A batch that has just been written."""
        mode = batch.mode.value
        return cls(mode, digest_of_files(mode, ((drop.file, drop.content) for drop in drops)), batch.rows)


NONE_WRITTEN: Mapping[int, RecordedBatch] = {}


def batch_for(city: CityPlatform, rows: Sequence[CityRows], mode: CityMode) -> Batch | None:
    """The batch of a publication.

    It keeps its number where it comes out as it was, the number apart; else it is the next one. A date before the
    newest published makes none.

    Args:
        city: what was sent before, and what was answered.
        rows: the rows of the publication.
        mode: what the bureau wants batches to hold.

    Returns:
        None where what stands in the publication of the date, if anything, is to stay.
    """
    if city.own is not None:
        same = _made(city.history.before(city.own), city.own, rows, mode)
        if _digest(same, rows) == city.history.batches.filter(pl.col("number") == city.own)["digest"].item():
            return same
    return None if city.is_past else _made(city.history, city.history.next_number, rows, mode)


def record_batches(
    workspace: Workspace, warehouse: Warehouse, written: Mapping[int, RecordedBatch] = NONE_WRITTEN
) -> None:
    """Puts the batches of all publications on record that are not on it, oldest first, as their files have them.

    Args:
        workspace: where.
        warehouse: its warehouse.
        written: number -> batch, of one that this very run has written: its files need not be read back.
    """
    known = batch_numbers(warehouse)
    published = ((day, workspace.publication(day) / CITY_PLATFORM) for day in workspace.published_dates())
    numbered = ((*named, day, folder) for day, folder in published if (named := batch_named(folder)))
    for number, mode, day, folder in sorted(numbered):
        if number not in known and (batch := written.get(number) or read_back(mode, folder)):
            record_batch(warehouse, number, day, batch.mode, batch.digest, batch.rows)


def listed_before(earlier: Iterable[Path], as_of: date) -> pl.DataFrame:
    """What the first complete one of some publications lists as sent back before a date: columns of `CITY_RETURNED`."""
    for folder in earlier:
        if (read_manifest(folder) or {}).get("complete"):
            listed = read_tables(folder, [CITY_RETURNED]).get(CITY_RETURNED.name, CITY_RETURNED.empty())
            return listed.filter(pl.col("since") < as_of)
    return CITY_RETURNED.empty()


def _made(before: History, number: int, rows: Sequence[CityRows], mode: CityMode) -> Batch:
    published = pl.concat([one.contents for one in rows])
    due = mode_due(before, [one.table.drop for one in rows], mode)
    return Batch(number, due, batch_rows(published, before, due))


def _digest(batch: Batch, rows: Sequence[CityRows]) -> str:
    return digest_of_files(
        batch.mode.value, ((one.table.drop, digest_of_cells(batch_cells(one, batch))) for one in rows)
    )


def read_back(mode: str, folder: Path) -> RecordedBatch | None:
    """A batch as its files have it; None where they are damaged: on record once that day is published anew."""
    try:
        files = [(name, read_cells((folder / name).read_bytes())) for name in _names(folder)]
    except (OSError, ValueError, pl.exceptions.PolarsError):
        return None
    rows = pl.concat([_sent(name, cells) for name, cells in files])
    return RecordedBatch(mode, digest_of_files(mode, ((name, digest_of_cells(cells)) for name, cells in files)), rows)


def _names(folder: Path) -> list[str]:
    return [str(line["file"]) for line in done_lines(folder)]


def _sent(name: str, cells: pl.DataFrame) -> pl.DataFrame:
    content = [column for column in cells.columns if column not in _NO_CONTENT | {NUMBER, OPERATION, KEY}]
    operation = pl.col(OPERATION).replace_strict(_OPERATIONS, return_dtype=pl.String)
    rows = cells.select(key=raw_key(), operation=operation, content=cell_hashes(cells.select(content)))
    together = rows.group_by("key", maintain_order=True).agg(pl.col("operation").first(), pl.col("content").str.join())
    withdrawn = pl.col("operation") == Operation.WITHDRAW.value
    return together.select(pl.lit(name).alias("file"), "key", "operation", content=pl.when(~withdrawn).then("content"))
