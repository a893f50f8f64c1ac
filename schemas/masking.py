"""What a number to be masked is, and how it looks where it may not be shown whole."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

import polars as pl

from schemas.visible import UNSEEN, UNSEEN_PYTHON

_HEAD, _TAIL = 6, 2
LOOKED_FOR = 4
"""Digits at the end of an id by which people look for somebody whose card they hold."""
TAIL = "尾号"
STARS = "********"
LEAST_DIGITS = 12
"""A resident id, a certificate number or an account has as many and more; dates and amounts have fewer."""
DIGIT = r"\p{Nd}"
"""A digit of any script and width, as Polars writes it."""
BETWEEN = rf"[\p{{P}}\p{{Z}}\s{UNSEEN}\u2212]{{0,3}}"
"""What stands between the digits of one number, as Polars writes it: hyphens, dots, blanks, signs that nobody sees."""

# On the terminal and in logs dates and times stand beside each other, and lists are told by their commas.
SIGNS = "-.·．。\u2010-\u2015\u2212\ufe63\uff0d"
_TYPED = f"(?!\n)[{SIGNS}{UNSEEN_PYTHON}\\s]"
_NUMBER = rf"\d(?:(?:{_TYPED}){{0,3}}\d){{{LEAST_DIGITS - 1},}}(?:[XxＸｘ]|(?:{_TYPED}){{1,3}}[XxＸｘ](?![A-Za-z]))?"
_DAY = r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?"
_MOMENT = rf"{_DAY}(?:[T ][0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}}(?:[.,][0-9]{{1,6}})?)?)?(?![0-9])"
_PHONE = re.compile(
    rf"(?<!\d)(?:[1１][3-9３-９]\d(?:(?:{_TYPED})?\d){{8}}|[0０]\d{{2,3}}(?:{_TYPED}|[)）]){{0,2}}\d(?:(?:{_TYPED})?\d){{6,7}})(?!\d)"
)
"""A telephone number as hands write it, of a mobile one or with its area code: too short to be masked as a number."""
_AREA = 3
_DATE_OR_NUMBER = re.compile(f"(?P<moment>{_MOMENT})|(?P<number>{_NUMBER})")
_ID_DAY = "(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_ID = rf"[0-9]{{6}}(?:(?:18|19|20)[0-9]{{2}}{_ID_DAY}[0-9]{{3}}[0-9Xx]|[0-9]{{2}}{_ID_DAY}[0-9]{{3}})"
"""A number that can be a resident id. Household numbers, too, have 15 and 16 digits; few have a date in that place."""
MAY_HOLD_ID = rf"{_ID}|[\p{{Nd}}\p{{No}}\p{{So}}--[0-9]]"
"""What Polars finds in every text that holds a resident id, and in few others: many texts need not be looked at one by
one. Digits of other scripts may be one too, also raised, in a circle or in a sign of several."""
_RESIDENT_ID = re.compile(_ID)
_WITHIN = re.compile(rf"(?<![0-9]){_ID}(?![0-9])")


def mask_numbers(text: str, shown: Collection[str] = ()) -> str:
    """The text with every number of 12 and more digits masked, however hands have typed it; dates and times stay.

    Args:
        text: what is to be shown.
        shown: household numbers, which may be read; one that is a resident id is masked all the same.
    """
    return _DATE_OR_NUMBER.sub(lambda found: found[0] if found["moment"] else _unless(found[0], shown), text)


def mask_written(text: str) -> str:
    """What a person wrote as a reason or a result: telephone numbers are masked too, by which people are asked."""
    return _PHONE.sub(lambda found: found[0][:_AREA] + STARS, mask_numbers(text))


def mask_resident_ids(text: str) -> str:
    """The text with its numbers masked where one can be a resident id: a household may be numbered by its head's."""
    if is_resident_id(text):
        return mask_id(text)
    return mask_numbers(text) if holds_resident_id(text) else text


def is_resident_id(text: str) -> bool:
    """The text can be a resident id and is nothing else."""
    return bool(_RESIDENT_ID.fullmatch(_in_plain_digits(text).strip()))


def holds_resident_id(text: str) -> bool:
    """A number of the text, whatever stands around it, can be a resident id."""
    return bool(_WITHIN.search(_in_plain_digits(text)))


def _in_plain_digits(text: str) -> str:
    """Digits of any script and width as 0 to 9."""
    plain = unicodedata.normalize("NFKC", text)
    return plain if plain.isascii() else "".join(str(unicodedata.digit(one, one)) for one in plain)


def tail(number: str) -> str:
    """The last four digits of an id, by which people look for somebody whose card they hold: `尾号0738`."""
    return TAIL + number[-LOOKED_FOR:] if len(number) >= LEAST_DIGITS else STARS


def hide_digits(text: str) -> str:
    """Every digit as a star: a birth date beside a masked number would give back what the mask takes away."""
    return re.sub(r"\d", "*", text)


def _unless(number: str, shown: Collection[str]) -> str:
    return number if number in shown and not holds_resident_id(number) else _masked_as_typed(number)


def _masked_as_typed(number: str) -> str:
    return mask_id("".join(sign for sign in unicodedata.normalize("NFKC", number) if sign.isdigit() or sign in "Xx"))


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
