"""Under which other ids clues were known, and which persons have had another number."""

from __future__ import annotations

from datetime import date, timedelta
from typing import cast

import polars as pl

from pipelines.warehouse.connection import Warehouse

_PAIR = ["was", "finding_id"]


def record_aliases(warehouse: Warehouse, as_of: date | None, aliases: pl.DataFrame) -> None:
    """Remembers under what other ids clues were known.

    Args:
        warehouse: where.
        as_of: the night that found it out; None where it holds of every night.
        aliases: was, finding_id.
    """
    with warehouse.transaction():
        add_aliases(warehouse, as_of, aliases)


def add_aliases(warehouse: Warehouse, as_of: date | None, aliases: pl.DataFrame) -> None:
    """The same within the transaction that is open."""
    new = aliases.join(aliases_of(warehouse, as_of), on=_PAIR, how="anti")
    warehouse.insert("finding_alias", new.select(pl.lit(as_of, dtype=pl.Date).alias("as_of"), *_PAIR))


def aliases_of(warehouse: Warehouse, as_of: date | None) -> pl.DataFrame:
    """was, finding_id as known on a date; None: those that hold of every night."""
    known = "as_of IS NULL" if as_of is None else "as_of IS NULL OR as_of <= ?"
    return warehouse.query(
        f"SELECT DISTINCT was, finding_id FROM finding_alias WHERE {known} ORDER BY was, finding_id",
        [] if as_of is None else [as_of],
    ).cast(dict.fromkeys(_PAIR, pl.String()))


def all_aliases(warehouse: Warehouse) -> pl.DataFrame:
    """was, finding_id, whenever they were found out."""
    return warehouse.query("SELECT DISTINCT was, finding_id FROM finding_alias ORDER BY was, finding_id").cast(
        dict.fromkeys(_PAIR, pl.String())
    )


def record_numbers(warehouse: Warehouse, as_of: date, numbers: pl.DataFrame) -> None:
    """Remembers which persons had an older number, in place of what was known for that date.

    Only what no earlier night knew is kept. What nights after it knew by what stood here before, they go on knowing.

    Args:
        warehouse: where.
        as_of: the night.
        numbers: id_no, oldest; one row a number.
    """
    tomorrow = as_of + timedelta(days=1)
    with warehouse.transaction():
        stood = _known_before(warehouse, tomorrow)
        warehouse.execute("DELETE FROM person_number WHERE as_of = ?", [as_of])
        new = numbers.join(_known_before(warehouse, as_of), on=["id_no", "oldest"], how="anti")
        _remember(warehouse, as_of, new)
        after = warehouse.one("SELECT min(as_of) FROM publication WHERE as_of > ?", [as_of])
        if after and after[0]:
            following = cast("date", after[0])
            lost = stood.join(_known_before(warehouse, tomorrow), on=["id_no", "oldest"], how="anti")
            known = warehouse.query("SELECT id_no FROM person_number WHERE as_of = ?", [following])
            _remember(warehouse, following, lost.join(known, on="id_no", how="anti"))


def oldest_numbers_before(warehouse: Warehouse, as_of: date) -> dict[str, str]:
    """Resident id -> oldest number of the person, as the newest earlier night that knew one had it."""
    return dict(_known_before(warehouse, as_of).iter_rows())


def _known_before(warehouse: Warehouse, as_of: date) -> pl.DataFrame:
    return warehouse.query(
        "SELECT id_no, arg_max(oldest, as_of) AS oldest FROM person_number WHERE as_of < ? GROUP BY id_no", [as_of]
    ).cast({"id_no": pl.String(), "oldest": pl.String()})


def _remember(warehouse: Warehouse, as_of: date, numbers: pl.DataFrame) -> None:
    warehouse.insert("person_number", numbers.select(pl.lit(as_of).alias("as_of"), "id_no", "oldest"))
