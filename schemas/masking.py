"""How a resident id, an account or a name looks where it may not be shown whole."""

from __future__ import annotations

import re

import polars as pl

_HEAD, _TAIL = 6, 2
_LONG_NUMBER = re.compile(r"[0-9]{12,}[0-9Xx]?")


def mask_numbers(text: str) -> str:
    """The text with every number of 12 and more digits masked: whatever it is, it may be somebody's."""
    return _LONG_NUMBER.sub(lambda match: mask_id(match[0]), text)


def mask_id(value: str) -> str:
    """Masks an id or account for logs and messages: `432902195907300738` -> `432902**********38`."""
    if len(value) <= _HEAD + _TAIL:
        return "*" * len(value)
    return value[:_HEAD] + "*" * (len(value) - _HEAD - _TAIL) + value[-_TAIL:]


def masked(column: str) -> pl.Expr:
    """The same as an expression over a String column; null stays null."""
    text = pl.col(column)
    length = text.str.len_chars().cast(pl.Int64)
    hidden = pl.lit("*").repeat_by((length - _HEAD - _TAIL).clip(lower_bound=0)).list.join("")
    whole = pl.lit("*").repeat_by(length).list.join("")
    return (
        pl.when(length <= _HEAD + _TAIL)
        .then(whole)
        .otherwise(text.str.head(_HEAD) + hidden + text.str.tail(_TAIL))
        .alias(column)
    )
