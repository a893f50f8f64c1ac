"""What earlier nights said of clues, read back: how the data stood on each after them, and their single answers.

How they stood after the newest night is kept, so that a night need not reckon it from all that ten years said. It is
there to be quick alone: it is what is reckoned from the nights, which is what happens wherever it is not that of the
night that is asked for.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from pipelines.warehouse.connection import Value, Warehouse
from policies.clues.data_side import stood_after
from policies.clues.history import ANSWERS, CLUE, CLUES, DATA, DAYS, RAN, SAID, STOOD, Changed, History, in_order
from schemas.terms import Answer

_STOOD, _UNTIL, _ANSWERS, _SAID = "clue_stood", "clue_stood_until", "clue_answer", "clue_said"
_TOLD = tuple(answer.value for answer in Answer)
_WORDS = len(_TOLD)
_WORD = " ".join(f"WHEN '{answer}' THEN {number}" for number, answer in enumerate(_TOLD))
_NUMBERED = f"(clue::BIGINT * {DAYS} + (as_of - DATE '1970-01-01')) * {_WORDS} + CASE answer {_WORD} END"
"""Clue, date and answer of a row as one number."""


def stood_before(warehouse: Warehouse, as_of: date) -> History:
    """What the nights before a date said, clues by the ids that they had in each night; without any single answer."""
    ran = rows_of(warehouse, "SELECT as_of, ran FROM publication WHERE as_of < ? AND ran IS NOT NULL", RAN, as_of)
    if _is_kept(warehouse, as_of):
        columns = ", ".join(STOOD)
        stood = rows_of(warehouse, f"SELECT {columns} FROM {_STOOD} JOIN clue USING (clue)", STOOD)
    else:
        clues = rows_of(warehouse, "SELECT clue, finding_id, check_id FROM clue", CLUES)
        stood = stood_after(clues, answers_before(warehouse, as_of), _last_said(warehouse, as_of), ran)
    return History(stood, pl.DataFrame(schema=ANSWERS), ran)


def answers_before(
    warehouse: Warehouse, as_of: date, clues: pl.Series | None = None, *, with_facts: bool = True
) -> pl.DataFrame:
    """What the nights before a date said of clues.

    Args:
        warehouse: where.
        as_of: the date.
        clues: by number; None for all.
        with_facts: the facts are wanted, which take longer to read than all else; null otherwise.

    Returns:
        Columns `ANSWERS`, sorted by clue and date.
    """
    columns = ", ".join(ANSWERS) if with_facts else f"{_NUMBERED} AS number"
    query = f"SELECT {columns} FROM {_ANSWERS} WHERE as_of < ?"
    if clues is None:
        found = warehouse.query(query, [as_of])
    else:
        with warehouse.given(clues.to_frame(CLUE)):
            found = warehouse.query(f"{query} AND clue IN (SELECT clue FROM given)", [as_of])
    return in_order(found.cast(pl.Schema(ANSWERS))) if with_facts else _from_numbers(found["number"])


def _from_numbers(numbers: pl.Series) -> pl.DataFrame:
    """Answers without facts (columns `ANSWERS`) from `_NUMBERED`: so half a million are read and sorted in no time."""
    at, word = pl.col("number") // _WORDS, pl.lit(pl.Series(_TOLD)).gather(pl.col("number") % _WORDS)
    told = {"as_of": (at % DAYS).cast(pl.Int32).cast(pl.Date), CLUE: at // DAYS, "answer": word, "facts": None}
    return pl.DataFrame({"number": np.sort(numbers.to_numpy())}).select(**told).cast(pl.Schema(ANSWERS))


def _last_said(warehouse: Warehouse, as_of: date) -> pl.DataFrame:
    """How each clue was last worded before a date: columns `SAID`."""
    last = f"SELECT clue, max(as_of) AS as_of FROM {_SAID} WHERE as_of < ? GROUP BY clue"
    return rows_of(warehouse, f"SELECT {', '.join(SAID)} FROM {_SAID} JOIN ({last}) USING (clue, as_of)", SAID, as_of)


def keep_stood(warehouse: Warehouse, as_of: date, before: History, changed: Changed) -> None:
    """Keeps how the data stand after the newest night, within the transaction that is open.

    Args:
        warehouse: where.
        as_of: the night, later than all others on record.
        before: what earlier nights said.
        changed: what the night changes.
    """
    if _is_kept(warehouse, as_of):
        with warehouse.given(changed.stood.select(CLUE)):
            warehouse.execute(f"DELETE FROM {_STOOD} WHERE clue IN (SELECT clue FROM given)")
        rows = changed.stood
    else:
        warehouse.execute(f"DELETE FROM {_STOOD}")
        rows = pl.concat([before.stood.join(changed.stood, on=CLUE, how="anti"), changed.stood])
    warehouse.insert(_STOOD, rows.select(CLUE, *DATA))
    warehouse.execute(f"DELETE FROM {_UNTIL}")
    warehouse.execute(f"INSERT INTO {_UNTIL} (as_of) VALUES (?)", [as_of])


def forget_stood(warehouse: Warehouse) -> None:
    """Lets what is kept count no more: a night is told otherwise that is not the newest."""
    warehouse.execute(f"DELETE FROM {_UNTIL}")


def rows_of(warehouse: Warehouse, query: str, columns: dict[str, pl.DataType], *values: Value) -> pl.DataFrame:
    """The rows of a query with the given dtypes."""
    return warehouse.query(query, [*values]).cast(pl.Schema(columns))


def _is_kept(warehouse: Warehouse, as_of: date) -> bool:
    """Whether what is kept is of the newest night before a date."""
    newest = "SELECT max(as_of) FROM publication WHERE as_of < ? AND ran IS NOT NULL"
    return warehouse.one(f"SELECT 1 FROM {_UNTIL} WHERE as_of = ({newest})", [as_of]) is not None
