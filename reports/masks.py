"""How names and numbers inside free text look where they may not be shown whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

import polars as pl

from reports.clear_digits import pair, side_by_side
from schemas.leaving import HIDDEN, Text, TextKind
from schemas.masking import (
    BETWEEN,
    DIGIT,
    LEAST_DIGITS,
    LOOKED_FOR,
    MAY_HOLD_ID,
    SIGNS,
    STARS,
    TAIL,
    is_resident_id,
    mask_numbers,
    mask_resident_ids,
    tail,
)
from schemas.outputs.findings import family
from schemas.terms import Family
from schemas.visible import UNSEEN

# In findings of data quality the number itself may be damaged: cut short, or with blanks and quotes inside.
_DAMAGED_NUMBER = f"({DIGIT}{{4}})(?:[{SIGNS}{UNSEEN}\\s\u3000'’]?(?:{DIGIT}|[XxＸｘ])){{4,}}"
_STEP = f"{DIGIT}{BETWEEN}"
_LEAVING_NUMBER = f"((?:{_STEP}){{4}})(?:{_STEP}){{{LEAST_DIGITS - 5},}}(?:{DIGIT}|[XxＸｘ])"
_NUMBER_HEAD = rf"^[^\p{{L}}{DIGIT}]*({DIGIT}{{1,4}})"


def masked_numbers(column: str, births: Collection[str] = (), households: Collection[str] = frozenset()) -> pl.Expr:
    """The text of a finding with every long number masked; needs `check_id` beside it; null stays null.

    Args:
        column: the text.
        births: checks of which the text is a birth date: beside a masked number its digits are hidden.
        households: household numbers, which the bureau may read: they say which other household is meant.
    """
    birth = pl.col("check_id").is_in(list(births))
    # Each is asked only of its own rows: the others are null to it.
    hidden = pl.when(birth).then(column).str.replace_all(DIGIT, "*")
    text = pl.coalesce(hidden, column)
    quality = family() == Family.QUALITY.value
    damaged = pl.when(quality).then(text).str.replace_all(_DAMAGED_NUMBER, f"${{1}}{STARS}")
    others = pl.when(quality).then(None).otherwise(text)
    return pl.coalesce(damaged, without_long_numbers(others, households)).alias(column)


def without_long_numbers(text: pl.Expr, shown: Collection[str] = frozenset()) -> pl.Expr:
    """A text with every long number masked between its head and its tail, save the household numbers in `shown`."""
    return _where(text, _LEAVING_NUMBER, lambda one: mask_numbers(one, shown))


def without_resident_ids(text: pl.Expr) -> pl.Expr:
    """Names of files with every resident id masked that somebody put into one; null stays null."""
    return _where(text, MAY_HOLD_ID, mask_resident_ids)


def with_tail(column: str) -> pl.Expr:
    """An id as the page shows it, by its last four digits; null stays null."""
    text = pl.col(column)
    short = text.str.len_chars() < LEAST_DIGITS
    return pl.when(short).then(pl.lit(STARS)).otherwise(TAIL + text.str.tail(LOOKED_FOR)).alias(column)


def household_number(column: str) -> pl.Expr:
    """A household number as it is, save one that is somebody's id; null stays null."""
    return _where(pl.col(column), MAY_HOLD_ID, _household_number).alias(column)


def told_apart(frame: pl.DataFrame, left: str, right: str) -> pl.DataFrame:
    """The frame with two columns of numbers masked but for the digits in which they differ; null stays null."""
    pairs = [_apart(ours, theirs) for ours, theirs in frame.select(left, right).iter_rows()]
    shown = pl.DataFrame(pairs, schema={left: pl.String(), right: pl.String()}, orient="row")
    return frame.with_columns(shown)


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
    return text.str.replace_all(_LEAVING_NUMBER, f"${{1}}{STARS}")


def masked_name(column: str) -> pl.Expr:
    """The first character of a name and one star: `王建国` -> `王*`, `王 芳` -> `王*`; null stays null."""
    return _first_character(pl.col(column)).alias(column)


def without_words(text: pl.Expr) -> pl.Expr:
    """Every word of two and more letters as its first letter and a star, so that no name stands in it."""
    return text.str.replace_all(r"(\p{L})[\p{M}·•]*\p{L}[\p{L}\p{M}·•]*", "${1}*")


def _where(text: pl.Expr, pattern: str, mask: Callable[[str], str]) -> pl.Expr:
    """The text with those masked in which a pattern stands: of many rows few, each distinct one once."""

    def each(texts: pl.Series) -> pl.Series:
        held = texts.filter(texts.str.contains(pattern).fill_null(value=False)).unique()
        return texts.replace(held, pl.Series([mask(one) for one in held], dtype=pl.String))

    return text.map_batches(each, return_dtype=pl.String)


def _household_number(key: str) -> str:
    """Each part of a key for itself: of a row of the city platform the person stands behind file and indicator."""
    return "|".join(tail(part) if is_resident_id(part) else mask_resident_ids(part) for part in key.split("|"))


def _apart(ours: str | None, theirs: str | None) -> tuple[str | None, str | None]:
    if ours and theirs:
        return pair(ours, theirs)
    shown = None if ours is None else side_by_side(ours, [theirs] if theirs else [])[0]
    return shown, None if theirs is None else pair(ours or "", theirs)[1]


def _first_character(text: pl.Expr) -> pl.Expr:
    return text.str.strip_chars().str.head(1) + "*"


def _as_held(text: pl.Expr, held: Text) -> pl.Expr:
    shown: dict[TextKind, pl.Expr] = {
        TextKind.PLAIN: text,
        TextKind.NAME: _first_character(text),
        TextKind.NAME_AFTER: _after_word(text, held.word),
        # As written it may be damaged, or hold anything: only digits at its beginning are known to be harmless.
        TextKind.NUMBER: text.str.extract(_NUMBER_HEAD).fill_null("") + STARS,
        # Beside a masked number it would give back what the mask takes away.
        TextKind.BIRTH: text.str.replace_all(r"\p{Nd}", "*"),
        # What a register wrote may be anybody's name: a shop bears its owner's.
        TextKind.QUOTED: text.str.replace_all("「[^」]*」?", "「*」"),
    }
    return shown.get(held.kind, pl.lit(HIDDEN))


def _after_word(text: pl.Expr, word: str) -> pl.Expr:
    """All after the word is the name, whatever it is made of; without the word nobody knows where the name is."""
    before = rf"(?s)^(.*?{re.escape(word)})\s*(\S?)"
    kept, first = text.str.extract(before, 1), text.str.extract(before, 2)
    return (kept + first + "*").fill_null(HIDDEN)
