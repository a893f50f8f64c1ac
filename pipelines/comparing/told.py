"""A comparison in words and as JSON holds it: who came and went, and why, numbers masked as elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from pipelines.comparing.cause import Cell, Row, RowChange, Told
from schemas.feed import Feed

_MOST_ROWS = 3
"""Rows that a line of the terminal names; JSON has all."""


def cause_words(told: Iterable[Told]) -> str:
    """All causes of a clue in one line."""
    return " | ".join(_cause(one) for one in told)


def cause_facts(told: Iterable[Told]) -> list[dict[str, Any]]:
    """The same whole, for machines."""
    return [{"cause": one.cause.value, "said": one.said, "rows": [_facts(row) for row in one.rows]} for one in told]


def _cause(told: Told) -> str:
    rows = [_row(row) for row in told.rows[:_MOST_ROWS]]
    left = len(told.rows) - len(rows)
    more = [f"另 {left} 行"] if left else []
    return f"{told.cause.label}: " + ";".join(filter(None, [told.said, *rows, *more]))


def _row(row: Row) -> str:
    title = Feed(row.source, row.county).title
    if row.change in (RowChange.NO_EXTRACT, RowChange.EXTRACT_AGAIN):
        return f"{title}{row.change.label}"
    place = f"({row.file} 第 {row.number} 行)"
    if row.change is RowChange.CHANGED:
        return f"{title} {'、'.join(map(_cell, row.cells))}{place}"
    return f"{title}{row.change.label} 1 行{place}"


def _cell(cell: Cell) -> str:
    return f"{cell.label} {cell.before or '空'}→{cell.after or '空'}"


def _facts(row: Row) -> Mapping[str, Any]:
    return {
        "source": row.source,
        "change": row.change.value,
        "file": row.file or None,
        "row_number": row.number or None,
        "cells": [asdict(cell) for cell in row.cells],
        **({"county": row.county} if row.county else {}),
    }
