"""How values look in a file: dates, months, money and codes in the spelling of one office, with strays of another."""

from __future__ import annotations

import polars as pl

from data.district.dice import Dice
from schemas.column import Column, Kind
from schemas.month import MONTHS_IN_YEAR

_DATE_FORMS = ("%Y%m%d", "%Y-%m-%d", "%Y/%-m/%-d", "%Y.%-m.%-d", "%Y年%-m月%-d日")
_MONTHS = 6
_STRAY = 0.02
_EXCEL_DAY_ZERO = 25569


def spelled(values: pl.Series, column: Column, dice: Dice, *, bookish: bool = False) -> pl.Series:
    """Texts of a column of values.

    Args:
        values: in the dtype of the column (months as index, money in fen).
        column: its declaration.
        dice: chance: which spelling this office prefers.
        bookish: a workbook, where dates may be serial numbers.
    """
    if column.kind is Kind.DATE:
        return _dates(values.cast(pl.Date), dice, bookish=bookish)
    if column.kind is Kind.MONTH:
        return _months(values.cast(pl.Int32), dice)
    if column.kind is Kind.MONEY:
        return _money(values.cast(pl.Int64), dice)
    if column.kind is Kind.CODE and column.codes and column.codes.codes:
        return _codes(values, {word: code for code, word in column.codes.codes}, dice)
    return values.cast(pl.String)


def _dates(days: pl.Series, dice: Dice, *, bookish: bool) -> pl.Series:
    usual, stray = (_DATE_FORMS[turn] for turn in dice.integers(2, 0, len(_DATE_FORMS) - 1))
    strays = dice.flags(len(days), _STRAY)
    text = _distinct(days, usual).zip_with(~strays, _distinct(days, stray))
    serials = dice.flags(len(days), _STRAY if bookish else 0.0)
    return (days.cast(pl.Int32) + _EXCEL_DAY_ZERO).cast(pl.String).zip_with(serials, text)


def _distinct(days: pl.Series, form: str) -> pl.Series:
    """Formats each distinct day once."""
    known = pl.DataFrame({"day": days.unique().drop_nulls()}).with_columns(text=pl.col("day").dt.strftime(form))
    return pl.DataFrame({"day": days}).join(known, on="day", how="left", maintain_order="left")["text"]


def _months(months: pl.Series, dice: Dice) -> pl.Series:
    year = (months // MONTHS_IN_YEAR).cast(pl.String)
    number = (months % MONTHS_IN_YEAR + 1).cast(pl.String)
    padded = number.str.zfill(2)
    forms = (
        year + padded,
        year + "-" + padded,
        year + "." + number,
        year + "年" + number + "月",
        year + "-" + padded + "-01",
        year + "/" + number,
    )
    usual, stray = (forms[turn] for turn in dice.integers(2, 0, _MONTHS - 1))
    return usual.zip_with(~dice.flags(len(months), _STRAY), stray)


def _money(fen: pl.Series, dice: Dice) -> pl.Series:
    yuan = (fen // 100).cast(pl.String)
    plain = yuan + "." + (fen % 100).cast(pl.String).str.zfill(2)
    grouped = (
        yuan.str.replace(r"^([0-9]{1,3})([0-9]{3})$", "${1},${2}") + "." + (fen % 100).cast(pl.String).str.zfill(2)
    )
    return grouped.zip_with(dice.flags(len(fen), 0.1) & (fen.abs() < 10**8), plain)


def _codes(words: pl.Series, codes: dict[str, str], dice: Dice) -> pl.Series:
    coded = words.replace_strict(codes, default=None, return_dtype=pl.String)
    bare = coded.str.strip_chars_start("0")
    bare = bare.zip_with(bare != "", coded)
    style = int(dice.integers(1, 0, 3)[0])
    return (words, words, coded, bare)[style]
