"""Which sources a check or an indicator needs: what has no usable extract is unknown, not empty."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Needs:
    """The sources without which a result would be a guess.

    Attributes:
        all_of: every one of them.
        any_of: at least one of them.
        if_landed: those of them that ever landed; a district may have no such feed, and then nothing is missing.
    """

    all_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    if_landed: tuple[str, ...] = ()

    def missing(self, usable: frozenset[str], ever_landed: frozenset[str]) -> tuple[str, ...]:
        """The sources that keep a check or an indicator from its work; empty where there are none.

        Args:
            usable: sources with a usable extract.
            ever_landed: sources of which any file was ever seen.
        """
        asked = (*self.all_of, *(source for source in self.if_landed if source in ever_landed))
        lacking = tuple(source for source in asked if source not in usable)
        return lacking if usable.intersection(self.any_of) else (*lacking, *self.any_of)
