"""Which syllables sound alike to speakers of the south."""

from __future__ import annotations

import re

# Sounds that speakers of the south run together, spelling by spelling: retroflex and flat initials, n and l,
# front and back nasals, hu- and f-.
_CONFUSED = (
    (r"^([zcs])h", r"\1"),
    (r"^n", "l"),
    (r"([aei])ng$", r"\1n"),
    (r"^hu(?=[aei])|^hu$", "f"),
    (r"^fu$", "f"),
    (r"^fei$", "fi"),
    (r"^fen$", "fn"),
)


def blurred(syllable: str) -> str:
    """The syllable with sounds that southern speakers run together made equal (zhang and zan, li and ni)."""
    for pattern, replacement in _CONFUSED:
        syllable = re.sub(pattern, replacement, syllable)
    return syllable
