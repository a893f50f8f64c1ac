"""Whether two names on a form are one person's: two people have to look, and a blank makes no second one."""

from __future__ import annotations

import unicodedata

from schemas.visible import without_unseen

_KEPT = ("L", "N")


def normal_name(written: str) -> str:
    """A name without width, case, blanks, points and signs that nobody sees; empty where nothing else is left."""
    plain = unicodedata.normalize("NFKC", without_unseen(written)).casefold()
    return "".join(sign for sign in plain if unicodedata.category(sign).startswith(_KEPT))


def same_person(one: str, other: str) -> bool:
    """Whether two names are the same in normal form."""
    return normal_name(one) == normal_name(other)
