"""Rows that must be refused: a date that never was, a word of no code table, a blank where a value is required."""

from __future__ import annotations

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
_SHARE = 0.0015
# A blank household number would belong to the block above; numbers of other kinds may be blank.
_NEVER = ("household_no", "person_no", "application_no")
ENTRIES = {"index": pl.UInt32(), "column": pl.String(), "reason": pl.String()}


def spoil(texts: pl.DataFrame, extract: Extract, eligible: pl.Series, dirt: float, dice: Dice) -> tuple[pl.DataFrame, pl.DataFrame]:
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
    rows = dice.sample(pool, min(round(max(texts.height * _SHARE, 3) * dirt), len(pool) // 4))
    chances = [column for column in extract.columns if column.name in texts.columns and _spoilable(column, extract)]
    picked = dice.cycle(len(rows), len(chances) + 1).tolist() if chances else []
    entries: list[tuple[int, str, str]] = []
    for row, choice in zip(rows.tolist(), picked, strict=False):
        changes, reason = _change(extract, chances, choice, dice)
        if not changes:
            continue
        for name, text in changes.items():
            texts = texts.with_columns(texts[name].scatter(row, text))
        column = "id_no" if reason is QuarantineReason.NO_IDENTITY else next(iter(changes))
        entries.append((row, column, reason.value))
    return texts, pl.DataFrame(entries, schema=ENTRIES, orient="row")


def _spoilable(column: Column, extract: Extract) -> bool:
    if column.name in _NEVER or (column.block and extract.household_block):
        return False
    return column.filled or column.kind in (Kind.DATE, Kind.MONTH, Kind.CODE)


def _change(extract: Extract, chances: list[Column], choice: int, dice: Dice) -> tuple[dict[str, str | None], QuarantineReason]:
    if choice == len(chances):
        return _nobody(extract)
    column = chances[choice]
    if column.filled and (column.kind not in _BAD or dice.chance(1, 0.3)[0]):
        return {column.name: None}, QuarantineReason.MISSING_VALUE
    options, reason = _BAD[column.kind]
    return {column.name: dice.pick(1, options)[0]}, reason


def _nobody(extract: Extract) -> tuple[dict[str, str | None], QuarantineReason]:
    """Neither name nor id, where that refuses a row and no certificate stands in."""
    alone = [rule for rule in extract.rules if rule.reason is QuarantineReason.NO_IDENTITY and rule.columns == ("id_no",)]
    certified = any(subject.certificate for subject in extract.subjects)
    if not alone or certified:
        return {}, QuarantineReason.NO_IDENTITY
    return {"name": None, "id_no": "000000000000000000"}, QuarantineReason.NO_IDENTITY

