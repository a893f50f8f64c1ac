"""What the city platform was sent and what it answered: keys and hashes, one row for as long as nothing changes."""

from __future__ import annotations

from datetime import date

import polars as pl

from pipelines.warehouse.connection import Warehouse
from policies.city_platform.history import History
from schemas.batches import ANSWERS, BATCHES, LISTED, SPANS


def city_history(warehouse: Warehouse) -> History:
    """All of it."""
    return History(
        _all(warehouse, "city_batch", BATCHES),
        _all(warehouse, "city_span", SPANS),
        _all(warehouse, "city_answer", ANSWERS),
    )


def batch_numbers(warehouse: Warehouse) -> frozenset[int]:
    """The numbers of the batches on record; their rows, which grow for years, are not read for it."""
    return frozenset(_all(warehouse, "city_batch", BATCHES)["number"])


def record_batch(warehouse: Warehouse, number: int, as_of: date, mode: str, digest: str, rows: pl.DataFrame) -> None:
    """Puts a batch on record that is not on it yet.

    Args:
        warehouse: where.
        number: its number.
        as_of: its date.
        mode: what it holds.
        digest: all its files as one word.
        rows: file, key, operation, content (hash; null: withdrawn) of each of its rows.
    """
    warehouse.execute(
        "CREATE OR REPLACE TEMPORARY TABLE city_sent (file VARCHAR, key VARCHAR, operation VARCHAR, content VARCHAR)"
    )
    with warehouse.transaction():
        warehouse.insert("city_sent", rows)
        warehouse.execute(
            "UPDATE city_span SET last = ? FROM city_sent sent WHERE city_span.last = ? AND city_span.file = sent.file "
            "AND city_span.key = sent.key AND city_span.operation = sent.operation "
            "AND city_span.content IS NOT DISTINCT FROM sent.content",
            [number, number - 1],
        )
        warehouse.execute(
            "INSERT INTO city_span BY NAME SELECT sent.*, ? AS first, ? AS last FROM city_sent sent "
            "ANTI JOIN (SELECT file, key FROM city_span WHERE last = ?) USING (file, key)",
            [number, number, number],
        )
        warehouse.execute(
            "INSERT INTO city_batch (number, as_of, mode, digest) VALUES (?, ?, ?, ?)", [number, as_of, mode, digest]
        )


def record_answers(warehouse: Warehouse, answers: pl.DataFrame) -> int:
    """Puts answers on record (`ANSWERS`) that are not on it yet; how many that were."""
    if answers.is_empty():
        return 0
    known = _all(warehouse, "city_answer", ANSWERS)
    new = answers.unique().join(known, on=list(ANSWERS), how="anti", nulls_equal=True)
    warehouse.insert("city_answer", new)
    return new.height


def record_listed(warehouse: Warehouse, as_of: date, listed: pl.DataFrame) -> None:
    """Puts on record what the publication of a date lists as sent back (file, key, since), within a transaction."""
    rows = listed.select("file", "key", "since", until=pl.lit(as_of))
    together = pl.concat([_all(warehouse, "city_listed", LISTED), rows])
    warehouse.execute("DELETE FROM city_listed")
    warehouse.insert("city_listed", together.group_by("file", "key", "since").agg(pl.col("until").max()))


def listed_on(warehouse: Warehouse, night: date) -> pl.DataFrame:
    """What the publication of a date, or one after it, is on record to have listed on that date: file, key, since."""
    there = _all(warehouse, "city_listed", LISTED).filter(pl.lit(night).is_between("since", "until"))
    return there.sort("since").unique(["file", "key"], keep="last").select("file", "key", "since")


def _all(warehouse: Warehouse, table: str, columns: dict[str, pl.DataType]) -> pl.DataFrame:
    names = ", ".join(f'"{name}"' for name in columns)
    found = warehouse.query(f'SELECT {names} FROM "{table}" ORDER BY ALL')
    return found.select(pl.col(name).cast(dtype) for name, dtype in columns.items())
