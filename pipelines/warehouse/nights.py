"""What each night said of clues, kept for ever as changes: a row when something changes, not a row a night.

A night that is run again replaces what it said; what the night after it said, by date, is then told anew as a change.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import cast

import polars as pl

from pipelines.warehouse.aliases import aliases_of
from pipelines.warehouse.connection import Warehouse
from policies.clues.history import ANSWERS, NIGHTS, SAID, History, NightSays, answers_of, changes, latest
from schemas.terms import Answer

_COMMA = ","
_ANSWERS, _SAID = "clue_answer", "clue_said"
_NEXT = "next_night"


def recorded_run(warehouse: Warehouse, as_of: date) -> str | None:
    """Run whose findings of a date are on record; None where there are none."""
    found = warehouse.one("SELECT run_id FROM publication WHERE as_of = ? AND ran IS NOT NULL", [as_of])
    return cast("str", found[0]) if found else None


def record_night(warehouse: Warehouse, as_of: date, run_id: str, says: NightSays, clue_key: str | None) -> None:
    """Puts what the publication of a date says on record, in place of what an earlier run said for it.

    Args:
        warehouse: where.
        as_of: the date.
        run_id: the run that published it.
        says: what it says; where its clues come with a `first_seen` of which no night is on record, as those of a
            first version do, they are put on record as of that date.
        clue_key: name of the key of the ids; None where they are not keyed.
    """
    with warehouse.transaction():
        _seed(warehouse, as_of, says.raised, clue_key)
        aliases = aliases_of(warehouse, as_of)
        answers, said = _rows(warehouse, _ANSWERS), _rows(warehouse, _SAID)
        before = latest(answers.filter(pl.col("as_of") < as_of)).join(
            aliases, left_on="finding_id", right_on="was", how="anti"
        )
        now = changes(before, answers_of(before, says), as_of)
        _replace(warehouse, _ANSWERS, as_of, answers, now)
        worded = changes(latest(said.filter(pl.col("as_of") < as_of)), says.raised, as_of)
        _replace(warehouse, _SAID, as_of, said, worded)
        warehouse.execute("DELETE FROM publication WHERE as_of = ?", [as_of])
        warehouse.execute(
            "INSERT INTO publication (as_of, run_id, clue_key, ran) VALUES (?, ?, ?, ?)",
            [as_of, run_id, clue_key, _COMMA.join(sorted(says.ran))],
        )


def history_before(warehouse: Warehouse, as_of: date) -> History:
    """What the nights before a date said, clues by the ids that they had in each night."""
    answers, said = (_rows(warehouse, table, "WHERE as_of < ?", as_of) for table in (_ANSWERS, _SAID))
    nights = _nights(warehouse).filter(pl.col("as_of") < as_of)
    return History(answers, said, nights)


def history_fingerprint(warehouse: Warehouse, as_of: date) -> str:
    """What earlier nights said, as one word."""
    found = [
        warehouse.one(f"SELECT count(*), bit_xor(hash({', '.join(columns)})) FROM {table} WHERE as_of < ?", [as_of])
        for table, columns in ((_ANSWERS, ANSWERS), (_SAID, SAID), ("publication", ("as_of", "ran")))
    ]
    return str([*found, warehouse.one("SELECT count(*) FROM finding_alias WHERE as_of IS NULL OR as_of <= ?", [as_of])])


def key_nights(warehouse: Warehouse, clue_key: str, keyed: Callable[[str], str]) -> pl.DataFrame:
    """Gives the clues that were recorded under unkeyed ids their keyed ones, within the transaction that is open.

    Args:
        warehouse: where.
        clue_key: name of the key.
        keyed: unkeyed id -> id.

    Returns:
        was, finding_id of these clues.
    """
    plain = warehouse.query(
        f"SELECT DISTINCT finding_id AS was FROM {_ANSWERS} JOIN publication USING (as_of) WHERE clue_key IS NULL"
    )
    ids = plain.with_columns(pl.Series("finding_id", [keyed(was) for was in plain["was"]], dtype=pl.String))
    warehouse.insert("new_id", ids)
    for table in (_ANSWERS, _SAID):
        warehouse.execute(
            f"UPDATE {table} SET finding_id = new_id.finding_id FROM new_id, publication "
            f"WHERE {table}.finding_id = new_id.was AND {table}.as_of = publication.as_of AND clue_key IS NULL"
        )
    warehouse.execute("DELETE FROM new_id")
    warehouse.execute("UPDATE publication SET clue_key = ? WHERE clue_key IS NULL", [clue_key])
    return ids


def _rows(warehouse: Warehouse, table: str, where: str = "", *values: date) -> pl.DataFrame:
    columns = ANSWERS if table == _ANSWERS else SAID
    return warehouse.query(f"SELECT {', '.join(columns)} FROM {table} {where}", [*values]).cast(dict(columns))


def _nights(warehouse: Warehouse) -> pl.DataFrame:
    """A row a night and check that ran."""
    told = warehouse.query("SELECT as_of, ran AS check_id FROM publication WHERE ran <> ''").cast(dict(NIGHTS))
    return told.with_columns(pl.col("check_id").str.split(_COMMA)).explode("check_id")


def _replace(warehouse: Warehouse, table: str, as_of: date, rows: pl.DataFrame, now: pl.DataFrame) -> None:
    """Puts `now` in place of what the night said, and tells the night after it as a change from that.

    Args:
        warehouse: where.
        table: `_ANSWERS` or `_SAID`.
        as_of: the night.
        rows: all rows of the table.
        now: its changes from the night before.
    """
    later = (
        _nights(warehouse).filter(pl.col("as_of") > as_of).group_by("check_id").agg(pl.col("as_of").min().alias(_NEXT))
    )
    warehouse.execute(f"DELETE FROM {table} WHERE as_of = ?", [as_of])
    warehouse.insert(table, now)
    if later.is_empty():
        return
    upto = rows.join(later, on="check_id")
    was = latest(upto.filter(pl.col("as_of") <= pl.col(_NEXT))).with_columns(as_of=pl.col(_NEXT)).drop(_NEXT)
    stands = latest(pl.concat([rows.filter(pl.col("as_of") < as_of), now]))
    columns = [column for column in rows.columns if column != "as_of"]
    told = was.join(stands, on=columns, how="anti", nulls_equal=True)
    if table == _ANSWERS:
        told = pl.concat([told.join(stands, on="finding_id", how="semi"), _first(told, stands), _lost(was, now, later)])
    for check_id, night in later.iter_rows():
        warehouse.execute(f"DELETE FROM {table} WHERE check_id = ? AND as_of = ?", [check_id, night])
    warehouse.insert(table, told)


def _first(told: pl.DataFrame, stands: pl.DataFrame) -> pl.DataFrame:
    """The clues that the night after raises first: of others, not known any more, it says nothing."""
    unknown = told.join(stands, on="finding_id", how="anti")
    return unknown.filter(pl.col("answer") == Answer.RAISED.value)


def _lost(was: pl.DataFrame, now: pl.DataFrame, later: pl.DataFrame) -> pl.DataFrame:
    """The clues that the night raises alone: the night after, which did not know of them, did not raise them."""
    alone = now.filter(pl.col("answer") == Answer.RAISED.value).join(was, on="finding_id", how="anti")
    missed = alone.join(later, on="check_id").select(
        pl.col(_NEXT).alias("as_of"),
        "finding_id",
        "check_id",
        pl.lit(Answer.ABSENT.value).alias("answer"),
        pl.lit(None, dtype=pl.String).alias("facts"),
    )
    return missed.select(ANSWERS.keys())


def _seed(warehouse: Warehouse, as_of: date, raised: pl.DataFrame, clue_key: str | None) -> None:
    """Puts clues on record as of their first day, where nothing is on record of the night of that day."""
    if "first_seen" not in raised.columns:
        return
    nights = _nights(warehouse).select("as_of").unique()
    earlier = raised.filter(pl.col("first_seen") < as_of).rename({"first_seen": "as_of"})
    early = earlier.join(nights, on="as_of", how="anti")
    known = warehouse.query(f"SELECT finding_id FROM {_ANSWERS} UNION SELECT finding_id FROM finding_alias")
    unknown = early.join(known, on="finding_id", how="anti")
    warehouse.insert(_ANSWERS, unknown.with_columns(answer=pl.lit(Answer.RAISED.value)).select(ANSWERS.keys()))
    warehouse.insert(_SAID, unknown.select(SAID.keys()))
    for (day,) in unknown.select("as_of").unique().sort("as_of").iter_rows():
        warehouse.execute("DELETE FROM publication WHERE as_of = ?", [day])
        night = [day, "", clue_key, ""]
        warehouse.execute("INSERT INTO publication (as_of, run_id, clue_key, ran) VALUES (?, ?, ?, ?)", night)
