"""When a clue was first seen and where it stands, over all nights published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import cast

import polars as pl

from pipelines.warehouse.connection import Warehouse
from pipelines.warehouse.tables import FINDING_COLUMNS


def recorded_run(warehouse: Warehouse, as_of: date) -> str | None:
    """Run whose findings of a date are on record; None where there are none."""
    found = warehouse.one("SELECT run_id FROM publication WHERE as_of = ?", [as_of])
    return cast("str", found[0]) if found else None


def record_findings(
    warehouse: Warehouse, as_of: date, run_id: str, findings: pl.DataFrame, clue_key: str | None
) -> None:
    """Puts the findings published for a date on record, in place of an earlier run's for that date.

    Args:
        warehouse: where.
        as_of: the date.
        run_id: the run that published them.
        findings: finding_id, first_seen, state.
        clue_key: name of the key of their ids; None where they are not keyed.
    """
    with warehouse.transaction():
        warehouse.execute("DELETE FROM publication WHERE as_of = ?", [as_of])
        warehouse.execute("DELETE FROM finding WHERE as_of = ?", [as_of])
        warehouse.execute(
            "INSERT INTO publication (as_of, run_id, clue_key) VALUES (?, ?, ?)", [as_of, run_id, clue_key]
        )
        warehouse.insert("finding", _news(warehouse, as_of, findings))


def other_keys(warehouse: Warehouse, clue_key: str) -> frozenset[str]:
    """Names of the keys of recorded ids that are not this one."""
    found = warehouse.query("SELECT DISTINCT clue_key FROM publication WHERE clue_key <> ?", [clue_key])
    return frozenset(found["clue_key"])


def key_history(warehouse: Warehouse, clue_key: str, keyed: Callable[[str], str]) -> None:
    """Gives the clues that were recorded under unkeyed ids their keyed ones; all or none.

    Args:
        warehouse: where.
        clue_key: name of the key.
        keyed: unkeyed id -> id.
    """
    plain = warehouse.query(
        "SELECT DISTINCT finding_id AS was FROM finding JOIN publication USING (as_of) WHERE clue_key IS NULL"
    )
    ids = pl.Series("finding_id", [keyed(was) for was in plain["was"]], dtype=pl.String)
    with warehouse.transaction():
        _record_aliases(warehouse, plain.with_columns(ids))
        warehouse.execute(
            "UPDATE finding SET finding_id = alias.finding_id FROM finding_alias alias, publication "
            "WHERE finding.finding_id = alias.was AND finding.as_of = publication.as_of "
            "AND publication.clue_key IS NULL"
        )
        warehouse.execute("UPDATE publication SET clue_key = ? WHERE clue_key IS NULL", [clue_key])


def record_aliases(warehouse: Warehouse, aliases: pl.DataFrame) -> None:
    """Remembers under what other ids clues were known: columns was, finding_id."""
    with warehouse.transaction():
        _record_aliases(warehouse, aliases)


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


def _record_aliases(warehouse: Warehouse, aliases: pl.DataFrame) -> None:
    known = warehouse.query("SELECT was, finding_id FROM finding_alias")
    warehouse.insert("finding_alias", aliases.join(known, on=["was", "finding_id"], how="anti"))


def _news(warehouse: Warehouse, as_of: date, findings: pl.DataFrame) -> pl.DataFrame:
    """Only what earlier nights do not know already: a clue costs a row when it appears or changes, not every night."""
    known = history_before(warehouse, as_of)
    news = findings.join(known, on=["finding_id", "first_seen", "state"], how="anti")
    return news.with_columns(pl.lit(as_of).alias("as_of")).select(FINDING_COLUMNS.keys())
