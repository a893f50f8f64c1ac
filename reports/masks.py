"""How names and numbers inside free text look where they may not be shown whole."""

from __future__ import annotations

import re
from collections.abc import Mapping

import polars as pl

from schemas.leaving import HIDDEN, Text, TextKind
from schemas.outputs.findings import family
from schemas.terms import Family

_STARS = "********"
_DIGIT = "[0-9０-９]"
_MARK = "[0-9０-９Xx]"
# A resident id, a certificate number or an account: 14 and more, so that dates, amounts and household numbers stay.
_LONG_NUMBER = f"({_DIGIT}{{6}}){_MARK}{{6,}}({_MARK}{{2}})"
# In findings of data quality the number itself may be damaged: cut short, or with blanks and quotes inside.
_DAMAGED_NUMBER = f"({_DIGIT}{{4}})(?:[\\s　'’.]?{_MARK}){{4,}}"
# What leaves the bureau: 12 digits and more of any script, with blanks, dots, dashes or invisible signs between them.
_STEP = r"\p{Nd}[\p{P}\p{Z}\p{Cf}\s]{0,3}"
_LEAVING_NUMBER = f"((?:{_STEP}){{4}})(?:{_STEP}){{7,}}[\\p{{Nd}}XxＸｘ]"
_NUMBER_HEAD = r"^[^\p{L}\p{Nd}]*(\p{Nd}{1,4})"


def masked_numbers(column: str) -> pl.Expr:
    """The text of a finding with every long number masked; needs `check_id` beside it; null stays null."""
    text = pl.col(column)
    quality = family() == Family.QUALITY.value
    damaged = text.str.replace_all(_DAMAGED_NUMBER, f"${{1}}{_STARS}")
    return pl.when(quality).then(damaged).otherwise(without_long_numbers(text)).alias(column)


def without_long_numbers(text: pl.Expr) -> pl.Expr:
    """A text with every number of 14 digits and more masked between its first six and last two."""
    return text.str.replace_all(_LONG_NUMBER, f"${{1}}{_STARS}${{2}}")


def masked_text(column: str, held: Mapping[str, Text]) -> pl.Expr:
    """The text of a finding as it leaves the bureau; needs `check_id` beside it; null stays null.

    Args:
        column: the text.
        held: check -> what this text of it holds; the text of a check that is not named is withheld.
    """
    text, shown = pl.col(column), pl.lit(HIDDEN)
    for kind in dict.fromkeys(held.values()):
        checks = [check_id for check_id, one in held.items() if one == kind]
        shown = pl.when(pl.col("check_id").is_in(checks)).then(_as_held(text, kind)).otherwise(shown)
    return without_numbers(pl.when(text.is_not_null()).then(shown)).alias(column)


def without_numbers(text: pl.Expr) -> pl.Expr:
    """Every number of 12 digits and more cut to its first four."""
    return text.str.replace_all(_LEAVING_NUMBER, f"${{1}}{_STARS}")


def masked_name(column: str) -> pl.Expr:
    """The first character of a name and one star: `王建国` -> `王*`, `王 芳` -> `王*`; null stays null."""
    return _first_character(pl.col(column)).alias(column)


def _first_character(text: pl.Expr) -> pl.Expr:
    return text.str.strip_chars().str.head(1) + "*"


def _as_held(text: pl.Expr, held: Text) -> pl.Expr:
    match held.kind:
        case TextKind.PLAIN:
            return text
        case TextKind.NAME:
            return _first_character(text)
        case TextKind.NAME_AFTER:
            return _after_word(text, held.word)
        case TextKind.NUMBER:
            # As written it may be damaged, or hold anything: only digits at its beginning are known to be harmless.
            return text.str.extract(_NUMBER_HEAD).fill_null("") + _STARS
        case TextKind.BIRTH:
            # Beside a masked number it would give back what the mask takes away.
            return text.str.replace_all(r"\p{Nd}", "*")
        case TextKind.WITHHELD:
            return pl.lit(HIDDEN)


def _after_word(text: pl.Expr, word: str) -> pl.Expr:
    """All after the word is the name, whatever it is made of; without the word nobody knows where the name is."""
    before = rf"(?s)^(.*?{re.escape(word)})\s*(\S?)"
    kept, first = text.str.extract(before, 1), text.str.extract(before, 2)
    return (kept + first + "*").fill_null(HIDDEN)
