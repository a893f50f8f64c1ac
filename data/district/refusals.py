"""Rows that must be refused: a date that never was, a word of no code table, a blank where a value is required."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from data.district.dice import Dice
from schemas.column import Column, Kind
from schemas.extract import Extract
from schemas.terms import QuarantineReason

_BAD = {
    Kind.DATE: (("2019-02-30", "2018.13.1", "不详", "20190431"), QuarantineReason.BAD_DATE),
    Kind.MONTH: (("2019-13", "201900", "不详"), QuarantineReason.BAD_MONTH),
    Kind.MONEY: (("约三百", "3OO.00", "-"), QuarantineReason.BAD_NUMBER),
    Kind.INTEGER: (("三", "2人"), QuarantineReason.BAD_NUMBER),
    Kind.CODE: (("其他类", "99x"), QuarantineReason.UNKNOWN_CODE),
}
_SHARE, _FEWEST, _MOST = 0.0015, 3, 120
# A blank household number would belong to the block above; numbers of other kinds may be blank.
_NEVER = ("household_no", "person_no", "application_no")
ENTRIES = {"index": pl.UInt32(), "column": pl.String(), "reason": pl.String()}


def spoil(
    texts: pl.DataFrame, extract: Extract, eligible: pl.Series, dirt: float, dice: Dice
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Spoils some rows.

    Args:
        texts: text columns by English name.
        extract: the declaration.
        eligible: Boolean, rows that may be spoiled.
        dirt: factor on the rate; 0 spoils nothing.
        dice: chance.

    Returns:
        The texts, and the entries that quarantine must hold (`ENTRIES`).
    """
    pool = eligible.arg_true().cast(pl.Int64).to_numpy()
    rows = dice.sample(pool, min(round(min(max(texts.height * _SHARE, _FEWEST), _MOST) * dirt), len(pool) // 4))
    chances = [column for column in extract.columns if column.name in texts.columns and _spoilable(column, extract)]
    picked = dice.cycle(len(rows), len(chances) + 1).tolist() if chances else []
    entries: list[tuple[int, str, str]] = []
    for row, choice in zip(rows.tolist(), picked, strict=False):
        change = _change(extract, chances, choice, dice)
        for name, text in change.texts.items():
            texts = texts.with_columns(texts[name].scatter(row, text))
        entries += [(row, column, change.reason.value) for column in change.columns]
    return texts, pl.DataFrame(entries, schema=ENTRIES, orient="row")


@dataclass(frozen=True)
class _Change:
    """New texts of some columns, and the columns that are refused for it."""

    texts: dict[str, str | None]
    columns: tuple[str, ...]
    reason: QuarantineReason


def _spoilable(column: Column, extract: Extract) -> bool:
    if column.name in _NEVER or (column.block and extract.household_block):
        return False
    return column.filled or column.kind in (Kind.DATE, Kind.MONTH, Kind.CODE)


def _change(extract: Extract, chances: list[Column], choice: int, dice: Dice) -> _Change:
    if choice == len(chances):
        return _nobody(extract)
    column = chances[choice]
    if column.filled and (column.kind not in _BAD or dice.chance(1, 0.3)[0]):
        return _Change({column.name: None}, (column.name,), QuarantineReason.MISSING_VALUE)
    options, reason = _BAD[column.kind]
    return _Change({column.name: dice.pick(1, options)[0]}, (column.name,), reason)


def _nobody(extract: Extract) -> _Change:
    """Neither name nor id of anybody, where that refuses a row; not where a certificate may stand in for the id."""
    reason = QuarantineReason.NO_IDENTITY
    rules = [rule for rule in extract.rules if rule.reason is reason]
    if not rules or any(subject.certificate for subject in extract.subjects):
        return _Change({}, (), reason)
    names: dict[str, str | None] = {subject.name: None for subject in extract.subjects}
    return _Change(names | dict.fromkeys(rules[0].columns, "0" * 18), rules[0].columns, reason)
