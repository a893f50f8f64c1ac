"""What a night awaits from one supplier: the extract of a source, of a city in parts that of one of its counties."""

from __future__ import annotations

from typing import NamedTuple

from schemas.words import SOURCE_TITLES

ABOVE = "/"
"""Stands between a county and its town wherever a city in parts names one: towns of two counties may be namesakes."""


class Feed(NamedTuple):
    """One supplier's extract, night after night.

    Attributes:
        source: English name of the source.
        county: the county whose part it is; empty where a district's extracts come whole.
    """

    source: str
    county: str = ""

    @property
    def title(self) -> str:
        """As people read it: the source, and the county behind it."""
        title = SOURCE_TITLES.get(self.source, self.source)
        return f"{title}({self.county})" if self.county else title


def town_of_county(county: str, town: str) -> str:
    """How a town is known in a city in parts."""
    return f"{county}{ABOVE}{town}"
