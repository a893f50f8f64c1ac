"""What a report says of each extract of the night: its files, its cut-off date, its rows, and whether it is recent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from schemas.feed import Feed
from schemas.terms import RegisterState


@dataclass(frozen=True)
class Input:
    """One extract of the night; rows = accepted + quarantined.

    Attributes:
        source: its English name.
        files: the files it was read from, in order.
        cut_off: date for which the agency made it; None where it is absent. One too old has a date and no files.
        rows: data rows read.
        accepted: rows taken in.
        quarantined: rows refused.
        state: whether it is there, and recent enough.
        allowed_age_days: how old it may be; None where it is not said.
        county: whose it is, of a city in parts; empty elsewhere.
    """

    source: str
    files: tuple[str, ...]
    cut_off: date | None
    rows: int
    accepted: int
    quarantined: int
    state: RegisterState
    allowed_age_days: int | None = None
    county: str = ""

    @property
    def title(self) -> str:
        """Its Chinese name."""
        return Feed(self.source, self.county).title

    @property
    def is_current(self) -> bool:
        """Whether it is recent enough."""
        return self.state is RegisterState.CURRENT

    def age_days(self, as_of: date) -> int | None:
        """Days from its cut-off to the as-of date; None where it is absent."""
        return (as_of - self.cut_off).days if self.cut_off else None
