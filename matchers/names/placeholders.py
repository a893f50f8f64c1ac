"""Names in which a character could not be typed: `□` or pinyin stands where another name has the character."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

import polars as pl

from matchers.names.tables import readings
from matchers.names.text import UNREAD

MARKED = rf"[{UNREAD}a-z]"
_TOKENS = re.compile(rf"{UNREAD}+|[a-z]+|.")
_LONGEST = 4


def placeholder_matches(left: pl.Series, right: pl.Series) -> pl.Series:
    """Whether one name agrees with the other where it can be read, and by pinyin where that is written.

    Args:
        left: String series of comparing forms, no nulls.
        right: the same, as long. At least one side of a pair has `□` or Latin letters (`MARKED`).

    Returns:
        Boolean series. A run of `□` stands for as many characters or fewer (one rare character may leave two signs);
        pinyin for one character or several that may be read so, or by their initials. One readable character or
        syllable at least must agree.
    """
    sides = zip(left, right, left.str.contains(MARKED), right.str.contains(MARKED), strict=True)
    agrees = [(a and _agrees(one, other)) or (b and _agrees(other, one)) for one, other, a, b in sides]
    return pl.Series("placeholder", agrees, dtype=pl.Boolean)


def _agrees(marked: str, name: str) -> bool:
    pattern, latin = _reading_of(marked)
    found = pattern.fullmatch(name) if pattern else None
    return found is not None and all(_spells(token, part) for token, part in zip(latin, found.groups(), strict=True))


@lru_cache(maxsize=100_000)
def _reading_of(marked: str) -> tuple[re.Pattern[str] | None, list[str]]:
    """What a marked name may stand for, and its syllables; nothing where it says too little."""
    tokens = _TOKENS.findall(marked)
    if not any(token[0] != UNREAD for token in tokens) or re.fullmatch(r"[a-z]{1,2}", marked):
        return None, []
    return re.compile("".join(map(_pattern, tokens))), [token for token in tokens if token.isascii()]


def _pattern(token: str) -> str:
    if token[0] == UNREAD:
        return f".{{1,{len(token)}}}"
    return f"(.{{1,{_LONGEST}}})" if token.isascii() else re.escape(token)


def _spells(latin: str, characters: str) -> bool:
    if latin in {"x", "xx"}:  # a name made unreadable on purpose
        return True
    spoken = [readings().get(character, ()) for character in characters]
    if latin in ("".join(initials) for initials in product(*[{s[0] for s in row} for row in spoken])):
        return True
    spellings = {"".join(row) for row in product(*spoken)}
    return any(latin in {s, s.replace("v", "u"), s.replace("v", "yu")} for s in spellings)
