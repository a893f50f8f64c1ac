"""When a clue was first seen and where it stands, over all nights published."""

from __future__ import annotations

from datetime import date
from typing import cast

import polars as pl

from pipelines.warehouse.connection import Warehouse
from pipelines.warehouse.tables import FINDING_COLUMNS


def recorded_run(warehouse: Warehouse, as_of: date) -> str | None:
    """Run whose findings of a date are on record; None where there are none."""
    found = warehouse.one("SELECT run_id FROM publication WHERE as_of = ?", [as_of])
    return cast("str", found[0]) if found else None


def record_findings(warehouse: Warehouse, as_of: date, run_id: str, findings: pl.DataFrame) -> None:
    """Puts the findings published for a date on record, in place of an earlier run's for that date.

    Args:
        warehouse: where.
        as_of: the date.
        run_id: the run that published them.
        findings: finding_id, first_seen, state.
    """
    with warehouse.transaction():
        warehouse.execute("DELETE FROM publication WHERE as_of = ?", [as_of])
        warehouse.execute("DELETE FROM finding WHERE as_of = ?", [as_of])
        warehouse.execute("INSERT INTO publication VALUES (?, ?)", [as_of, run_id])
        warehouse.insert("finding", _news(warehouse, as_of, findings))


def history_before(warehouse: Warehouse, as_of: date) -> pl.DataFrame:
    """What earlier nights know of each clue: finding_id, first_seen, state (the latest one)."""
    return warehouse.query(
        "SELECT finding_id, min(first_seen) AS first_seen, arg_max(state, as_of) AS state FROM finding "
        "WHERE as_of < ? GROUP BY finding_id ORDER BY finding_id",
        [as_of],
    )


def history_fingerprint(warehouse: Warehouse, as_of: date) -> str:
    """What earlier nights know, as one word."""
    found = warehouse.one(
        "SELECT count(*), bit_xor(hash(as_of, finding_id, first_seen, state)) FROM finding WHERE as_of < ?", [as_of]
    )
    return str(found)


def _news(warehouse: Warehouse, as_of: date, findings: pl.DataFrame) -> pl.DataFrame:
    """Only what earlier nights do not know already: a clue costs a row when it appears or changes, not every night."""
    known = history_before(warehouse, as_of)
    news = findings.join(known, on=["finding_id", "first_seen", "state"], how="anti")
    return news.with_columns(pl.lit(as_of).alias("as_of")).select(FINDING_COLUMNS.keys())
