"""What earlier nights said of clues, read back: how the data stood on each after them, and their single answers.

How they stood after the newest night is kept, so that a night need not reckon it from all that ten years said. It is
there to be quick alone: it is what is reckoned from the nights, which is what happens wherever it is not that of the
night that is asked for.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl

from pipelines.warehouse.connection import Value, Warehouse
from policies.clues.data_side import stood_after
from policies.clues.history import ANSWERS, CLUE, CLUES, DATA, NIGHTS, SAID, STOOD, Changed, History

_STOOD, _UNTIL, _ANSWERS, _SAID = "clue_stood", "clue_stood_until", "clue_answer", "clue_said"


def history_before(warehouse: Warehouse, as_of: date) -> History:
    """What the nights before a date said, clues by the ids that they had in each night, with all answers."""
    history = stood_before(warehouse, as_of)
    return replace(history, answers=answers_before(warehouse, as_of, history.stood))


def stood_before(warehouse: Warehouse, as_of: date) -> History:
    """The same without any single answer."""
    nights = rows_of(warehouse, "SELECT as_of, ran FROM publication WHERE as_of < ? AND ran IS NOT NULL", NIGHTS, as_of)
    if _is_kept(warehouse, as_of):
        columns = ", ".join(STOOD)
        stood = rows_of(warehouse, f"SELECT {columns} FROM {_STOOD} JOIN clue USING (clue)", STOOD)
    else:
        clues = rows_of(warehouse, "SELECT clue, finding_id, check_id FROM clue", CLUES)
        stood = stood_after(clues, _answers(warehouse, as_of), last_said(warehouse, as_of), nights)
    return History(stood, pl.DataFrame(schema=ANSWERS), nights)


def answers_before(warehouse: Warehouse, as_of: date, clues: pl.DataFrame) -> pl.DataFrame:
    """What the nights before a date said of some clues: columns `ANSWERS`, sorted by clue and date."""
    if clues.is_empty():
        return pl.DataFrame(schema=ANSWERS)
    return _answers(warehouse, as_of).join(clues, on=CLUE, how="semi", maintain_order="left")


def last_said(warehouse: Warehouse, as_of: date) -> pl.DataFrame:
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
        warehouse.execute(f"DELETE FROM {_STOOD} WHERE clue IN (SELECT unnest(?))", [changed.stood[CLUE].to_list()])
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


def _answers(warehouse: Warehouse, as_of: date) -> pl.DataFrame:
    columns = ", ".join(ANSWERS)
    return rows_of(warehouse, f"SELECT {columns} FROM {_ANSWERS} WHERE as_of < ?", ANSWERS, as_of).sort(CLUE, "as_of")
