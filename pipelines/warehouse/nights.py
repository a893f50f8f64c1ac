"""What each night said of clues, kept for ever as changes: a row when something changes, not a row a night.

A night that is run again replaces what it said; what the night after it said, by date, is then told anew as a change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import cast

import polars as pl

from pipelines.warehouse.aliases import aliases_of
from pipelines.warehouse.connection import Warehouse
from pipelines.warehouse.later_nights import answers_of_nights, nights_after, rested
from pipelines.warehouse.stood import answers_before, forget_stood, keep_stood, rows_of, stood_before
from policies.clues.history import (
    ANSWERS,
    CLUE,
    CLUES,
    SAID,
    History,
    NightSays,
    changed_by,
    numbered,
)
from schemas.terms import Answer
from schemas.words import COMMA

_TABLES = {"clue_answer": ANSWERS, "clue_said": SAID}
_ANSWERS, _SAID = _TABLES
_NEXT = "next_night"


def recorded_run(warehouse: Warehouse, as_of: date) -> str | None:
    """Run whose findings of a date are on record; None where there are none."""
    found = warehouse.one("SELECT run_id FROM publication WHERE as_of = ? AND ran IS NOT NULL", [as_of])
    return cast("str", found[0]) if found else None


def record_night(
    warehouse: Warehouse,
    as_of: date,
    run_id: str,
    says: NightSays,
    clue_key: str | None,
    before: History | None = None,
) -> None:
    """Puts what the publication of a date says on record, in place of what an earlier run said for it.

    Args:
        warehouse: where.
        as_of: the date.
        run_id: the run that published it.
        says: what it says; where its clues come with a `first_seen` of which no night is on record, as those of a
            first version do, they are put on record as of that date.
        clue_key: name of the key of the ids; None where they are not keyed.
        before: what the nights before it said, where that is known already.
    """
    with warehouse.transaction():
        if _seeded(warehouse, as_of, says.raised, clue_key) or before is None:
            before = stood_before(warehouse, as_of)
        numbers = _number(warehouse, before.stood, says.raised)
        by_another_id = pl.col("finding_id").is_in(aliases_of(warehouse, as_of)["was"].implode())
        told = before.of_clues(~by_another_id | pl.col("finding_id").is_in(says.raised["finding_id"].implode()))
        changed = changed_by(told, says, numbers, as_of)
        later = nights_after(warehouse, as_of)
        if later.is_empty():
            keep_stood(warehouse, as_of, before, changed)
        else:
            forget_stood(warehouse)
            clues = rows_of(warehouse, "SELECT clue, finding_id, check_id FROM clue", CLUES)
            first = later.group_by("check_id").agg(pl.col("as_of").min().alias(_NEXT))
            following = clues.join(first, on="check_id").select(CLUE, _NEXT)
            unknown = partial(answers_of_nights, rested(says.raised, numbers), later)
            _tell_anew(warehouse, _SAID, as_of, changed.said, _next_raised(warehouse, following))
            _tell_anew(warehouse, _ANSWERS, as_of, changed.answers, following, unknown)
        for table, now in ((_ANSWERS, changed.answers), (_SAID, changed.said)):
            warehouse.execute(f"DELETE FROM {table} WHERE as_of = ?", [as_of])
            warehouse.insert(table, now)
        _publish(warehouse, as_of, run_id, clue_key, says)


def history_before(warehouse: Warehouse, as_of: date) -> History:
    """What the nights before a date said, clues by the ids that they had in each night, with all answers."""
    history = stood_before(warehouse, as_of)
    return replace(history, answers=answers_before(warehouse, as_of))


def history_fingerprint(warehouse: Warehouse, as_of: date) -> str:
    """What earlier nights said, as one word."""
    told = [
        warehouse.one(f"SELECT count(*), bit_xor(hash({', '.join(columns)})) FROM {table} WHERE as_of < ?", [as_of])
        for table, columns in _TABLES.items()
    ]
    nights = warehouse.one(
        "SELECT count(*), bit_xor(hash(as_of, ran, clue_key)) FROM publication WHERE as_of < ?", [as_of]
    )
    aliases = warehouse.one("SELECT count(*) FROM finding_alias WHERE as_of IS NULL OR as_of < ?", [as_of])
    return str([*told, nights, aliases])


def key_nights(warehouse: Warehouse, clue_key: str, keyed: Callable[[Iterable[str]], list[str]]) -> pl.DataFrame:
    """Gives the clues that were recorded under unkeyed ids their keyed ones, within the transaction that is open.

    Args:
        warehouse: where.
        clue_key: name of the key.
        keyed: unkeyed ids -> ids.

    Returns:
        was, finding_id of these clues.
    """
    unkeyed = f"SELECT DISTINCT clue FROM {_ANSWERS} JOIN publication USING (as_of) WHERE clue_key IS NULL"
    clues = rows_of(warehouse, f"SELECT clue, finding_id, check_id FROM clue WHERE clue IN ({unkeyed})", CLUES)
    ids = pl.Series("finding_id", keyed(clues["finding_id"]), dtype=pl.String)
    warehouse.execute(f"DELETE FROM clue WHERE clue IN ({unkeyed})")
    warehouse.insert("clue", clues.with_columns(ids))
    warehouse.execute("UPDATE publication SET clue_key = ? WHERE clue_key IS NULL", [clue_key])
    return clues.select(pl.col("finding_id").alias("was"), ids)


def _number(warehouse: Warehouse, known: pl.DataFrame, raised: pl.DataFrame) -> pl.DataFrame:
    """The numbers of the clues that are not known to have been raised; those of which nothing is on record get one."""
    new = raised.join(known, on="finding_id", how="anti")
    told = "finding_id IN (SELECT finding_id FROM given) OR clue = (SELECT max(clue) FROM clue)"
    with warehouse.given(new.select("finding_id")):
        found = rows_of(warehouse, f"SELECT clue, finding_id, check_id FROM clue WHERE {told}", CLUES)
    numbers = numbered(found, new)
    warehouse.insert("clue", numbers.join(found, on=CLUE, how="anti"))
    return numbers


def _next_raised(warehouse: Warehouse, following: pl.DataFrame) -> pl.DataFrame:
    """Clue and the first night, from the one after on, that raised it: the first that worded it again."""
    rows = rows_of(warehouse, f"SELECT {', '.join(ANSWERS)} FROM {_ANSWERS}", ANSWERS).join(following, on=CLUE)
    raised = pl.col("answer") == Answer.RAISED.value
    stood = _latest(rows.filter(pl.col("as_of") <= pl.col(_NEXT))).filter(raised).select(CLUE, _NEXT)
    further = rows.filter(raised & (pl.col("as_of") > pl.col(_NEXT))).join(stood, on=CLUE, how="anti")
    return pl.concat([stood, further.group_by(CLUE).agg(pl.col("as_of").min().alias(_NEXT))])


def _publish(warehouse: Warehouse, as_of: date, run_id: str, clue_key: str | None, says: NightSays | None) -> None:
    """Puts a night on record; None: nothing is known of it but that it raised something."""
    ran = COMMA.join(sorted(says.ran)) if says else ""
    used = COMMA.join(sorted(says.used)) if says and says.used is not None else None
    warehouse.execute("DELETE FROM publication WHERE as_of = ?", [as_of])
    night = [as_of, run_id, clue_key, ran, used]
    warehouse.execute("INSERT INTO publication (as_of, run_id, clue_key, ran, used) VALUES (?, ?, ?, ?, ?)", night)


def _tell_anew(
    warehouse: Warehouse,
    table: str,
    as_of: date,
    now: pl.DataFrame,
    following: pl.DataFrame,
    unknown: Callable[[pl.DataFrame, pl.DataFrame], pl.DataFrame] | None = None,
) -> None:
    """What the night after said, as a change from what a night now says.

    Args:
        warehouse: where; of the night itself still with what it said before.
        table: `_ANSWERS` or `_SAID`.
        as_of: the night.
        now: its changes from the night before.
        following: clue and the night after that had something to say of it.
        unknown: of answers, what later nights say of clues that they did not know (`answers_of_nights`).
    """
    columns = _TABLES[table]
    rows = rows_of(warehouse, f"SELECT {', '.join(columns)} FROM {table}", columns)
    upto = rows.join(following, on=CLUE).filter(pl.col("as_of") <= pl.col(_NEXT))
    was = _latest(upto).with_columns(as_of=pl.col(_NEXT)).drop(_NEXT)
    stands = _latest(pl.concat([rows.filter(pl.col("as_of") < as_of), now]))
    told = was.join(stands, on=[column for column in columns if column != "as_of"], how="anti", nulls_equal=True)
    if unknown is not None:
        known = pl.col(CLUE).is_in(stands[CLUE].implode())
        told = told.filter(known | (pl.col("answer") == Answer.RAISED.value))
        alone = now.filter(pl.col("answer") == Answer.RAISED.value).join(was, on=CLUE, how="anti")
        told = pl.concat([told, unknown(alone.select(CLUE), _first_of_their_own(rows, as_of))])
    follow = warehouse.query(f"SELECT clue, as_of FROM {table}").cast({CLUE: pl.UInt32()})
    replaced = follow.join(following, left_on=[CLUE, "as_of"], right_on=[CLUE, _NEXT], how="semi")
    warehouse.insert("replaced", replaced)
    warehouse.execute(f"DELETE FROM {table} WHERE (clue, as_of) IN (SELECT clue, as_of FROM replaced)")
    warehouse.execute("DELETE FROM replaced")
    warehouse.insert(table, told)


def _latest(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.sort(CLUE, "as_of").unique(CLUE, keep="last", maintain_order=True)


def _first_of_their_own(rows: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """clue, next_own: the first night after a date of which anything is on record about the clue."""
    return rows.filter(pl.col("as_of") > as_of).group_by(CLUE).agg(pl.col("as_of").min().alias("next_own"))


def _seeded(warehouse: Warehouse, as_of: date, raised: pl.DataFrame, clue_key: str | None) -> bool:
    """Puts clues on record as of their first day, where nothing is on record of the night of that day; whether any."""
    if "first_seen" not in raised.columns:
        return False
    nights = warehouse.query("SELECT as_of FROM publication WHERE ran <> ''")
    earlier = raised.filter(pl.col("first_seen") < as_of).rename({"first_seen": "as_of"})
    told_of = earlier.join(nights, on="as_of", how="anti")
    if told_of.is_empty():
        return False
    known = warehouse.query("SELECT finding_id FROM clue UNION SELECT finding_id FROM finding_alias")
    unknown = told_of.join(known, on="finding_id", how="anti")
    if unknown.is_empty():
        return False
    forget_stood(warehouse)
    rows = unknown.join(_number(warehouse, known, unknown).select(CLUE, "finding_id"), on="finding_id")
    warehouse.insert(_ANSWERS, rows.select("as_of", CLUE, pl.lit(Answer.RAISED.value).alias("answer"), "facts"))
    warehouse.insert(_SAID, rows.select(SAID.keys()))
    for (day,) in unknown.select("as_of").unique().iter_rows():
        _publish(warehouse, day, "", clue_key, None)
    return True
