"""The bureau's corrections of suppliers' rows as causes: which cells one side mends and the other does not.

This is the one place where a change of the data turns out to be a correction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipelines.comparing.cause import Row
from pipelines.comparing.rows import Moved
from pipelines.comparing.side import Side

_TABLE = "corrections"
_PLACE = ("source", "file", "row_number", "column")
_WHERE_WRITTEN = ("corrections_file", "line")
Place = tuple[str, str, int, str]


@dataclass(frozen=True)
class Mended:
    """What one side mends and the other does not.

    Attributes:
        before: cells of the earlier side with the basis of their correction.
        after: cells of the later side, likewise.
    """

    before: Mapping[Place, str]
    after: Mapping[Place, str]

    @property
    def is_empty(self) -> bool:
        """Both sides mend the same."""
        return not self.before and not self.after

    def basis(self, moved: Moved, column: str) -> str | None:
        """On what a changed cell was mended, or was before; None where it is the supplier's own change."""
        for place, mended in ((moved.now, self.after), (moved.was, self.before)):
            if place is not None and (basis := mended.get((moved.row.source, *place, column))) is not None:
                return basis
        return None

    def explain(self, moved: Iterable[Moved]) -> tuple[list[Row], list[Row], list[str]]:
        """The rows that only corrections changed, those that suppliers did, and on what the first were mended."""
        mended: list[Row] = []
        supplied: list[Row] = []
        said: list[str] = []
        for one in moved:
            bases = [self.basis(one, cell.column) for cell in one.row.cells if cell.column != "link"]
            by_correction = bool(bases) and all(basis is not None for basis in bases)
            (mended if by_correction else supplied).append(one.row)
            said += [basis for basis in bases if basis and by_correction]
        return mended, supplied, list(dict.fromkeys(said))


def mended(before: Side, after: Side) -> Mended:
    """Compares the corrections that two publications applied; where they stand in which file does not matter."""
    ours, theirs = _applied(before), _applied(after)
    return Mended(_alone(ours, theirs), _alone(theirs, ours))


def _alone(one: Mapping[tuple[object, ...], dict[Place, str]], other: Iterable[object]) -> dict[Place, str]:
    known = set(other)
    return {place: basis for said, places in one.items() if said not in known for place, basis in places.items()}


def _applied(side: Side) -> dict[tuple[object, ...], dict[Place, str]]:
    """What each correction says -> the cells that it mends, each with its basis."""
    found: dict[tuple[object, ...], dict[Place, str]] = {}
    if _TABLE not in side.tables:
        return found
    for row in side.tables[_TABLE].iter_rows(named=True):
        said = tuple(value for name, value in row.items() if name not in (*_PLACE[1:3], *_WHERE_WRITTEN))
        source, file, number, column = (row[name] for name in _PLACE)
        basis = f"{row['basis']}（{row.get('prepared_by') or ''}、{row.get('reviewed_by') or ''}）"
        found.setdefault(said, {})[source, file, int(number), column] = basis
    return found
