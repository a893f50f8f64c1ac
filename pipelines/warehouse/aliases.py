"""Under which other ids clues were known, and which persons have had another number."""

from __future__ import annotations

from datetime import date

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


def known_ids(warehouse: Warehouse, was: str) -> list[str]:
    """The ids of the clues that were once known under this one."""
    found = warehouse.query("SELECT DISTINCT finding_id FROM finding_alias WHERE was = ? ORDER BY finding_id", [was])
    return found["finding_id"].to_list()


def record_numbers(warehouse: Warehouse, as_of: date, numbers: pl.DataFrame) -> None:
    """Remembers which persons had an older number: id_no, oldest; in place of what was known for that date."""
    with warehouse.transaction():
        warehouse.execute("DELETE FROM person_number WHERE as_of = ?", [as_of])
        warehouse.insert("person_number", numbers.with_columns(pl.lit(as_of).alias("as_of")))


def oldest_numbers_before(warehouse: Warehouse, as_of: date) -> dict[str, str]:
    """Resident id -> oldest number of the person, as the newest earlier night that knew one had it."""
    found = warehouse.query(
        "SELECT id_no, arg_max(oldest, as_of) AS oldest FROM person_number WHERE as_of < ? GROUP BY id_no", [as_of]
    )
    return dict(found.select("id_no", "oldest").iter_rows())
