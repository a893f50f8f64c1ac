"""Counties that a file's name spells otherwise than the files of the civil registry do.

Read as a county of its own, such a file would put everybody in it on the rolls of two counties.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from os.path import commonprefix

_KIND = re.compile(r"[县縣市区區旗]$")
_AUTONOMOUS = "自治"
_LONG = 3
"""Characters from which on one that differs is a slip; of two it is another name."""


def meant(county: str, registered: Collection[str]) -> str | None:
    """The county of the civil registry that a name means.

    Args:
        county: as a file's name has it.
        registered: counties of which a civil registry ever came.

    Returns:
        The registered county that is spelt so; None where the name is one of them, or like none.
    """
    if county in registered:
        return None
    return min((one for one in registered if _is_alike(county, one)), default=None)


def _is_alike(one: str, other: str) -> bool:
    short, long = sorted((_bare(one), _bare(other)), key=len)
    if _AUTONOMOUS in long and len(short) > 1 and long.startswith(short):
        return True
    return short == long or (len(short) >= _LONG and _is_slip(short, long))


def _is_slip(short: str, long: str) -> bool:
    """One character is another, or one is missing in the shorter name."""
    same = len(commonprefix([short, long]))
    return short[same + (len(short) == len(long)) :] == long[same + 1 :]


def _bare(county: str) -> str:
    return _KIND.sub("", "".join(unicodedata.normalize("NFKC", county).split()))
