"""Whether two names on a form are one person's: two people have to look, and a blank makes no second one."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from matchers.names.text import NOTE
from schemas.traditional import simplified
from schemas.visible import without_unseen

_KEPT = ("L", "N")


def normal_name(written: str) -> str:
    """A name without width, case, blanks, points, signs that nobody sees and notes, in simplified characters.

    Empty where nothing else is left; a name that stands in brackets as a whole is kept.
    """
    plain = unicodedata.normalize("NFKC", without_unseen(written)).casefold()
    return _letters(re.sub(NOTE, "", plain)) or _letters(plain)


def same_person(one: str, other: str) -> bool:
    """Whether two names are the same in normal form."""
    return normal_name(one) == normal_name(other)


def _letters(text: str) -> str:
    kept = "".join(sign for sign in text if unicodedata.category(sign).startswith(_KEPT))
    return kept.translate(_simpler())


@cache
def _simpler() -> dict[int, str]:
    return str.maketrans(simplified())
