"""What a row says otherwise than before, column by column, as people write it and with numbers masked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipelines.comparing.cause import Cell
from pipelines.comparing.concerned import HOUSEHOLDS
from reports.clear_digits import pair
from schemas.column import Column, Kind
from schemas.extracts import EXTRACTS
from schemas.masking import hide_digits, mask_numbers, mask_resident_ids
from schemas.money import in_yuan
from schemas.month import month_start
from schemas.shared import BIRTH_DATE
from schemas.terms import Outcome

_LINK = "link"
_OUTCOMES = Outcome.labels()


def cells(source: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Cell, ...]:
    """The columns in which two rows differ, and who each was found to be where that differs."""
    extract = EXTRACTS[source]
    told = [
        Cell(column.name, column.header, *_shown(column, was[column.field], now[column.field]))
        for column in extract.columns
        if was[column.field] != now[column.field]
    ]
    links = [f"{one.prefix}{_LINK}" for one in extract.subjects]
    found = [Cell(_LINK, "关联", *_found(was[link], now[link])) for link in links if was[link] != now[link]]
    return (*told, *found)


def _shown(column: Column, before: object, after: object) -> tuple[str, str]:
    texts = (_text(column, before), _text(column, after))
    if column.name == BIRTH_DATE.name:
        return hide_digits(texts[0]), hide_digits(texts[1])
    if column.name in HOUSEHOLDS:
        return mask_resident_ids(texts[0]), mask_resident_ids(texts[1])
    return _masked(*texts)


def _masked(before: str, after: str) -> tuple[str, str]:
    """Of two long numbers only the digits that differ are shown."""
    masked = mask_numbers(before), mask_numbers(after)
    if before and after and masked != (before, after):
        return pair(before, after)
    return masked


def _text(column: Column, value: object) -> str:
    if value is None:
        return ""
    if column.kind is Kind.MONTH and isinstance(value, int):
        return month_start(value).isoformat()[:7]
    if column.kind is Kind.MONEY and isinstance(value, int):
        return str(in_yuan(value))
    return str(value)


def _found(before: str | None, after: str | None) -> tuple[str, str]:
    """Who a row was found to be: a number where it is linked, else its outcome."""
    if before in _OUTCOMES or after in _OUTCOMES or not before or not after:
        return _outcome(before), _outcome(after)
    return pair(before, after)


def _outcome(found: str | None) -> str:
    return _OUTCOMES.get(found or "", Outcome.LINKED.label)
