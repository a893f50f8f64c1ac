"""What the texts of a check's findings say, told once for dictionaries, guides and reports."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Meanings:
    """What the texts of a finding say, in Chinese.

    Attributes:
        declared: what the owner of the roster wrote; empty where he writes nothing of it, and the text is always null.
        observed: what the other register, or the reckoning, shows.
        limit: the standard or limit that it is held against; empty where there is none.
    """

    declared: str = ""
    observed: str = ""
    limit: str = ""
