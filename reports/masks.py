"""How names and numbers inside free text look where they may not be shown whole."""

from __future__ import annotations

import polars as pl

_STARS = "********"
_DIGIT = "[0-9０-９]"
_MARK = "[0-9０-９Xx]"
# A resident id, a certificate number or an account: 14 and more, so that dates, amounts and household numbers stay.
_LONG_NUMBER = f"({_DIGIT}{{6}}){_MARK}{{6,}}({_MARK}{{2}})"
# In findings of data quality the number itself may be damaged: cut short, or with blanks and quotes inside.
_DAMAGED_NUMBER = f"({_DIGIT}{{4}})(?:[\\s　'’.]?{_MARK}){{4,}}"
_QUALITY = "Q"
_TEXT_IS_NAME = ("Q3", "Q4")
_TEXT_HOLDS_NAME = ("D3", "M5")
_NAME_AFTER_WORD = r"(账户名称 ?|配偶 ?)(\S)\S*"


def masked_numbers(column: str) -> pl.Expr:
    """The text of a finding with every long number masked; needs `check_id` beside it; null stays null."""
    text = pl.col(column)
    quality = pl.col("check_id").str.head(1) == _QUALITY
    long = text.str.replace_all(_LONG_NUMBER, f"${{1}}{_STARS}${{2}}")
    damaged = text.str.replace_all(_DAMAGED_NUMBER, f"${{1}}{_STARS}")
    return pl.when(quality).then(damaged).otherwise(long).alias(column)


def masked_text(column: str) -> pl.Expr:
    """The text of a finding as it leaves the bureau: numbers and names masked; needs `check_id` beside it.

    Only the checks named here say another person's name, or a name as written, in their text.
    """
    named = pl.col(column).str.replace_all(_NAME_AFTER_WORD, "${1}${2}*")
    check = pl.col("check_id")
    return (
        pl.when(check.is_in(_TEXT_IS_NAME))
        .then(masked_name(column))
        .when(check.is_in(_TEXT_HOLDS_NAME))
        .then(named)
        .otherwise(masked_numbers(column))
        .alias(column)
    )


def masked_name(column: str) -> pl.Expr:
    """The first character of a name and one star: `王建国` -> `王*`; null stays null."""
    return (pl.col(column).str.head(1) + "*").alias(column)
