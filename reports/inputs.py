"""What a report says of each extract of the night: its files, its cut-off date, its rows, and whether it is recent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reports.words import SOURCE_TITLES
from schemas.terms import Term


class Standing(Term):
    """What there is of an extract on the as-of date."""

    CURRENT = "current", "在允许时效内"
    STALE = "stale", "超过允许时效"
    ABSENT = "absent", "缺失（按未知处理，不视为零）"


@dataclass(frozen=True)
class Input:
    """One extract of the night; rows = accepted + quarantined.

    Attributes:
        source: its English name.
        files: the files it was read from, in order.
        cut_off: date for which the agency made it; None where it is absent.
        rows: data rows read.
        accepted: rows taken in.
        quarantined: rows refused.
        standing: whether it is recent enough.
    """

    source: str
    files: tuple[str, ...]
    cut_off: date | None
    rows: int
    accepted: int
    quarantined: int
    standing: Standing

    @property
    def title(self) -> str:
        """Its Chinese name."""
        return SOURCE_TITLES.get(self.source, self.source)

    def age_days(self, as_of: date) -> int | None:
        """Days from its cut-off to the as-of date; None where it is absent."""
        return (as_of - self.cut_off).days if self.cut_off else None
