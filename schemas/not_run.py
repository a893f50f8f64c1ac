"""What is said of a check or an indicator that lacks a source: which one it is, and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.extracts import EXTRACTS


@dataclass(frozen=True)
class NotRun:
    """A check that was not run, or an indicator that was not computed; what it would have said is unknown.

    Attributes:
        id: its id in the contract.
        title: its Chinese title.
        missing: English names of the sources that it lacks.
        county: the county of a city in parts of which it says nothing, and all others are looked at; empty where it
            says nothing at all.
    """

    id: str
    title: str
    missing: tuple[str, ...]
    county: str = ""

    @property
    def reason(self) -> str:
        """What it lacks, as people read it."""
        titles = (EXTRACTS[source].title if source in EXTRACTS else source for source in self.missing)
        return f"缺少 {'、'.join(titles)}"
